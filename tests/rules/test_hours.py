"""When a line is open, in its own time and in hers (V-64)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cases.rules import help as places
from cases.rules import hours
from cases.rules.hours import Here, Hours

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
