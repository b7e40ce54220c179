"""When reading is a burst (S-13): each rule at its bound, one second on each side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.rules.alarms import Look, bursts, longest, rules

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
S, M = timedelta(seconds=1), timedelta(minutes=1)


def looks(
    count: int, kind: str = "open", *, every: timedelta = S, start: datetime = MONDAY, closed: bool = False
):  # type: ignore[no-untyped-def]
    return [Look(start + number * every, kind, str(number), closed) for number in range(count)]


def found(key: str, some: list[Look]) -> list[int]:
    return [burst.count for burst in bursts(rules()[key], some, LONDON)]


def test_s13_the_rules_are_those_of_the_paper() -> None:
    assert set(rules()) == {"many_cases", "closed_cases", "searches", "out_of_hours", "refused"}
    assert (rules()["many_cases"].more_than, rules()["many_cases"].span) == (40, 60 * M)
    assert longest() == 60 * M


def test_s13_forty_cases_an_hour_are_work_and_one_more_is_told() -> None:
    assert found("many_cases", looks(40)) == []
    assert found("many_cases", looks(41)) == [41]


def test_s13_one_case_opened_often_is_no_burst() -> None:
    assert found("many_cases", [Look(MONDAY + number * S, "open", "one") for number in range(200)]) == []


@pytest.mark.parametrize(("last", "count"), [(60 * M, [41]), (60 * M + S, [])])
def test_s13_an_hour_is_an_hour(last: timedelta, count: list[int]) -> None:
    assert found("many_cases", [*looks(40, every=timedelta()), Look(MONDAY + last, "open", "more")]) == count


def test_s13_a_case_that_is_over_is_told_at_once() -> None:
    assert found("closed_cases", looks(1, closed=True)) == [1]
    assert found("closed_cases", looks(1)) == []


@pytest.mark.parametrize(("key", "kind", "bound"), [("searches", "search", 20), ("refused", "refused", 10)])
def test_s13_searches_and_tries(key: str, kind: str, bound: int) -> None:
    assert found(key, looks(bound, kind)) == []
    assert found(key, looks(bound + 1, kind)) == [bound + 1]
    assert found(key, looks(bound + 1, kind, every=10 * M)) == []


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 6, 30, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 21, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), True),  # a Saturday
        (datetime(2026, 7, 20, 6, 30, tzinfo=UTC), False),  # half past seven in the summer of the desk
    ],
)
def test_s13_the_night_and_the_weekend_of_the_desk(start: datetime, told: bool) -> None:
    assert bool(found("out_of_hours", looks(11, "reveal", start=start))) is told


def test_s13_what_goes_on_is_one_burst_and_what_comes_back_is_another() -> None:
    steady = looks(60, "search", every=20 * S)
    later = looks(21, "search", start=MONDAY + timedelta(hours=3))
    [first, second] = bursts(rules()["searches"], [*steady, *later], LONDON)
    assert (first.began_at, first.last_at) == (MONDAY + 400 * S, MONDAY + 1180 * S)
    assert (first.count, second.count) == (31, 21)
