"""Who is on duty when: a weekly pattern in a zone, and days on which something else holds.

Times of day are those of the zone, so a shift keeps its hours when the clocks change. One that ends no later
than it begins runs into the next day. A day with a change of its own has only what the change says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every week on this day (Monday is 0), from and to a time of the zone."""

    weekday: int
    begins: time
    ends: time
    zone: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What holds on one day instead of the pattern; without times, nothing."""

    day: date
    begins: time | None
    ends: time | None
    zone: str


@dataclass(frozen=True, slots=True)
class Span:
    """From and to, half open."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end


def on_duty(weekly: Iterable[Weekly], changed: Iterable[Changed], at: datetime) -> Span | None:
    """The span of duty that `at` lies in, the one that ends last, or None."""
    now = [span for span in spans(tuple(weekly), tuple(changed), at) if span.holds(at)]
    return max(now, key=lambda span: span.end) if now else None


def spans(weekly: tuple[Weekly, ...], changed: tuple[Changed, ...], at: datetime) -> Iterator[Span]:
    """Every span that begins on the local day of `at` or on the day before."""
    instead = {each.day for each in changed}
    for zone in {each.zone for each in weekly} | {each.zone for each in changed}:
        today = at.astimezone(ZoneInfo(zone)).date()
        for day in (today - DAY, today):
            for one in weekly:
                if one.zone == zone and one.weekday == day.weekday() and day not in instead:
                    yield span(day, one.begins, one.ends, zone)
            for other in changed:
                if other.zone == zone and other.day == day and other.begins and other.ends:
                    yield span(day, other.begins, other.ends, zone)


def span(day: date, begins: time, ends: time, zone: str) -> Span:
    """A shift of one day as two instants."""
    last = day + DAY if ends <= begins else day
    there = ZoneInfo(zone)
    return Span(datetime.combine(day, begins, there), datetime.combine(last, ends, there))


def within(begins: time, ends: time, local: time) -> bool:
    """Whether a time of day lies in hours that may run over midnight; equal ends mean the whole day."""
    if begins < ends:
        return begins <= local < ends
    return local >= begins or local < ends
