"""What must not be turned round when a page runs from right to left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journey import LINKS, Spoken

pytestmark = pytest.mark.django_db(transaction=True)

# Where the first and the last group of digits of a number stand, from the left.
GROUPS = """() => [...document.querySelectorAll("footer b.number")].map((each) => {
  const text = each.firstChild, words = text.data.split(" ");
  const left = (start, end) => {
    const range = document.createRange();
    range.setStart(text, start);
    range.setEnd(text, end);
    return range.getBoundingClientRect().left;
  };
  const length = text.data.length;
  return [words.length, left(0, words[0].length), left(length - words.at(-1).length, length)];
})"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_phone_number_is_read_in_the_order_it_is_dialled_v64(
    new_page: Callable[..., Page], live_server: Any, language: str
) -> None:
    page = new_page(locale=language)
    page.goto("/")
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    long = [(first, last) for count, first, last in page.evaluate(GROUPS) if count > 1]
    assert long
    assert all(first < last for first, last in long)


def test_v63_one_tap_in_her_own_words_and_back(new_page: Callable[..., Page]) -> None:
    page = new_page(width=320)
    page.goto("/")
    page.get_by_role("button", name="العربية").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("العمل على إزالة صور خاصة")
    assert page.url.endswith("/")
    with page.expect_navigation():  # the page before runs the same way
        page.locator("[name=device][value=safe]").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


# Where a line she typed in English begins and ends, and where its column ends.
STOP = """() => {
  const text = [...document.querySelectorAll(".answers bdi")].map(each => each.firstChild)
    .find(each => each.data === "I did not agree to it.");
  const at = place => { const range = document.createRange();
    range.setStart(text, place); range.setEnd(text, place + 1); return range.getBoundingClientRect(); };
  const column = text.parentElement.closest("dd").getBoundingClientRect();
  return [at(0).left, at(text.data.length - 1).right, column.right];
}"""


def test_v63_what_she_typed_in_english_ends_with_its_full_stop(new_page: Callable[..., Page]) -> None:
    way = Spoken(new_page(locale="ar"), "ar")
    way.to_links()
    way.type(way.page.locator("#id_links"), LINKS)
    way.press("Continue")
    way.type(way.page.locator("#id_facts"), "I did not agree to it.")
    for _ in ("pictures", "whom"):
        way.press("Continue")
    way.tick("Yes, all of this is true.")
    way.tick("You may write to the sites")
    for _ in ("sign", "contact"):
        way.press("Continue")
    first, stop, side = way.page.evaluate(STOP)
    assert first < stop and abs(stop - side) < 2
