"""Every page of hers in every state, in a real browser: axe, widths, targets, weight, no other host."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import OperationalError
from playwright.sync_api import Error, Page, Response, expect

from cases.hashers import WordsHasher
from cases.services import visits
from tests.browser.journey import Journey
from tests.browser.walk import every

NewPage = Callable[..., Page]
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"
HEAVIEST = 60_000
LIGHTEST = 20_000  # the stylesheet and the script alone: less means that they were not counted
SMALLEST = 44
# Pages of errors say their status; a bad date in an error state.
EXPECTED = re.compile("status of [45][0-9][0-9]|does not conform to the required format")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> None:
    monkeypatch.setattr(WordsHasher, "memory_cost", 8)


# Width, colours, language, whether axe looks too, and whether at the list of every country.
LOOKS = [
    (390, "light", "en", True, True),
    (320, "dark", "en", True, False),
    (320, "light", "ar", True, False),
    (1280, "dark", "ar", True, True),
    (1280, "light", "en", False, False),
    (320, "light", "cy", False, True),
    (320, "light", "es", False, False),
    (320, "light", "fr", False, False),
]


@pytest.mark.parametrize(("width", "scheme", "language", "axe", "with_countries"), LOOKS)
def test_v60_v63_v20_every_page_in_every_state_is_sound(
    new_page: NewPage, width: int, scheme: str, language: str, axe: bool, with_countries: bool
) -> None:
    """axe finds nothing, nothing scrolls sideways, each target is large, and the page speaks her language."""
    page = new_page(width=width, color_scheme=scheme, locale=language, bypass_csp=True)
    wrong = {}
    for name in every(page, language, with_countries=with_countries):
        told = problems(page, language)
        if axe:
            page.evaluate(OPEN_ALL)  # axe looks past what is folded away
            found = Axe().run(page).response["violations"]
            told += [(each["id"], each["nodes"][0]["target"]) for each in found]
        if told:
            wrong[name] = told
    assert wrong == {}


def problems(page: Page, language: str) -> list[object]:
    found: list[object] = list(page.evaluate(TOO_SMALL))
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("scrolls sideways")
    runs = page.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]")
    if runs != [language, "rtl" if language == "ar" else "ltr"]:
        found.append(runs)
    if not page.evaluate(RUNS_LEFT_TO_RIGHT):
        found.append("a number or an address is turned round")
    return found


TOO_SMALL = """() => [...document.querySelectorAll(
    "a, button, summary, select, input:not([type=hidden], [type=radio], [type=checkbox]), textarea, .choice")]
  .filter(each => each.checkVisibility() && !each.closest(".trap, .skip, .hidden, .first"))
  .filter(each => each.getBoundingClientRect().height < LEAST - 0.5)
  .map(each => each.outerHTML.slice(0, 200))""".replace("LEAST", str(SMALLEST))

# Whether the first sign of each number, code or address stands left of its last one.
RUNS_LEFT_TO_RIGHT = """() => [...document.querySelectorAll(".number, .code, .address, bdi")].every(each => {
  const text = document.createTreeWalker(each, NodeFilter.SHOW_TEXT).nextNode();
  if (!text || !/\\S/.test(text.data)) return true;
  const at = place => { const range = document.createRange();
    range.setStart(text, place); range.setEnd(text, place + 1); return range.getBoundingClientRect(); };
  const [first, last] = [at(0), at(text.data.trimEnd().length - 1)];
  return first.top < last.top - 1 || first.left <= last.left;
})"""


def test_v11_v14_every_page_is_light_and_asks_nobody_else(new_page: NewPage, elsewhere: list[str]) -> None:
    """60 kB with all its files, no other host, no word in the console, nothing kept in the browser."""
    page, answers, said = new_page(), [], []
    page.on("response", lambda answer: answers.append(answer))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    weights, kept = {}, {}
    for name in every(page, with_countries=True):
        page.wait_for_load_state("networkidle")
        weights[name] = weight(answers)
        if page.evaluate(KEPT) != [0, 0, 0, 0, 0]:
            kept[name] = page.evaluate(KEPT)
        answers.clear()
    assert ({name: size for name, size in weights.items() if size > HEAVIEST}, kept, elsewhere) == (
        {},
        {},
        [],
    )
    assert min(weights.values()) > LIGHTEST
    assert [line for line in said if not EXPECTED.search(line)] == []


def weight(answers: list[Response]) -> int:
    """The bytes of the page that is open, with all its files, as they travel uncompressed."""
    pages = [
        number
        for number, answer in enumerate(answers)
        if answer.request.resource_type == "document" and not 300 <= answer.status < 400
    ]
    return sum(map(size, answers[pages[-1] :]))


def size(answer: Response) -> int:
    try:
        return len(answer.body())
    except Error:  # the browser has let go of it already
        return int(answer.headers["content-length"])


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
    page.get_by_role("button", name="Continue").last.click()  # the answer is written where the page was
    expect(page.get_by_role("heading", level=1)).to_have_text("We cannot keep this right now")
    assert page.locator("textarea").input_value().startswith("photoline.test")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
