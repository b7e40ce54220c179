"""Worked examples of every trap in counting a period; UTC is the truth and local time only shown."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.rules import calendars, clock, instants
from cases.rules.regime import all_regimes, get

SECOND = timedelta(seconds=1)
ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Sydney",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Africa/Cairo",
]


def _utc(text: str) -> datetime:
    return instants.read(text)


# regime, received local with offset, due UTC, due local: one row per trap
HOURS = [
    # the clocks go back in London: the wall shows 47 hours later
    ("uk-osa-u2u", "2026-10-24T14:00+01:00", "2026-10-26T13:00Z", "2026-10-26T13:00:00+00:00 GMT"),
    # the clocks go forward in London, on Easter: no relief on Easter Monday
    ("uk-osa-u2u", "2027-03-27T09:30+00:00", "2027-03-29T09:30Z", "2027-03-29T10:30:00+01:00 BST"),
    # the clocks go back in New York
    ("us-tida", "2026-10-31T12:00-04:00", "2026-11-02T16:00Z", "2026-11-02T11:00:00-05:00 EST"),
    # the clocks go forward in New York, over midnight
    ("us-tida", "2027-03-13T23:15-05:00", "2027-03-16T04:15Z", "2027-03-16T00:15:00-04:00 EDT"),
    # the hour that happens twice: its two readings end an hour apart
    ("uk-osa-u2u", "2026-10-25T01:30+01:00", "2026-10-27T00:30Z", "2026-10-27T00:30:00+00:00 GMT"),
    ("uk-osa-u2u", "2026-10-25T01:30+00:00", "2026-10-27T01:30Z", "2026-10-27T01:30:00+00:00 GMT"),
    # New Year's Day and a weekend count
    ("us-tida", "2026-12-31T20:00-05:00", "2027-01-03T01:00Z", "2027-01-02T20:00:00-05:00 EST"),
    # 29 February
    ("us-tida", "2028-02-28T10:00-05:00", "2028-03-01T15:00Z", "2028-03-01T10:00:00-05:00 EST"),
    # two hours, and the next date
    ("in-it-3-2-b", "2026-11-23T22:45+05:30", "2026-11-23T19:15Z", "2026-11-24T00:45:00+05:30 IST"),
    # the clocks go forward in Sydney
    ("au-osa-iba", "2026-10-03T20:00+10:00", "2026-10-04T10:00Z", "2026-10-04T21:00:00+11:00 AEDT"),
]


@pytest.mark.parametrize(("code", "received", "due", "local"), HOURS)
def test_hours_are_counted_in_utc(code: str, received: str, due: str, local: str) -> None:
    running = clock.start(get(code), _utc(received))
    assert (running.kind, running.due_at) == ("deadline", _utc(due))
    assert instants.in_zone(running.due_at, get(code).zone) == local


# regime, date of receipt, unrolled last day, day it ends
MONTHS = [
    ("uk-gdpr-17", date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 1)),  # no 31 February; then a Sunday
    ("uk-gdpr-17", date(2028, 1, 31), date(2028, 2, 29), date(2028, 2, 29)),  # leap year
    ("eu-gdpr-17", date(2028, 1, 31), date(2028, 2, 29), date(2028, 2, 29)),
    (
        "uk-gdpr-17",
        date(2026, 11, 25),
        date(2026, 12, 25),
        date(2026, 12, 29),
    ),  # Christmas and its substitute
    ("eu-gdpr-17", date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 1)),  # Sunday
    ("uk-gdpr-17", date(2028, 2, 29), date(2028, 3, 29), date(2028, 3, 29)),  # not 31 March
    ("eu-gdpr-17", date(2028, 2, 29), date(2028, 3, 29), date(2028, 3, 29)),
]


@pytest.mark.parametrize(("code", "received", "last", "ends"), MONTHS)
def test_months_end_with_the_day_at_the_laws_own_place(
    code: str, received: date, last: date, ends: date
) -> None:
    zone = get(code).zone
    running = clock.start(get(code), datetime.combine(received, time(15, 0), tzinfo=zone))
    assert running.due_at == datetime.combine(ends, time(23, 59, 59), tzinfo=zone)
    assert running.alarm_at == datetime.combine(last, time(23, 59, 59), tzinfo=zone)


def test_an_extended_period_runs_from_the_first_receipt() -> None:
    received = datetime(2026, 12, 31, 12, tzinfo=UTC)
    extended = clock.start(get("eu-gdpr-17"), received, extended=True)
    assert extended.due_at == datetime(2027, 3, 31, 23, 59, 59, tzinfo=ZoneInfo("Europe/Brussels"))
    assert "claimed 2 months more" in extended.why
    assert "3 months from 31 December 2026" in extended.why


def test_an_extension_means_nothing_to_a_clock_of_hours() -> None:
    received = datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert clock.start(get("us-tida"), received, extended=True) == clock.start(get("us-tida"), received)


def test_the_month_begins_on_the_local_date() -> None:
    late = datetime(2027, 1, 30, 23, 30, tzinfo=UTC)  # already the 31st in Brussels
    assert clock.start(get("uk-gdpr-17"), late).due_at == datetime(2027, 3, 1, 23, 59, 59, tzinfo=UTC)
    assert "from 31 January 2027 (Europe/Brussels)" in clock.start(get("eu-gdpr-17"), late).why


def test_one_request_in_london_runs_every_clock_that_applies() -> None:
    received = datetime(2026, 11, 23, 10, tzinfo=UTC)
    running = {
        code: clock.start(get(code), received)
        for code in ("uk-osa-u2u", "us-tida", "eu-dsa-16", "uk-gdpr-17")
    }
    due = datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert running["uk-osa-u2u"].due_at == running["us-tida"].due_at == running["eu-dsa-16"].due_at == due
    assert running["uk-gdpr-17"].due_at == datetime(2026, 12, 23, 23, 59, 59, tzinfo=UTC)
    assert min(each.due_at for each in running.values() if each.kind == "deadline") == due


def test_before_the_first_day_in_london_no_clock_runs() -> None:
    running = clock.start(get("uk-osa-u2u"), datetime(2026, 6, 28, 22, 59, tzinfo=UTC))
    assert (running.kind, running.rule_version) == ("none", None)
    assert (running.started_at, running.due_at, running.alarm_at) == (None, None, None)
    assert "before Online Safety Act 2023 s.10(3A) came into force on 29 June 2026" in running.why


def test_from_the_first_minute_of_that_day_one_does() -> None:
    running = clock.start(get("uk-osa-u2u"), datetime(2026, 6, 28, 23, 0, tzinfo=UTC))
    assert running.due_at == datetime(2026, 6, 30, 23, 0, tzinfo=UTC)


def test_the_rule_of_the_day_of_receipt_decides_the_hours() -> None:
    last_day, first_day = datetime(2026, 2, 19, 18, 29, tzinfo=UTC), datetime(2026, 2, 19, 18, 30, tzinfo=UTC)
    old, new = clock.start(get("in-it-3-2-b"), last_day), clock.start(get("in-it-3-2-b"), first_day)
    assert (old.due_at - last_day, new.due_at - first_day) == (timedelta(hours=24), timedelta(hours=2))
    assert (old.rule_version, new.rule_version) == ("in-it-3-2-b/2021-02-25", "in-it-3-2-b/2026-02-20")


def test_an_ended_version_says_until_when_it_was_in_force() -> None:
    running = clock.start(get("in-it-3-2-b"), datetime(2026, 2, 1, tzinfo=UTC))
    assert "in force from 25 February 2021 to 19 February 2026" in running.why


def test_what_the_law_leaves_open_gives_a_target_of_ours() -> None:
    received = datetime(2026, 11, 23, 10, tzinfo=UTC)
    running = clock.start(get("eu-dsa-16"), received)
    assert (running.kind, running.started_at) == ("target", received)
    assert running.due_at == running.alarm_at == received + timedelta(hours=48)
    assert "No legal deadline runs. Our own target, 48 hours later, is 2026-11-25T10:00:00Z." in running.why


@pytest.mark.parametrize("code", ["sg-osra", "ca-bc-iipa"])
def test_what_an_order_decides_has_no_computed_time(code: str) -> None:
    running = clock.start(get(code), datetime(2026, 11, 23, tzinfo=UTC))
    assert (running.kind, running.due_at) == ("none", None)
    assert running.rule_version == get(code).versions[0].name
    assert running.why.endswith("No legal deadline can be computed.")


@pytest.mark.parametrize("code", ["us-dmca-512", "us-ca-22671", "us-tx-98b", "kr-tba-22-5"])
def test_a_regime_switched_off_runs_no_clock_and_says_so(code: str) -> None:
    running = clock.start(get(code), datetime(2026, 11, 23, tzinfo=UTC))
    assert (running.kind, running.due_at) == ("none", None)
    assert "is switched off here until a lawyer has confirmed it" in running.why


def test_the_reason_names_fact_section_version_and_sum() -> None:
    why = clock.start(get("us-tida"), _utc("2026-11-21T08:02:14Z")).why
    assert why == (
        "Received 2026-11-21T08:02:14Z. 47 U.S.C. 223a(a)(3), in force since 19 May 2026 "
        "(rule us-tida/2026-05-19): as soon as possible, "
        "but not later than 48 hours after receiving the request. "
        "It runs only for a complete request made through the platform's own process. "
        "Weekends and holidays count. 48 hours later is 2026-11-23T08:02:14Z, "
        "Monday 23 November 2026 at 03:02:14 EST."
    )


def test_the_reason_of_a_month_names_the_day_it_moved_from() -> None:
    why = clock.start(get("uk-gdpr-17"), _utc("2026-11-25T12:00Z")).why
    assert "1 month from 25 November 2026 (Europe/London) is Friday 25 December 2026." in why
    assert "no working day (England and Wales), the next is Tuesday 29 December 2026." in why
    assert why.endswith("The end of that day is 2026-12-29T23:59:59Z.")


def test_a_month_that_ends_on_a_working_day_moves_nowhere() -> None:
    running = clock.start(get("uk-gdpr-17"), _utc("2026-11-23T10:00Z"))
    assert running.alarm_at == running.due_at
    assert "no working day" not in running.why


def test_the_british_report_does_not_ask_for_the_platforms_process() -> None:
    why = clock.start(get("uk-osa-u2u"), _utc("2026-11-21T08:02:14Z")).why
    assert "It runs only for a complete request." in why


def test_a_clock_started_by_a_regulator_says_so_and_gives_the_caution() -> None:
    why = clock.start(get("au-osa-iba"), _utc("2026-11-21T08:00Z")).why
    assert why.startswith("Notice given by the regulator 2026-11-21T08:00:00Z.")
    assert why.endswith("eSafety may allow longer in the notice itself.")


def test_the_search_duty_warns_that_its_hours_are_not_claimed() -> None:
    assert clock.start(get("uk-osa-search"), _utc("2026-11-21T08:00Z")).why.endswith(
        "does not claim these hours."
    )


def test_what_platforms_promise_is_not_said_to_be_in_force() -> None:
    why = clock.start(get("policy-only"), _utc("2026-11-21T08:00Z")).why
    assert why.startswith("Sent 2026-11-21T08:00:00Z. The platform's own rules (rule policy-only/")
    assert "in force" not in why


def test_every_reason_is_written_out() -> None:
    for law in all_regimes().values():
        for at in (datetime(1990, 1, 1, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)):
            why = clock.start(law, at).why
            assert why.endswith(".")
            assert "{" not in why and "None" not in why and ".." not in why


def test_the_due_instant_itself_is_in_time() -> None:
    running = clock.start(get("us-tida"), datetime(2026, 11, 21, 8, tzinfo=UTC))
    assert not running.is_overdue(running.due_at - SECOND)
    assert not running.is_overdue(running.due_at)
    assert running.is_overdue(running.due_at + timedelta(microseconds=1))


def test_the_time_left_becomes_negative_when_late() -> None:
    running = clock.start(get("us-tida"), datetime(2026, 11, 21, 8, tzinfo=UTC))
    assert running.remaining(running.due_at - SECOND) == SECOND
    assert running.remaining(running.due_at + SECOND) == -SECOND


def test_without_a_clock_nothing_is_left_and_nothing_overdue() -> None:
    running = clock.start(get("sg-osra"), datetime(2026, 11, 21, 8, tzinfo=UTC))
    assert running.remaining(datetime(2030, 1, 1, tzinfo=UTC)) is None
    assert not running.is_overdue(datetime(2030, 1, 1, tzinfo=UTC))


def test_the_start_is_kept_in_utc_to_the_microsecond() -> None:
    local = datetime(2026, 11, 21, 3, 2, 14, 250_000, tzinfo=ZoneInfo("America/New_York"))
    running = clock.start(get("us-tida"), local)
    assert running.started_at is not None and running.started_at.tzinfo is UTC
    assert running.due_at == datetime(2026, 11, 23, 8, 2, 14, 250_000, tzinfo=UTC)


def test_ten_thousand_clocks_of_hours_are_exactly_as_long_as_the_law_says() -> None:
    chance, first = random.Random(48), datetime(2026, 7, 1, tzinfo=UTC)
    laws = [get(code) for code in ("us-tida", "uk-osa-u2u", "in-it-3-2-b", "au-osa-iba", "nz-hdca-24")]
    for _ in range(10_000):
        at = first + timedelta(seconds=chance.randrange(9 * 365 * 86_400))
        law = chance.choice(laws)
        running = clock.start(law, at.astimezone(ZoneInfo(chance.choice(ZONES))))
        assert (running.due_at - at).total_seconds() == law.versions[-1].hours * 3600


def test_a_month_never_ends_on_a_day_off_and_is_never_short() -> None:
    for code in ("uk-gdpr-17", "eu-gdpr-17"):
        law, day = get(code), date(2026, 1, 1)
        calendar = calendars.get(law.calendar)
        while day < date(2036, 1, 1):
            at = datetime.combine(day, time(12), tzinfo=law.zone)
            running = clock.start(law, at)
            ends = running.due_at.astimezone(law.zone).date()
            assert calendar.is_working_day(ends)
            assert (ends - day).days >= 28
            assert running.alarm_at <= running.due_at
            day += timedelta(days=1)
