"""Leaving fast in a real browser (V-17, V-20, V-21)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route, expect

from cases.models import Visit
from tests.browser.journey import Journey
from tests.browser.walk import every

NewPage = Callable[..., Page]


def away(page: Page) -> None:
    page.wait_for_url(settings.NEUTRAL_SITE)
    expect(page).to_have_title("Weather")


def forgotten(page: Page) -> bool:
    """Whether the server forgets the visit: it is told while the browser goes."""
    for _ in range(100):
        if not Visit.objects.exists():
            return True
        page.wait_for_timeout(50)
    return False


@pytest.mark.parametrize("script", [True, False])
def test_v20_the_exit_leads_away_and_forgets(new_page: NewPage, script: bool) -> None:
    page = new_page(java_script_enabled=script)
    Journey(page).to_links()
    page.locator(".exit .bar").click()
    away(page)
    assert forgotten(page)


@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_v21_three_presses_lead_away(new_page: NewPage, key: str) -> None:
    page = new_page()
    Journey(page).to_links()
    for _ in range(3):
        page.keyboard.press(key)
    away(page)
    assert forgotten(page)


@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_v21_two_presses_do_not(new_page: NewPage, key: str) -> None:
    page = new_page()
    Journey(page).to_links()
    for _ in range(2):
        page.keyboard.press(key)
    expect(page.locator("[data-say]")).to_have_text("Press once more to leave this page.")
    assert page.url.endswith("/form")


def test_v21_presses_too_far_apart_do_not_count(new_page: NewPage) -> None:
    page = new_page()
    page.clock.install()
    Journey(page).to_links()
    for _ in range(3):
        page.keyboard.press("Escape")
        page.clock.fast_forward(1100)
    assert page.url.endswith("/form")


def test_v21_capital_letters_do_not_lead_away(new_page: NewPage) -> None:
    page = new_page()
    Journey(page).to_links()
    page.locator("#id_links").click()
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#id_links")).to_have_value("ABCD")
    assert page.url.endswith("/form")


WAYS = {
    "link": lambda page: page.locator(".exit .bar").click(),
    "first link": lambda page: page.locator(".exit .skip").evaluate("each => each.click()"),
    "Shift": lambda page: [page.keyboard.press("Shift") for _ in range(3)],
    "Escape": lambda page: [page.keyboard.press("Escape") for _ in range(3)],
}


@pytest.mark.parametrize("way", WAYS)
def test_v21_every_way_out_ends_the_visit_and_back_shows_nothing(new_page: NewPage, way: str) -> None:
    """The browser does two things alone: it tells the server, which forgets what was typed, and goes.

    The picture in the tab is asked for whenever the browser likes, so it is not counted.
    """
    page, asked = new_page(), []
    Journey(page).to_links()
    page.fill("#id_links", "photoline.test/p/canary")
    page.on("request", lambda each: asked.append(f"{each.method} {each.url.rpartition('/')[2]}"))
    WAYS[way](page)
    away(page)
    assert forgotten(page)
    asked = [each for each in asked if each != "GET favicon.svg"]
    assert set(asked[:2]) == {"POST leave", f"GET {settings.NEUTRAL_SITE.rpartition('/')[2]}"}
    page.go_back()
    page.wait_for_load_state("load")
    assert "canary" not in page.content()
    assert page.locator("#id_links").count() == 0


@pytest.mark.parametrize("way", ["first link", "Shift"])
@pytest.mark.parametrize("late", ["our answer", "what she sends"])
@pytest.mark.parametrize("page_of", ["links", "check"])
def test_v20_an_answer_on_its_way_does_not_bring_the_page_back(
    new_page: NewPage, page_of: str, late: str, way: str
) -> None:
    """She sends, and leaves before the answer is there; the other site takes its time as well."""
    page = new_page()
    getattr(Journey(page), f"to_{page_of}")()
    ours, theirs = hold(page, "**/form"), hold(page, settings.NEUTRAL_SITE)
    button = "Continue" if page_of == "links" else "Send my report"
    page.get_by_role("button", name=button, exact=True).last.click(no_wait_after=True)
    until(page, ours)
    answer = ours[0].fetch(max_redirects=0) if late == "our answer" else None
    WAYS[way](page)
    until(page, theirs)
    with contextlib.suppress(PlaywrightError):  # where the browser has dropped it already
        ours[0].fulfill(response=answer) if answer else ours[0].continue_()
    page.wait_for_timeout(500)
    with contextlib.suppress(PlaywrightError):
        theirs[0].fulfill(body="<title>Weather</title>", content_type="text/html")
    away(page)
    assert forgotten(page)


def hold(page: Page, address: str) -> list[Route]:
    """What is asked of this address from now on waits here."""
    held: list[Route] = []
    page.route(address, lambda route: held.append(route))
    return held


def until(page: Page, held: list[Route]) -> None:
    for _ in range(250):
        if held:
            return
        page.wait_for_timeout(20)
    raise AssertionError("nothing was asked for")


THIRD_PRESS = """key => {
  const press = () => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  press(); press();
  const before = document.querySelector(".cover") !== null;
  press();
  const cover = document.querySelector(".cover"), box = cover.getBoundingClientRect();
  const style = getComputedStyle(cover), on_top = document.elementFromPoint(100, 300) === cover;
  return { before, on_top, title: document.title, opacity: style.opacity, paint: style.backgroundColor,
           whole: box.left <= 0 && box.top <= 0 && box.right >= innerWidth && box.bottom >= innerHeight };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_v21_the_screen_is_covered_before_the_press_is_over(new_page: NewPage, key: str, scheme: str) -> None:
    """In the same turn of the script as the third press, so before the next picture is painted."""
    page = new_page(color_scheme=scheme)
    Journey(page).to_links()
    seen = page.evaluate(THIRD_PRESS, key)
    assert not re.search(r"rgba\(.*, 0(\.\d+)?\)", seen.pop("paint"))
    assert seen == {"before": False, "on_top": True, "title": "Page", "opacity": "1", "whole": True}
    away(page)
    assert forgotten(page)


def test_v21_a_word_being_composed_or_an_open_dialog_is_no_way_out(new_page: NewPage) -> None:
    page = new_page()
    Journey(page).to_links()
    page.evaluate(
        """() => { for (let n = 0; n < 3; n += 1) {
          document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", isComposing: true })); } }"""
    )
    page.evaluate("document.querySelector('dialog').showModal()")
    for _ in range(4):
        page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))")
    assert page.url.endswith("/form")


