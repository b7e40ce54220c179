"""Right to left in a real browser: every page in Arabic, at the narrowest width (V-63)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_person_every_page import TOO_SMALL, each, quick  # noqa: F401  a fixture for every test

NewPage = Callable[..., Page]
pytestmark = pytest.mark.django_db(transaction=True)
# Whether the first sign of each number, code or address stands left of its last one.
RUNS_LEFT_TO_RIGHT = """() => [...document.querySelectorAll(".number, .code, .address, bdi")].every(each => {
  const text = document.createTreeWalker(each, NodeFilter.SHOW_TEXT).nextNode();
  if (!text || !/\\S/.test(text.data)) return true;
  const at = place => { const range = document.createRange();
    range.setStart(text, place); range.setEnd(text, place + 1); return range.getBoundingClientRect(); };
  const [first, last] = [at(0), at(text.data.trimEnd().length - 1)];
  return first.top < last.top - 1 || first.left <= last.left;
})"""


def choose(page: Page, language: str) -> None:
    page.locator(f"[name=speak][value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.wait_for_load_state()


def test_v63_every_page_in_arabic_fits_320_pixels(new_page: NewPage) -> None:
    page = new_page(width=320)
    for name in each(page):
        choose(page, "ar")
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl", name
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), name
        assert page.evaluate(TOO_SMALL) == [], name
        assert page.evaluate(RUNS_LEFT_TO_RIGHT), name


def test_v63_one_tap_in_her_own_words_and_back(new_page: NewPage) -> None:
    page = new_page(width=320)
    page.goto("/")
    page.get_by_role("button", name="العربية").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("العمل على إزالة صور خاصة")
    assert page.url.endswith("/")
    page.locator("[name=device][value=safe]").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


def test_v63_the_longest_words_fit_320_pixels(new_page: NewPage) -> None:
    page, wide = new_page(width=320), []
    for name in each(page):
        for language in ("es", "cy", "fr"):
            choose(page, language)
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append((name, language))
    assert wide == []
