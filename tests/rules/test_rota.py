"""Who is on duty: hours of a zone, over midnight, over a change of the clocks, and days of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from cases.rules.rota import Changed, Weekly, on_duty, within

LONDON = "Europe/London"
MONDAY = Weekly(0, time(9), time(17), LONDON)
NIGHT = Weekly(0, time(22), time(6), LONDON)


def utc(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "there"),
    [
        (utc(23, 8, 59), False),
        (utc(23, 9), True),
        (utc(23, 16, 59), True),
        (utc(23, 17), False),
        (utc(24, 10), False),
    ],
)
def test_a_shift_holds_from_its_beginning_to_before_its_end(at: datetime, there: bool) -> None:
    assert (on_duty([MONDAY], [], at) is not None) is there


@pytest.mark.parametrize(("at", "there"), [(utc(23, 23), True), (utc(24, 5, 59), True), (utc(24, 6), False)])
def test_a_night_runs_into_the_next_day(at: datetime, there: bool) -> None:
    assert (on_duty([NIGHT], [], at) is not None) is there


def test_a_shift_keeps_its_local_hours_when_the_clocks_change() -> None:
    """In July nine in London is eight in UTC."""
    assert on_duty([MONDAY], [], utc(27, 8, month=7)) is not None
    assert on_duty([MONDAY], [], utc(27, 16, month=7)) is None


def test_another_zone_has_its_own_monday() -> None:
    tokyo = Weekly(0, time(9), time(17), "Asia/Tokyo")
    assert on_duty([tokyo], [], utc(23, 0)) is not None
    assert on_duty([tokyo], [], utc(23, 9)) is None


def test_a_day_off_takes_the_whole_day() -> None:
    off = Changed(date(2026, 11, 23), None, None, LONDON)
    assert on_duty([MONDAY], [off], utc(23, 10)) is None
    assert on_duty([MONDAY], [off], utc(30, 10)) is not None


def test_other_hours_hold_instead_of_the_pattern() -> None:
    other = Changed(date(2026, 11, 23), time(18), time(20), LONDON)
    assert on_duty([MONDAY], [other], utc(23, 10)) is None
    span = on_duty([MONDAY], [other], utc(23, 19))
    assert span is not None
    assert span.end == utc(23, 20)


def test_a_change_of_a_day_off_lets_the_night_before_end() -> None:
    off = Changed(date(2026, 11, 24), None, None, LONDON)
    assert on_duty([NIGHT], [off], utc(24, 5)) is not None


@pytest.mark.parametrize(
    ("begins", "ends", "local", "inside"),
    [
        (time(20), time(8), time(23), True),
        (time(20), time(8), time(7, 59), True),
        (time(20), time(8), time(8), False),
        (time(12), time(13), time(12, 30), True),
        (time(12), time(13), time(13), False),
        (time(0), time(0), time(15), True),
    ],
)
def test_hours_of_a_day_may_run_over_midnight(begins: time, ends: time, local: time, inside: bool) -> None:
    assert within(begins, ends, local) is inside
