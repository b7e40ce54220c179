"""What a person may type for an instant, and what is refused rather than guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import instants
from cases.rules.instants import Unreadable, read

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T08:02:14Z",
        "2026-11-21t08:02:14z",
        "2026-11-21 08:02:14Z",
        "2026-11-21 08:02:14 +00:00",
        "2026-11-21T09:02:14+01:00",
        "2026-11-21T09:02:14+01",
        "2026-11-21T13:32:14+0530",
        "2026-11-21T03:02:14-05:00",
        "  2026-11-21T08:02:14Z\n",
        "2026-11-21T03:02:14\N{MINUS SIGN}05:00",
        "20261121T080214Z",
        "2026-W47-6T08:02:14Z",
        "2026W476T080214Z",
        "2026-325T08:02:14Z",
        "2026325T090214+01",
    ],
)
def test_an_instant_with_an_offset_is_read(text: str) -> None:
    assert read(text) == datetime(2026, 11, 21, 8, 2, 14, tzinfo=UTC)


def test_the_result_is_in_utc() -> None:
    assert read("2026-11-21T09:02:14+01:00").tzinfo is UTC


def test_seconds_may_be_left_out() -> None:
    assert read("2026-11-21T08:02Z") == datetime(2026, 11, 21, 8, 2, tzinfo=UTC)


def test_minutes_may_be_left_out() -> None:
    assert read("2026-11-21T08Z") == datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_hour_24_is_the_start_of_the_next_day() -> None:
    assert read("2026-12-31T24:00Z") == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("fraction", [".25", ",25", ".250000", ".2500009990000"])
def test_fractions_of_a_second_are_kept_to_the_microsecond(fraction: str) -> None:
    assert read(f"2026-11-21T08:02:14{fraction}Z") == datetime(2026, 11, 21, 8, 2, 14, 250_000, tzinfo=UTC)


def test_the_zone_decides_where_there_is_no_offset() -> None:
    assert read("2026-07-01T12:00", "Europe/London") == datetime(2026, 7, 1, 11, tzinfo=UTC)


def test_an_offset_wins_over_the_zone() -> None:
    assert read("2026-07-01T12:00Z", "Europe/London") == datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_without_offset_and_zone_nothing_is_guessed() -> None:
    with pytest.raises(Unreadable, match="does not say in which time zone"):
        read("2026-07-01T12:00")


@pytest.mark.parametrize(
    "zone", ["Mars/Base", "", "Europe", "../etc/passwd", "/etc/localtime", "x" * 300, "a\0b"]
)
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(Unreadable, match=r"is no time zone; write one such as Europe/London\.$"):
        read("2026-07-01T12:00", zone)


def test_an_unknown_zone_is_refused_even_beside_an_offset() -> None:
    with pytest.raises(Unreadable, match="'Mars' is no time zone"):
        read("2026-07-01T12:00Z", "Mars")


def test_a_local_time_that_happens_twice_is_refused_with_both_readings() -> None:
    with pytest.raises(Unreadable) as refused:
        read("2026-10-25T01:30", "Europe/London")
    assert str(refused.value) == (
        "2026-10-25 01:30:00 happens twice in Europe/London, because the clocks go back: "
        "write 2026-10-25T01:30:00+01:00 (that is 2026-10-25T00:30:00Z) "
        "or 2026-10-25T01:30:00+00:00 (that is 2026-10-25T01:30:00Z)."
    )


def test_a_local_time_that_does_not_exist_is_refused_with_both_readings() -> None:
    with pytest.raises(Unreadable) as refused:
        read("2027-03-28T01:30", "Europe/London")
    assert str(refused.value) == (
        "2027-03-28 01:30:00 does not exist in Europe/London, because the clocks go forward: "
        "write 2027-03-28T01:30:00+00:00 (that is 2027-03-28T01:30:00Z) "
        "or 2027-03-28T01:30:00+01:00 (that is 2027-03-28T00:30:00Z)."
    )


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-10-25T00:59:59", "Europe/London"),
        ("2026-10-25T02:00:00", "Europe/London"),
        ("2027-03-28T00:59:59", "Europe/London"),
        ("2027-03-28T02:00:00", "Europe/London"),
        ("2026-11-01T00:59:59", "America/New_York"),
        ("2026-11-01T02:00:00", "America/New_York"),
    ],
)
def test_the_second_before_and_after_the_odd_hour_are_plain(text: str, zone: str) -> None:
    assert read(text, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat() == text


def test_the_readings_offered_can_be_typed() -> None:
    assert read("2026-10-25T01:30:00+01:00") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_leap_second_becomes_the_second_before() -> None:
    assert read("2026-12-31T23:59:60Z") == datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert read("2026-12-31T23:59:60.5Z") == datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_a_leap_second_is_read_in_local_time_too() -> None:
    assert read("2027-01-01T05:29:60+05:30") == datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_a_second_60_at_any_other_minute_is_refused() -> None:
    with pytest.raises(Unreadable, match="exists only at the end of a day in UTC"):
        read("2026-12-31T23:58:60Z")


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29T12:00Z",
        "2026-13-01T12:00Z",
        "2026-11-31T12:00Z",
        "2026-11-21T24:01Z",
        "2026-11-21T24:00:00.1Z",
        "2026-11-21T25:00Z",
        "2026-366T12:00Z",
        "2026-000T12:00Z",
        "2026-W54-1T12:00Z",
        "2026-W47-8T12:00Z",
        "2026-11-21T12:60Z",
        "2026-11-21T12:00:61Z",
    ],
)
def test_a_date_or_time_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="is no date and time that exists"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "21.11.2026 08:02",
        "2026-W47T08:02Z",
        "2026-1121T08:02Z",
        "2026-11-21T08:0214Z",
        "2026-11-21T8:02Z",
        "1763712134",
        "2026-11-21T08:02:14Z extra",
        "٢٠٢٦-11-21T08:02:14Z",
        "2026-11-21T08:02:14ZZ",
        "2026-11-21T08:02:14.Z",
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Unreadable, match=r"is not a date and time such as 2026-11-21T08:02:14Z\.$"):
        read(text)


def test_a_long_text_is_cut_in_the_sentence() -> None:
    with pytest.raises(Unreadable) as refused:
        read("x" * 10_000)
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize("offset", ["+14:01", "-23:00", "+25:00", "+01:60"])
def test_an_offset_no_place_has_is_refused(offset: str) -> None:
    with pytest.raises(Unreadable, match="which no place has"):
        read(f"2026-11-21T08:02{offset}")


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_a_year_far_away_is_refused(year: str) -> None:
    with pytest.raises(Unreadable, match="not a year that deadlines are computed for"):
        read(f"{year}-01-01T00:00Z")


def test_a_bare_date_is_refused_where_hours_are_counted() -> None:
    with pytest.raises(Unreadable, match="has no time of day, from which hours are counted"):
        read("2026-11-21", "Europe/London")


def test_a_bare_date_is_its_local_midnight_where_allowed() -> None:
    assert read("2026-07-01", "Europe/London", bare_date=True) == datetime(2026, 6, 30, 23, tzinfo=UTC)


def test_a_bare_date_needs_a_zone() -> None:
    with pytest.raises(Unreadable, match=r"does not say in which time zone: name the zone\.$"):
        read("2026-07-01", bare_date=True)


def test_utc_is_written_with_a_z() -> None:
    assert instants.zulu(datetime(2026, 11, 23, 10, tzinfo=LONDON)) == "2026-11-23T10:00:00Z"


def test_local_time_is_written_with_offset_and_letters() -> None:
    assert instants.in_zone(datetime(2026, 7, 1, 11, tzinfo=UTC), LONDON) == "2026-07-01T12:00:00+01:00 BST"


def test_a_zone_without_letters_is_written_by_name() -> None:
    shown = instants.in_zone(datetime(2026, 7, 1, tzinfo=UTC), ZoneInfo("Asia/Singapore"))
    assert shown == "2026-07-01T08:00:00+08:00 Asia/Singapore"


def test_an_instant_can_be_said_aloud() -> None:
    said = instants.in_words(datetime(2026, 11, 3, 9, 5, tzinfo=UTC), LONDON)
    assert said == "Tuesday 3 November 2026 at 09:05:00 GMT"
    assert instants.day_in_words(date(2026, 5, 19)) == "19 May 2026"


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_is_written_is_read_back(instant: datetime) -> None:
    assert read(instants.zulu(instant)) == instant


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        assert read(text, "Europe/London", bare_date=True).tzinfo is UTC
    except Unreadable as refusal:
        assert str(refusal).endswith(".")
        assert len(str(refusal).splitlines()) == 1
