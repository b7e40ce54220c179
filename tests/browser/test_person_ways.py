"""The whole way in a real browser by keys alone, without script and at 400 % zoom (V-13, V-18, V-60)."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Case, Visit
from cases.services import gaps, notices, triage
from tests.browser.journey import Journey, Keys, Spoken
from tests.conftest import build_platform

NewPage = Callable[..., Page]


def noted(page: Page) -> tuple[str, str]:
    """The code and words she writes down."""
    return page.locator(".code").inner_text(), " ".join(page.locator(".words li").all_inner_texts())


def comes_back(way: Journey, code: str, words: str) -> None:
    """In by code and words, a look at a page of her own, and out."""
    page = way.page
    page.goto("/return")
    way.type(page.locator("#id_code"), code)
    way.type(page.locator("#id_words"), words)
    way.press("Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your report.")
    way.press("Choose how to stop")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop everything?")
    way.press("Go back, keep going")
    way.press("Close this page and log out")
    expect(page).to_have_url("/return")


def test_v60_the_whole_way_by_keys_alone(new_page: NewPage) -> None:
    """Every step is reached by Tab, what has the focus is always in sight, and nothing traps it."""
    way = Keys(new_page(width=1280))
    way.to_words()
    comes_back(way, *noted(way.page))
    assert way.hidden == []
    assert Case.objects.count() == 1


def test_v18_the_whole_way_without_script(new_page: NewPage) -> None:
    way = Journey(new_page(java_script_enabled=False))
    way.to_words()
    comes_back(way, *noted(way.page))
    way.to_links()
    way.page.locator(".exit .bar").click()
    expect(way.page).to_have_title("Weather")
    assert not Visit.objects.filter(case=None).exists()


@pytest.mark.parametrize("language", ["ar", "cy"])
def test_v63_the_whole_way_in_another_language(new_page: NewPage, language: str) -> None:
    """The words she notes stay English words: they are a key, and no sentence."""
    way = Spoken(new_page(locale=language), language)
    way.to_words()
    code, words = noted(way.page)
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", code)
    assert len(words.split()) == 5
    way.page.goto("/return")
    way.page.fill("#id_code", code)
    way.page.fill("#id_words", words)
    way.press("Continue")
    expect(way.page).to_have_url("/progress")
    expect(way.page.locator("html")).to_have_attribute("lang", language)
    assert Case.objects.get().language == language


class Zoomed(Journey):
    """After each step: nothing is cut off at the side, and the words are as large as she asked."""

    def press(self, name: str) -> None:
        super().press(name)
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        bar = self.page.locator(".exit").bounding_box()
        assert bar
        assert bar["height"] < 256 / 3, name  # the way out stays, and leaves room for the page


@pytest.mark.parametrize("keys", [False, True])
def test_v60_the_whole_way_at_400_percent(new_page: NewPage, keys: bool) -> None:
    """1280 by 1024 pixels at 400 % are 320 by 256 of the page's own."""
    page = new_page(device_scale_factor=4)
    page.set_viewport_size({"width": 320, "height": 256})
    way = Keys(page) if keys else Zoomed(page)
    way.to_words()
    comes_back(way, *noted(page))
    assert not keys or way.hidden == []


def test_v60_text_twice_as_large_is_not_cut_off(new_page: NewPage) -> None:
    """Larger text alone, as a phone's own setting makes it, widens no page."""
    page = new_page(width=320, bypass_csp=True)
    way = Journey(page)
    for step in (way.to_start, way.to_links, way.to_check):
        page.context.clear_cookies()
        step()
        page.evaluate(
            """() => document.querySelectorAll("body, body *").forEach(each => {
              each.dataset.size = parseFloat(getComputedStyle(each).fontSize) * 2; })"""
        )
        page.evaluate(
            """() => document.querySelectorAll("[data-size]").forEach(each => {
              each.style.fontSize = each.dataset.size + "px"; })"""
        )
        assert page.evaluate(TOO_WIDE) == []


TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter(each => each.checkVisibility() && !each.closest(".trap, .hidden, .skip, .first"))
  .map(each => [each.getBoundingClientRect(), each.outerHTML.slice(0, 200)])
  .filter(([box, _]) => box.right > innerWidth + 1 || box.left < -1)"""


def test_v13_one_entry_in_the_history_for_the_whole_form(new_page: NewPage) -> None:
    """The start, the form, an error, the code and words: not one entry for each answer, but one."""
    page = new_page()
    way = Journey(page)
    way.to_start()
    first = page.evaluate("history.length")
    way.to_links()
    way.tap("Continue")  # without a link: an error
    expect(page.locator(".summary")).to_be_focused()
    way.on_to_check()
    way.send()
    assert all(noted(page))
    assert page.evaluate("scrollY") == 0, "she reads the words first"
    assert page.evaluate("history.length") == first
    assert entries(page) == ["/form"]


def test_v13_one_entry_in_the_history_for_all_her_own_pages(new_page: NewPage) -> None:
    """Wrong words, the way in, pages and a mistake on one: each in the place of the one before."""
    way = Journey(new_page())
    way.to_words()
    code, words = noted(way.page)
    page = new_page()
    page.goto("/return")
    first = page.evaluate("history.length")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.fill("#id_code", "K7QM-4TXR")
    page.fill("#id_words", "five that do not match")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".summary")).to_be_focused()
    assert len(sent) == 1, "it would count as two tries"
    page.fill("#id_code", code)
    page.fill("#id_words", words)
    way = Journey(page)
    way.press("Continue")
    for door, button in (("Add a link", "Add the links"), ("Write to your caseworker", "Send")):
        way.press(door)
        page.get_by_role("button", name=button).click()  # without a word: a mistake
        expect(page.locator(".summary")).to_be_focused()
        way.press("Go back")
    assert page.evaluate("history.length") == first
    assert entries(page) == ["/progress"]
    page.locator(".exit .bar").click()
    page.wait_for_url(settings.NEUTRAL_SITE)
    page.go_back()
    page.wait_for_load_state("load")
    assert page.get_by_text("Stop everything").count() == 0


def entries(page: Page) -> list[str]:
    """The addresses behind the back button."""
    told = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    return [urlsplit(each["url"]).path for each in told if each["url"] != "about:blank"]


def test_v13_without_script_the_history_names_two_addresses(new_page: NewPage) -> None:
    """An answer then leaves an entry, but all bear one address and titles that say a step."""
    page = new_page(java_script_enabled=False)
    Journey(page).to_check()
    assert list(dict.fromkeys(entries(page))) == ["/", "/form"]


@pytest.mark.parametrize(("country", "law"), [("United Kingdom", "uk-osa-u2u"), ("United States", "us-tida")])
def test_a_signed_report_takes_twelve_taps_at_most_and_lacks_nothing(
    new_page: NewPage, transactional_db: None, bo: User, country: str, law: str
) -> None:
    """Country and facts included: the letters made of it are whole under every law that applies there."""
    for site in ("photoline", "clipshare"):
        build_platform(site)
    way = Journey(new_page(), country=country)
    way.to_words()
    assert way.taps <= 12
    case, at = Case.objects.get(), timezone.now()
    for step in (triage.take_up, triage.confirm_adult, triage.accept):
        step(case_id=case.pk, actor=bo, at=at)
    for notice in notices.draft(case_id=case.pk, actor=bo, at=at):
        found = gaps.check(notice, at=at)
        assert law in found.missing
        assert not any(found.missing.values())


def test_coming_back_takes_two_taps(new_page: NewPage) -> None:
    way = Journey(new_page())
    way.to_words()
    code, words = noted(way.page)
    way.taps = 0
    way.page.goto("/return")
    way.page.fill("#id_code", code)
    way.page.fill("#id_words", words)
    way.press("Continue")
    assert way.taps <= 2
