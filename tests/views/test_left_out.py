"""Nothing of what she pasted is left out without a word: on the form, and on her own page of links."""

from __future__ import annotations

import pytest

from tests.person import Browser

pytestmark = pytest.mark.django_db
FIVE = "Five more links are left out. Keep your list. Add them after you have sent this."


def many(count: int) -> str:
    return "\n".join(f"https://photoline.test/p/{n}" for n in range(1, count + 1))


def test_b05_with_one_more_that_cannot_be_read_the_button_says_what_is_left_out() -> None:
    her, text = Browser(), many(205) + "\nftp://x.y/1"
    her.fill(until="links")
    her.answer("links", links=text)
    shown = her.see("/form")
    assert "Go on with the first 200. Leave out the other six." in shown
    assert "We keep all the others" not in shown


def test_b05_the_pages_after_it_say_what_is_left_out() -> None:
    her = Browser()
    shown = her.fill(until="pictures", links={"links": many(205) + "\nftp://x.y/1", "without": "1"})
    assert f"We read 1 platform, 200 links. {FIVE} One that we cannot read is left out." in shown
    for page in ("pictures", "whom", "sign", "contact"):
        her.answer(page)
    shown = her.see("/form")
    assert FIVE in shown and "<dt>Left out</dt>" in shown
