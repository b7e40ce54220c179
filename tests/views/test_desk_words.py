"""Time and counts in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.views.desk import words
from tests.conftest import AT

H, M, S = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (0 * S, "less than 1 min"), (59 * S, "less than 1 min"), (60 * S, "1 min"), (24 * M, "24 min"),
        (59 * M + 59 * S, "59 min"), (1 * H, "1 h"), (2 * H + 10 * M, "2 h 10 min"),
        (3 * H + 5 * M, "3 h 05 min"), (31 * H + 20 * M, "31 h"), (48 * H, "48 h"), (119 * H, "119 h"),
        (120 * H, "5 days"), (31 * 24 * H, "31 days"),
    ],
)  # fmt: skip
def test_a_length_is_said_rounded_down(span: timedelta, said: str) -> None:
    assert words.length(span) == said


def test_time_left_never_says_more_than_there_is() -> None:
    assert words.time_left(AT + 2 * H + 10 * M + 59 * S, AT) == "2 h 10 min left"


def test_the_due_instant_itself_is_not_late() -> None:
    assert words.time_left(AT, AT) == "less than 1 min left"


def test_one_second_after_is_late() -> None:
    assert words.time_left(AT, AT + S) == "less than 1 min late"


def test_lateness_is_said_in_hours() -> None:
    assert words.time_left(AT, AT + 1 * H + 50 * M) == "1 h 50 min late"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 23), "today"), (date(2026, 11, 24), "tomorrow"), (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 20), "Fri"), (date(2026, 11, 17), "Tue"), (date(2026, 11, 16), "Mon 16 Nov"),
        (date(2026, 11, 25), "Wed 25 Nov"), (date(2027, 1, 4), "Mon 4 Jan 2027"),
    ],
)  # fmt: skip
def test_a_day_is_named_as_people_do(day: date, said: str) -> None:
    assert words.day_word(day, date(2026, 11, 23)) == said


def test_a_moment_names_its_zone() -> None:
    assert words.moment(AT, AT) == "today 10:00 GMT"


def test_a_summer_moment_is_in_summer_time() -> None:
    july = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    assert words.moment(july, july) == "today 11:00 BST"


def test_today_is_the_desks_today() -> None:
    late_evening = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # already the second of July in London
    assert words.moment(late_evening, datetime(2026, 7, 2, 8, 0, tzinfo=UTC)) == "today 00:30 BST"


def test_a_narrow_place_leaves_today_out() -> None:
    assert words.short_moment(AT, AT) == "10:00"
    assert words.short_moment(AT - 44 * H, AT) == "Sat 14:00"


def test_the_explanation_is_exact_to_the_second() -> None:
    at = datetime(2026, 11, 23, 8, 2, 14, tzinfo=UTC)
    assert words.exact(at) == "Mon 23 Nov 2026 08:02:14 GMT"


def test_the_page_says_which_clock_it_shows() -> None:
    assert words.now_line(AT) == "Monday 23 November 2026, 10:00 GMT (London)"


@pytest.mark.parametrize(("span", "said"), [(12 * S, "12 s ago"), (90 * S, "1 min ago"), (-5 * S, "0 s ago")])
def test_how_long_ago(span: timedelta, said: str) -> None:
    assert words.ago(AT - span, AT) == said


def test_one_is_not_many() -> None:
    assert words.count(1, "link") == "1 link"
    assert words.count(2, "link") == "2 links"
    assert words.count(2, "try", "tries") == "2 tries"


@pytest.mark.parametrize(
    ("parts", "said"),
    [([], ""), (["1"], "1"), (["1", "2"], "1 and 2"), (["1", "2", "5"], "1, 2 and 5")],
)
def test_a_list_ends_with_and(parts: list[str], said: str) -> None:
    assert words.listing(parts) == said


def test_few_links_are_named_and_many_are_counted() -> None:
    assert words.links([3]) == "link 3"
    assert words.links([2, 1]) == "links 1 and 2"
    assert words.links([1, 2, 3, 4, 5]) == "5 links"


def test_small_numbers_are_words() -> None:
    assert (words.in_words(0), words.in_words(2), words.in_words(12)) == ("No", "Two", "12")
