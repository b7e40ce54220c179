"""When a phone line is open, said in its own time and in hers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.rules import calendars
from cases.rules.tongue import gettext as _
from cases.rules.tongue import ngettext

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_AHEAD = 60  # longer than any run of days off, also for a line that answers once a week
HOUR = timedelta(hours=1)
HOURS_SAID = 24


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
        return bool(self.calendar) and calendars.get(self.calendar).is_holiday(day)


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


def opening(hours: Hours, *, at: datetime, there: str, here: Here | None = None) -> str:
    """ "We open today at 10:00. That is in 3 hours." for our own line, in her time where we know it."""
    if not hours.windows:
        return _("We are here day and night.")
    start, end = next(hours.spans(at))
    is_open = start <= at
    said = _Said(end if is_open else start, at, here.zone if here else hours.zone)
    clock = _named_clock(hours, said, here, there)
    if is_open and clock:
        return _("We are here now, until {time} {clock}.").format(time=said.time, clock=clock)
    if is_open:
        return _("We are here now, until {time}.").format(time=said.time)
    told = _("We open {time} {clock}.") if clock else _("We open {time}.")
    return f"{told.format(time=said.when, clock=clock)} {_wait(start - at)}".strip()


def _named_clock(hours: Hours, said: _Said, here: Here | None, there: str) -> str:
    """No clock is named where hers shows what ours shows."""
    if here is None:
        return there
    same = said.local.utcoffset() == said.local.astimezone(ZoneInfo(hours.zone)).utcoffset()
    return "" if same else here.name


def _wait(wait: timedelta) -> str:
    """How long until then, where it is less than a day."""
    hours = round(wait / HOUR)
    if hours < 1:
        return _("That is in less than an hour.")
    if hours >= HOURS_SAID:
        return ""
    return ngettext("That is in about {n} hour.", "That is in about {n} hours.", hours).format(n=hours)


def parse(text: str, *, zone: str, calendar: str = "") -> Hours:
    """Hours as an operator writes them: "Mon-Fri 10:00-16:00; Sat 10:00-12:00", or "always"."""
    windows = () if text == "always" else tuple(map(_written, text.split(";")))
    return Hours(zone, windows, calendar)


_WRITTEN = re.compile(r"(?P<days>\w{3}(-\w{3})?) (?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)", re.ASCII)


def _written(text: str) -> Window:
    read = _WRITTEN.fullmatch(text.strip())
    if read is None:
        raise ValueError(text)
    window = _window({"days": read["days"], "from": read["start"], "until": read["end"]})
    if not window.days or window.start >= window.end:
        raise ValueError(text)
    return window


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
        self.day = ("today", "tomorrow")[days] if 0 <= days < 2 else _weekday(self.local.weekday())

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
