"""A clock: when a period under a regime ends, and in plain sentences why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from cases.rules import calendars
from cases.rules.instants import day_in_words, in_words, zulu
from cases.rules.regime import Regime, Version

LAST_SECOND = time(23, 59, 59)
EVENTS = {
    "request_received": "Received",
    "request_sent": "Sent",
    "regulator_notice_given": "Notice given by the regulator",
    "order_made": "Order made",
}


@dataclass(frozen=True)
class Clock:
    """One regime running from one instant. A deadline is set by law, a target by us; never mixed."""

    regime: str
    rule_version: str | None
    kind: str  # deadline | target | none
    started_at: datetime | None
    due_at: datetime | None
    alarm_at: datetime | None  # what reminders look at: before the last day moved to a working day
    why: str

    def remaining(self, at: datetime) -> timedelta | None:
        """The time left, negative when late; None without a clock."""
        return None if self.due_at is None else self.due_at - at

    def is_overdue(self, at: datetime) -> bool:
        """Strictly after: what happens at the due instant is in time."""
        return self.due_at is not None and at > self.due_at


def start(regime: Regime, at: datetime, *, extended: bool = False) -> Clock:
    """The clock that an event at `at` starts; `extended` once a platform has claimed its longer period."""
    at = at.astimezone(UTC)  # aware local arithmetic loses or wins an hour when clocks change
    happened = f"{EVENTS[regime.starts_on]} {zulu(at)}."
    version = regime.version_at(at)
    if version is None:
        return _none(regime, None, f"{happened} {_out_of_force(regime, at)}")
    if not regime.enabled:
        off = f"{regime.name} is switched off here until a lawyer has confirmed it, so no clock runs."
        return _none(regime, None, f"{happened} {off}")
    rule = f"{happened} {_rule(regime, version)}"
    if version.kind == "elapsed_hours":
        return _hours(regime, version, at, rule)
    if version.kind == "calendar_months":
        return _months(regime, version, at, rule, extended)
    return _target(regime, version, at, rule)


def _hours(regime: Regime, version: Version, at: datetime, rule: str) -> Clock:
    due_at = at + timedelta(hours=version.hours or 0)
    total = (
        f"Weekends and holidays count. {version.period} later is {zulu(due_at)}, "
        f"{in_words(due_at, regime.zone)}."
    )
    return Clock(
        regime.code, version.name, "deadline", at, due_at, due_at, _join(rule, total, regime.caution)
    )


def _months(regime: Regime, version: Version, at: datetime, rule: str, extended: bool) -> Clock:
    more = version.extendable_months if extended else 0
    first = at.astimezone(regime.zone).date()
    last = first + relativedelta(months=(version.months or 0) + more)
    calendar = calendars.get(regime.calendar)
    rolled = calendar.first_working_day(last)
    claimed = f"The platform has claimed {_count(more)} more." if more else ""
    total = (
        f"{_count((version.months or 0) + more)} from {day_in_words(first)} ({regime.zone}) "
        f"is {last:%A} {day_in_words(last)}."
    )
    moved = f"That is no working day ({calendar.name}), the next is {rolled:%A} {day_in_words(rolled)}."
    due_at, alarm_at = _end_of(rolled, regime), _end_of(last, regime)
    ends = f"The end of that day is {zulu(due_at)}."
    why = _join(rule, claimed, total, moved if rolled != last else "", ends, regime.caution)
    return Clock(regime.code, version.name, "deadline", at, due_at, alarm_at, why)


def _target(regime: Regime, version: Version, at: datetime, rule: str) -> Clock:
    if version.follow_up is None:
        return _none(regime, version, _join(rule, "No legal deadline can be computed.", regime.caution))
    due_at = at + version.follow_up
    hours = version.follow_up // timedelta(hours=1)
    total = f"No legal deadline runs. Our own target, {hours} hours later, is {zulu(due_at)}."
    return Clock(regime.code, version.name, "target", at, due_at, due_at, _join(rule, total, regime.caution))


def _none(regime: Regime, version: Version | None, why: str) -> Clock:
    return Clock(regime.code, version.name if version else None, "none", None, None, None, why)


def _rule(regime: Regime, version: Version) -> str:
    words = regime.words.format(period=version.period)
    sentence = f"{regime.section}{_in_force(regime, version)} (rule {version.name}): {words}."
    if not regime.requires_valid:
        return sentence
    how = " made through the platform's own process" if regime.requires_platform_process else ""
    return f"{sentence} It runs only for a complete request{how}."


def _in_force(regime: Regime, version: Version) -> str:
    if regime.is_voluntary:
        return ""
    first = day_in_words(version.in_force_from)
    if version.in_force_to is None:
        return f", in force since {first}"
    return f", in force from {first} to {day_in_words(version.in_force_to)}"


def _out_of_force(regime: Regime, at: datetime) -> str:
    day = at.astimezone(regime.zone).date()
    there = f"That is {day_in_words(day)} in {regime.zone}"
    later = next((each for each in regime.versions if each.in_force_from > day), None)
    if later is None:
        return f"{there}, after {regime.section} ceased to be in force, so no clock runs."
    return (
        f"{there}, before {regime.section} came into force on {day_in_words(later.in_force_from)}, "
        "so no clock runs."
    )


def _count(months: int) -> str:
    return f"{months} month{'' if months == 1 else 's'}"


def _end_of(day: date, regime: Regime) -> datetime:
    return datetime.combine(day, LAST_SECOND, tzinfo=regime.zone).astimezone(UTC)


def _join(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