def test_v20_the_exit_is_the_second_thing_the_keyboard_reaches(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/form")
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert reached == ["#main", "/leave", "/leave"]


def test_v20_the_exit_stays_in_sight_and_hides_no_focus(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    page.evaluate("window.scrollTo(0, 400)")
    bar = page.locator(".exit").bounding_box()
    assert bar
    assert bar["y"] == 0


def test_v16_a_dialog_offers_more_time(new_page: NewPage) -> None:
    page = new_page()
    page.clock.install()
    Journey(page).to_links()
    page.clock.fast_forward((settings.VISIT_IDLE_MINUTES - 5) * 60_000 + 1000)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Keep going").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


RESTORED = """() => {
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  return document.elementFromPoint(100, 300).className;
}"""


def test_v17_a_page_the_browser_kept_is_covered_and_asked_for_anew(new_page: NewPage) -> None:
    """The server has forgotten it meanwhile, so what comes is the start."""
    page = new_page()
    Journey(page).to_links()
    page.fill("#id_links", "photoline.test/p/canary")
    Visit.objects.all().delete()
    with page.expect_navigation():
        assert page.evaluate(RESTORED) == "cover"
    expect(page.get_by_role("heading", level=1)).to_have_text("Get private pictures taken down")
    assert "canary" not in page.content()


def test_v20_v21_three_presses_lead_away_from_every_page_of_hers(new_page: NewPage) -> None:
    """Whatever is open, errors of ours included: the screen is covered and the server forgets the visit."""
    page = new_page()
    for _ in every(page):
        for _ in range(3):
            page.keyboard.press("Shift")
        if page.url != settings.NEUTRAL_SITE:
            page.wait_for_url(settings.NEUTRAL_SITE)
        page.wait_for_timeout(100)
    assert forgotten(page)
