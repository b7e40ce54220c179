"""When a phone line is open, said in its own time and in hers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.rules import calendars
from cases.rules.tongue import gettext as _

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_AHEAD = 15  # longer than any run of days off


@dataclass(frozen=True)
class Window:
    """A span of the same hours on some days of the week."""

    days: tuple[int, ...]
    start: time
    end: time


@dataclass(frozen=True)
class Hours:
    """When a line answers. Without a window it answers day and night."""

    zone: str = "UTC"
    windows: tuple[Window, ...] = ()
    calendar: str = ""

    def spans(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Each time it is open that has not ended by `at`, the nearest first."""
        zone = ZoneInfo(self.zone)
        today = at.astimezone(zone).date()
        for day in (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)):
            for window in self.windows:
                end = datetime.combine(day, window.end, zone)
                if day.weekday() in window.days and end > at and not self._is_off(day):
                    yield datetime.combine(day, window.start, zone), end

    def _is_off(self, day: Any) -> bool:
        return bool(self.calendar) and not calendars.get(self.calendar).is_working_day(day)


@dataclass(frozen=True)
class Here:
    """Where she reads it: her zone, and what to call its time, such as "your time"."""

    zone: str
    name: str


def sentence(hours: Hours | None, *, at: datetime, here: Here, there: str) -> str:
    """ "Open now until 16:00 UK time. That is 17:00 your time." Nothing where no hours are known."""
    if hours is None:
        return ""
    if not hours.windows:
        return _("Open day and night.")
    start, end = next(hours.spans(at))
    instant = end if start <= at else start
    theirs, hers = _Said(instant, at, hours.zone), _Said(instant, at, here.zone)
    time = theirs.time if start <= at else theirs.when
    if theirs.local.utcoffset() == hers.local.utcoffset():
        return (_("Open now until {time}.") if start <= at else _("Opens {time}.")).format(time=time)
    told = _("Open now until {time} {clock}.") if start <= at else _("Opens {time} {clock}.")
    also = _("That is {time} {clock}.")
    hers_time = hers.time if hers.day == theirs.day else hers.when
    return f"{told.format(time=time, clock=there)} {also.format(time=hers_time, clock=here.name)}"


def read(entry: Mapping[str, Any]) -> Hours | None:
    """The hours of a line in help/."""
    if entry.get("always"):
        return Hours()
    if "hours" not in entry:
        return None
    return Hours(entry["zone"], tuple(map(_window, entry["hours"])), entry.get("calendar", ""))


def _window(span: dict[str, str]) -> Window:
    first, _dash, last = span["days"].partition("-")
    days = range(DAYS.index(first), DAYS.index(last or first) + 1)
    return Window(tuple(days), time.fromisoformat(span["from"]), time.fromisoformat(span["until"]))


class _Said:
    """One instant as people say it in a zone."""

    def __init__(self, instant: datetime, at: datetime, zone: str) -> None:
        self.local = instant.astimezone(ZoneInfo(zone))
        days = (self.local.date() - at.astimezone(ZoneInfo(zone)).date()).days
        self.day = ("today", "tomorrow")[days] if days < 2 else _weekday(self.local.weekday())

    @property
    def time(self) -> str:
        return f"{self.local:%H:%M}"

    @property
    def when(self) -> str:
        if self.day == "today":
            return _("today at {time}").format(time=self.time)
        if self.day == "tomorrow":
            return _("tomorrow at {time}").format(time=self.time)
        return _("on {weekday} at {time}").format(weekday=self.day, time=self.time)


def _weekday(number: int) -> str:
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[number]
