"""Every page of hers in every state, in a real browser: axe, widths, targets, weight, no other host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import OperationalError
from playwright.sync_api import Page, Response

from cases.hashers import WordsHasher
from cases.services import visits
from tests import hers
from tests.browser.journey import Journey

NewPage = Callable[..., Page]
HEAVIEST = 60_000
SMALLEST = 44
EXPECTED = re.compile(
    "404|does not conform to the required format"
)  # no such page; a bad date in an error state
APART = (
    "prints",
)  # the page that makes fingerprints brings a script of its own, beside the weight of the others


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> None:
    monkeypatch.setattr(WordsHasher, "memory_cost", 8)


def each(page: Page, language: str = "en") -> Iterator[str]:
    """Open one state after the other; what it is."""
    base = page.context.request.get("/healthz").url.removesuffix("/healthz")
    for name, path, begin in hers.states(language):
        page.context.clear_cookies()
        if token := begin():
            cookie = {"name": settings.VISIT_COOKIE_NAME, "value": token, "url": base}
            page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(path)
        yield name


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en"), ("dark", "en"), ("light", "ar")])
def test_v60_axe_finds_nothing_on_any_page(new_page: NewPage, scheme: str, locale: str) -> None:
    page = new_page(color_scheme=scheme, bypass_csp=True, locale=locale)
    found = {}
    for name in each(page, locale):
        problems = Axe().run(page).response["violations"]
        if problems:
            found[name] = [(problem["id"], problem["nodes"][0]["target"]) for problem in problems]
    assert found == {}


@pytest.mark.parametrize("locale", ["en", "es", "cy", "fr", "ar"])
def test_v63_every_page_speaks_her_language_and_runs_its_way(new_page: NewPage, locale: str) -> None:
    page, other = new_page(locale=locale), []
    for name in each(page, locale):
        html = page.locator("html")
        if (html.get_attribute("lang"), html.get_attribute("dir")) != (
            locale,
            "rtl" if locale == "ar" else "ltr",
        ):
            other.append(name)
    assert other == []


TOO_SMALL = """() => [...document.querySelectorAll(
    "a, button, summary, select, input:not([type=hidden], [type=radio], [type=checkbox]), textarea, .choice")]
  .filter(each => each.checkVisibility() && !each.closest(".trap, .skip, .hidden, .first"))
  .filter(each => each.getBoundingClientRect().height < LEAST - 0.5)
  .map(each => each.outerHTML.slice(0, 200))""".replace("LEAST", str(SMALLEST))


@pytest.mark.parametrize(
    ("width", "locale"), [(320, "en"), (390, "en"), (1280, "en"), (320, "ar"), (320, "cy")]
)
def test_v20_no_page_scrolls_sideways_and_every_target_is_large(
    new_page: NewPage, width: int, locale: str
) -> None:
    page = new_page(width=width, locale=locale)
    wide, small = [], {}
    for name in each(page, locale):
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(name)
        if targets := page.evaluate(TOO_SMALL):
            small[name] = targets
    assert (wide, small) == ([], {})


def test_every_page_is_light_and_asks_nobody_else(new_page: NewPage, elsewhere: list[str]) -> None:
    """V-11 and V-14 as well: no other host, no word in the console, nothing kept in the browser."""
    page, answers, said = new_page(), [], []
    page.on("response", lambda answer: answers.append(answer))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    heavy, kept = {}, {}
    for name in each(page):
        page.wait_for_load_state("networkidle")
        size = weight(answers)
        if size > HEAVIEST:
            heavy[name] = size
        if page.evaluate(KEPT) != [0, 0, 0, 0, 0]:
            kept[name] = page.evaluate(KEPT)
        answers.clear()
    assert (heavy, kept, elsewhere) == ({}, {}, [])
    assert [line for line in said if not EXPECTED.search(line)] == []


def weight(answers: list[Response]) -> int:
    """The bytes of a page with all its files, as they travel uncompressed."""
    return sum(
        len(answer.body())
        for answer in answers
        if answer.status == 200 or "text/html" in answer.headers.get("content-type", "")
        if answer.status < 300 or answer.status >= 400
        if not any(word in answer.url for word in APART)
    )


KEPT = """async () => [
  localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"""


def test_v14_nothing_is_kept_after_the_whole_way(new_page: NewPage) -> None:
    page = new_page()
    Journey(page).to_words()
    assert page.evaluate(KEPT) == [0, 0, 0, 0, 0]
    assert {cookie["name"] for cookie in page.context.cookies()} == {"v", "t"}
    assert all(cookie["expires"] == -1 for cookie in page.context.cookies())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_r18_the_page_for_a_database_away_passes_too(
    new_page: NewPage, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError

    page = new_page(color_scheme=scheme, bypass_csp=True, width=320)
    journey = Journey(page)
    journey.to_links()
    page.fill("#id_links", "photoline.test/p/1 " * 30)
    monkeypatch.setattr(visits, "find", away)
    journey.press("Continue")
    assert page.locator("textarea").input_value().startswith("photoline.test")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
