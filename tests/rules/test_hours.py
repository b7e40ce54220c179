"""When a line is open, in its own time and in hers (V-64)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from cases.rules import help as places
from cases.rules import hours
from cases.rules.hours import Here, Hours

NOBODYS = ("Antarctica/", "Etc/")
LIVED_IN = {each for each in available_timezones() if "/" in each and not each.startswith(NOBODYS)}
LINE = hours.read(
    {
        "hours": [{"days": "Mon-Fri", "from": "10:00", "until": "16:00"}],
        "zone": "Europe/London",
        "calendar": "england-wales",
    }
)


def said(moment: str, zone: str = "Europe/London") -> str:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return hours.sentence(LINE, at=at, here=Here(zone, "your time"), there="UK time")


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-11-23T09:59:59", "Opens today at 10:00."),
        ("2026-11-23T10:00:00", "Open now until 16:00."),
        ("2026-11-23T15:59:59", "Open now until 16:00."),
        ("2026-11-23T16:00:00", "Opens tomorrow at 10:00."),
        ("2026-11-27T16:00:00", "Opens on Monday at 10:00."),
        ("2026-07-06T09:30:00", "Open now until 16:00."),  # summer time
    ],
)
def test_v64_a_line_says_when_it_is_open(moment: str, sentence: str) -> None:
    assert said(moment) == sentence


@pytest.mark.parametrize(
    ("moment", "zone", "sentence"),
    [
        ("2026-11-23T11:00:00", "Europe/Madrid", "Open now until 16:00 UK time. That is 17:00 your time."),
        ("2026-11-23T02:00:00", "Europe/Madrid", "Opens today at 10:00 UK time. That is 11:00 your time."),
        (
            "2026-11-23T16:30:00",
            "Pacific/Auckland",
            "Opens tomorrow at 10:00 UK time. That is today at 23:00 your time.",
        ),
        (
            "2026-11-27T17:00:00",
            "Europe/Madrid",
            "Opens on Monday at 10:00 UK time. That is 11:00 your time.",
        ),
    ],
)
def test_v64_the_hours_are_told_in_her_own_time(moment: str, zone: str, sentence: str) -> None:
    assert said(moment, zone) == sentence


def test_v64_a_day_off_is_no_open_day() -> None:
    assert said("2026-12-24T16:00:00") == "Opens on Tuesday at 10:00."  # 25, 26 and the substitute 28 are off


def test_day_and_night_and_unknown_hours() -> None:
    at, here = datetime(2026, 11, 23, tzinfo=UTC), Here("UTC", "UTC")
    assert hours.sentence(Hours(), at=at, here=here, there="") == "Open day and night."
    assert hours.sentence(None, at=at, here=here, there="") == ""


DAY_AND_NIGHT = hours.parse("always", zone="UTC")


def opens(moment: str, here: Here | None = None, line: Hours = LINE) -> str:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return hours.opening(line, at=at, there="UK time", here=here)


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-11-23T02:10:00", "We open today at 10:00 UK time. That is in about 8 hours."),
        ("2026-11-23T08:31:00", "We open today at 10:00 UK time. That is in about 1 hour."),
        ("2026-11-23T09:31:00", "We open today at 10:00 UK time. That is in less than an hour."),
        ("2026-11-23T10:00:00", "We are here now, until 16:00 UK time."),
        ("2026-11-23T16:00:00", "We open tomorrow at 10:00 UK time. That is in about 18 hours."),
        ("2026-11-27T16:00:00", "We open on Monday at 10:00 UK time."),
        ("2026-12-24T16:00:00", "We open on Tuesday at 10:00 UK time."),  # three days off
    ],
)
def test_v64_our_own_line_says_when_it_opens(moment: str, sentence: str) -> None:
    assert opens(moment) == sentence


@pytest.mark.parametrize(
    ("moment", "zone", "sentence"),
    [
        ("2026-11-23T02:10:00", "Europe/London", "We open today at 10:00. That is in about 8 hours."),
        ("2026-11-23T02:10:00", "Europe/Lisbon", "We open today at 10:00. That is in about 8 hours."),
        ("2026-11-23T11:00:00", "Europe/Madrid", "We are here now, until 17:00 your time."),
        ("2026-11-23T11:00:00", "Asia/Seoul", "We are here now, until 01:00 your time."),
        (
            "2026-11-23T18:00:00",
            "America/New_York",
            "We open tomorrow at 05:00 your time. That is in about 16 hours.",
        ),
        (
            "2026-11-23T18:00:00",
            "Pacific/Auckland",
            "We open today at 23:00 your time. That is in about 16 hours.",
        ),
    ],
)
def test_v64_our_own_hours_are_told_in_her_time(moment: str, zone: str, sentence: str) -> None:
    assert opens(moment, Here(zone, "your time")) == sentence


def test_a_line_that_always_answers_says_so() -> None:
    assert opens("2026-11-23T02:10:00", line=DAY_AND_NIGHT) == "We are here day and night."


def test_hours_are_read_as_an_operator_writes_them() -> None:
    line = hours.parse("Mon-Fri 10:00-16:00; Sat 10:00-12:00", zone="Europe/London")
    assert [(each.days, f"{each.start:%H:%M}", f"{each.end:%H:%M}") for each in line.windows] == [
        ((0, 1, 2, 3, 4), "10:00", "16:00"),
        ((5,), "10:00", "12:00"),
    ]


def test_a_weekend_is_no_day_off_where_the_line_answers_then() -> None:
    line = hours.parse("Sat 10:00-12:00", zone="Europe/London", calendar="england-wales")
    assert opens("2026-11-23T02:10:00", line=line) == "We open on Saturday at 10:00 UK time."


def test_a_line_of_one_day_a_week_outlasts_two_holidays() -> None:
    """In 2027 Christmas and the New Year both fall on a Saturday."""
    line = hours.parse("Sat 10:00-12:00", zone="Europe/London", calendar="england-wales")
    assert opens("2027-12-18T13:00:00", line=line).startswith("We open on Saturday")


def in_zone(code: str, zone: str = "") -> str:
    british = places.place("GB").adult[0]
    place = places.Place(**{**vars(places.place(code)), "adult": (british,)})
    at = datetime(2026, 11, 23, 11, tzinfo=UTC)
    return places.services(place, young=False, at=at, zone=zone)[0].open.partition("That is ")[2]


@pytest.mark.parametrize(
    ("code", "zone", "said"),
    [
        ("ES", "", "17:00 your time."),
        ("US", "", "11:00 New York time."),  # she may live in another of its zones
        ("US", "America/Chicago", "10:00 your time."),
        ("ZZ", "Asia/Manila", "tomorrow at 00:00 your time."),
    ],
)
def test_v64_only_a_time_that_is_surely_hers_is_called_hers(code: str, zone: str, said: str) -> None:
    assert in_zone(code, zone) == said


def test_everyone_in_the_world_finds_a_zone_whose_clock_is_theirs() -> None:
    days = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(0, 730, 5)]
    clocks = {
        zone: tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in days) for zone in {*LIVED_IN, "UTC"}
    }
    offered = {clocks[zone] for zone in places.zones()}
    assert [zone for zone, clock in clocks.items() if clock not in offered] == []
