"""Nothing of what she pasted is left out without a word: on the form, and on her own page of links."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cases.models import Case
from tests.person import Browser, inside

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


@pytest.fixture
def there(make_case: Callable[..., Case]) -> Browser:
    """Her page of a report that has one link."""
    her = inside(make_case(links=0))
    add(her, "https://photoline.test/p/1")
    her.see("/progress")
    return her


def add(her: Browser, text: str, **more: str) -> str:
    answer = her.send("/progress", {"page": "links", "go": "add", "links": text, **more})
    return her.see("/progress") if answer.status_code == 303 else answer.content.decode()


def test_what_was_added_is_said_once(there: Browser) -> None:
    text = add(there, "photoline.test/p/1?utm_source=z photoline.test/p/1 new.example/2 new.example/3")
    assert (
        "We added two links: Links 2 and 3. One was there already. We merged one that stood there twice."
        in text
    )
    assert "new.example" not in text
    assert "We added" not in there.see("/progress")


def test_a_link_that_was_there_already_is_told(there: Browser) -> None:
    assert "This link was there already." in add(there, "https://photoline.test/p/1")
    assert "These two links were there already." not in add(there, "https://photoline.test/p/2")


def test_what_could_not_be_taken_is_told_for_what_it_is(there: Browser) -> None:
    text = add(there, "photoline.test/p/1 ftp://x.com/1 https://new.example/2")
    assert "We added one link: Link 2. One was there already." in text
    assert "What stands in the field is not added yet." in text
    assert "We kept everything you typed." not in text
    assert "Go on without this one. We keep all the others." in text
    text = add(there, "ftp://x.com/1", without="1")
    assert 'name="links"' not in text and Case.objects.get().locations.count() == 2


def test_going_on_without_a_piece_adds_the_others(there: Browser) -> None:
    text = add(there, "ftp://x.com/1 https://new.example/2", without="1")
    assert "We added one link: Link 2." in text and 'name="links"' not in text


def test_where_nothing_was_taken_all_is_kept(there: Browser) -> None:
    text = add(there, "ftp://x.com/1")
    assert "We kept everything you typed." in text and "Go on without" not in text


def test_a_line_that_seems_to_name_a_place_is_read_back() -> None:
    shown = Browser().fill(
        until="pictures", links={"links": "photoline.test/p/1\n@nightowl on telegram\nThat is all."}
    )
    assert (
        "One line had no link: “\u2068@nightowl on telegram\u2069”. That is fine, if it is only words. "
        "If not, you can go back." in shown
    )


def test_of_many_such_lines_three_are_quoted() -> None:
    lines = "\n".join(f"@nightowl{n} on telegram, where I saw it first" for n in range(5))
    shown = Browser().fill(until="pictures", links={"links": f"photoline.test/p/1\n{lines}"})
    assert "Five lines had no link: " in shown
    assert shown.count("@nightowl") == 3 and "where I saw it" not in shown
