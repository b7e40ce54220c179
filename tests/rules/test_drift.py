"""Whether a clock can be trusted (R-13)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cases.rules.drift import Watch, differ

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


@pytest.mark.parametrize(
    ("wall", "steady", "jumps"),
    [(30, 30, False), (150, 30, False), (151, 30, True), (-90, 30, False), (-91, 30, True)],
)
def test_r13_a_jump_is_more_than_two_minutes_either_way(wall: float, steady: float, jumps: bool) -> None:
    watch = Watch()
    assert not watch.jumps(AT, 1000.0)
    assert watch.jumps(AT + seconds(wall), 1000.0 + steady) is jumps


def test_r13_the_first_reading_says_nothing() -> None:
    assert not Watch().jumps(AT, 5.0)


def test_r13_a_long_pause_is_no_jump() -> None:
    watch = Watch()
    watch.jumps(AT, 0.0)
    assert not watch.jumps(AT + timedelta(hours=9), 9 * 3600.0)


def test_r13_after_a_jump_the_new_time_is_the_measure() -> None:
    watch = Watch()
    watch.jumps(AT, 0.0)
    assert watch.jumps(AT + timedelta(hours=1), 30.0)
    assert not watch.jumps(AT + timedelta(hours=1, seconds=30), 60.0)


@pytest.mark.parametrize(("apart", "says"), [(120, False), (121, True), (-121, True)])
def test_r13_two_clocks_may_be_two_minutes_apart(apart: int, says: bool) -> None:
    assert differ(AT, AT + seconds(apart)) is says
