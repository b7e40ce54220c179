"""Time and counts in words, in the desk's own zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def desk_zone() -> ZoneInfo:
    return ZoneInfo(settings.DESK_ZONE)


def place_of(zone: ZoneInfo) -> str:
    """ "London" for Europe/London."""
    return zone.key.rpartition("/")[2].replace("_", " ")


def local(at: datetime, zone: ZoneInfo | None = None) -> datetime:
    return at.astimezone(zone or desk_zone())


def length(span: timedelta) -> str:
    """How long, rounded down: "24 min", "3 h 13 min", "31 h", "26 days"."""
    span = abs(span)
    if span < MINUTE:
        return "less than 1 min"
    if span < HOUR:
        return f"{span // MINUTE} min"
    hours, minutes = span // HOUR, span % HOUR // MINUTE
    if hours < 24:
        return f"{hours} h {minutes:02d} min" if minutes else f"{hours} h"
    return f"{hours} h" if span < 5 * DAY else f"{span // DAY} days"


def time_left(due_at: datetime, at: datetime) -> str:
    """The strongest words of the desk: "2 h 10 min left", "42 min late"."""
    return f"{length(due_at - at)} {'late' if at > due_at else 'left'}"


def day_word(day: date, today: date) -> str:
    """ "today", "tomorrow", "yesterday", "Sun" within the last week, or "Tue 24 Nov"."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    if near:
        return near
    if -6 <= (day - today).days < 0:
        return f"{day:%a}"
    return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if day.year != today.year else "")


def moment(when: datetime, at: datetime) -> str:
    """A past or coming moment with its zone: "today 08:02 GMT", "Sat 15:12 GMT"."""
    there = local(when)
    return f"{day_word(there.date(), local(at).date())} {there:%H:%M %Z}"


def last_day(end: datetime) -> date:
    """The last local day of a time that ends at this instant: midnight ends the day before."""
    return local(end - timedelta.resolution).date()


def short_moment(when: datetime, at: datetime) -> str:
    """The same for narrow places, where the page names the zone: "09:12" today, "Sun 14:02" before."""
    there, today = local(when), local(at).date()
    if there.date() == today:
        return f"{there:%H:%M}"
    return f"{day_word(there.date(), today)} {there:%H:%M}"


def exact(when: datetime, zone: ZoneInfo | None = None) -> str:
    """To the second, for the page that explains a deadline: "Mon 23 Nov 2026 08:02:14 GMT"."""
    there = local(when, zone)
    return f"{there:%a} {there.day} {there:%b %Y %H:%M:%S %Z}"


def long_day(day: date) -> str:
    """ "Monday 23 November"."""
    return f"{day:%A} {day.day} {day:%B}"


def plain_date(day: date) -> str:
    """ "19 Feb 2027"."""
    return f"{day.day} {day:%b %Y}"


def now_line(at: datetime) -> str:
    """ "Monday 23 November 2026, 09:52 GMT (London)"."""
    there = local(at)
    return f"{long_day(there.date())} {there.year}, {there:%H:%M %Z} ({place_of(desk_zone())})"


def ago(when: datetime, at: datetime) -> str:
    """ "12 s ago", "3 min ago"."""
    span = max(at - when, timedelta())
    return f"{span.seconds} s ago" if span < MINUTE else f"{length(span)} ago"


def count(number: int, one: str, many: str = "") -> str:
    """ "1 link", "3 links"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listing(parts: list[str]) -> str:
    """ "1", "1 and 2", "1, 2 and 5"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def links(numbers: list[int]) -> str:
    """ "Link 3", "Links 1 and 2", or the count where there are many."""
    if not numbers or len(numbers) > 4:
        return count(len(numbers), "link")
    return f"{'link' if len(numbers) == 1 else 'links'} {listing([str(each) for each in sorted(numbers)])}"


def opening(sentence: str) -> str:
    """With a capital at the start."""
    return sentence[:1].upper() + sentence[1:]


def in_words(number: int) -> str:
    names = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
    return names[number] if number < len(names) else str(number)
