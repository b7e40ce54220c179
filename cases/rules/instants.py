"""Instants: typed text to UTC, and UTC to text, with no guess in between."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

# ISO 8601: calendar, week and ordinal dates, with or without the marks between the digits.
FORM = re.compile(
    r"(?P<day>\d{4}(?P<dash>-?)(?:\d\d(?P=dash)\d\d|W\d\d(?P=dash)\d|(?P<ordinal>\d{3})))"
    r"(?:[Tt ](?P<hour>\d\d)(?:(?P<colon>:?)(?P<minute>\d\d)"
    r"(?:(?P=colon)(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r" ?(?P<offset>[Zz]|[+\N{MINUS SIGN}-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
EXAMPLE = "2026-11-21T08:02:14Z"
YEARS = range(1900, 2200)
WIDEST = timedelta(hours=14)  # no place on earth is further from UTC


class Unreadable(ValueError):
    """The text names no single instant; the message is one sentence for the person who typed it."""


def read(text: str, zone: str | None = None, *, bare_date: bool = False) -> datetime:
    """The instant in UTC. Without an offset the zone decides; a bare date, where allowed, is its midnight."""
    found = FORM.fullmatch(text.strip())
    if not found:
        raise Unreadable(f"{_shown(text)} is not a date and time such as {EXAMPLE}.")
    place = named_zone(zone) if zone is not None else None
    if found["hour"] is None and bare_date and place is None:
        raise Unreadable(f"{_shown(text)} does not say in which time zone: name the zone.")
    if found["hour"] is None and not bare_date:
        raise Unreadable(
            f"{_shown(text)} has no time of day, from which hours are counted: write it such as {EXAMPLE}."
        )
    local, is_leap_second = _local(found, text)
    offset = found["offset"]
    instant = _from_offset(local, offset, text) if offset else _from_zone(local, place, text)
    if is_leap_second and (instant.hour, instant.minute) != (23, 59):
        raise Unreadable(f"{_shown(text)} has a second 60, which exists only at the end of a day in UTC.")
    return instant


def latest(day: date, of_day: time, zone: str) -> datetime | None:
    """The instant in UTC of a local time: the later one where it happens twice, None where it never does."""
    local = datetime.combine(day, of_day, named_zone(zone)).replace(fold=1)
    instant = local.astimezone(UTC)
    back = instant.astimezone(local.tzinfo)
    return instant if (back.date(), back.time()) == (day, of_day) else None


def named_zone(key: str) -> ZoneInfo:
    """The time zone of that name."""
    try:
        return ZoneInfo(key)
    except (LookupError, ValueError, OSError):
        raise Unreadable(f"{_shown(key)} is no time zone; write one such as Europe/London.") from None


def zulu(instant: datetime) -> str:
    """The instant in UTC, ending in Z; fractions only where there are any."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def in_zone(instant: datetime, zone: ZoneInfo) -> str:
    """The local time with offset and the zone's own letters: 2026-11-23T03:02:14-05:00 EST."""
    local = instant.astimezone(zone)
    return f"{local.isoformat()} {zone_letters(local)}"


def in_words(instant: datetime, zone: ZoneInfo) -> str:
    """The local time as said aloud: Monday 23 November 2026 at 03:02:14 EST."""
    local = instant.astimezone(zone)
    return f"{local:%A} {day_in_words(local.date())} at {local:%H:%M:%S} {zone_letters(local)}"


def day_in_words(day: date) -> str:
    """The date as said aloud: 23 November 2026."""
    return f"{day.day} {day:%B %Y}"


def zone_letters(local: datetime) -> str:
    """EST, BST and the like; the zone's name where it has digits instead of letters."""
    letters = local.tzname() or ""
    return letters if letters.isalpha() else str(local.tzinfo)


def _local(found: re.Match[str], text: str) -> tuple[datetime, bool]:
    """The wall-clock time as typed; second 60 becomes 59, as clocks without leap seconds have it."""
    second = int(found["second"] or 0)
    is_leap_second = second == 60
    fraction = "0" if is_leap_second else (found["fraction"] or "0")
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    # 24:00 is the end of that day, and so the start of the next.
    is_end_of_day = hour == 24 and minute == second == 0 and not fraction.strip("0")
    try:
        of_day = time(0 if is_end_of_day else hour, minute, 59 if is_leap_second else second)
        of_day = of_day.replace(microsecond=int(fraction[:6].ljust(6, "0")))
        local = datetime.combine(_day(found), of_day)
    except ValueError:
        raise Unreadable(f"{_shown(text)} is no date and time that exists.") from None
    if local.year not in YEARS:
        raise Unreadable(f"{_shown(text)} is not a year that deadlines are computed for.")
    return local + timedelta(days=is_end_of_day), is_leap_second


def _day(found: re.Match[str]) -> date:
    """The date, whichever way it is counted; ValueError where there is none."""
    ordinal = found["ordinal"]
    if ordinal is None:
        return date.fromisoformat(found["day"])
    first = date(int(found["day"][:4]), 1, 1)
    day = first + timedelta(days=int(ordinal) - 1)
    if day.year != first.year:
        raise ValueError(ordinal)
    return day


def _from_offset(local: datetime, offset: str, text: str) -> datetime:
    digits = "0000" if offset in "Zz" else offset[1:].replace(":", "").ljust(4, "0")
    distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if distance > WIDEST or int(digits[2:]) > 59:
        raise Unreadable(f"{_shown(text)} has the offset {offset}, which no place has.")
    return local.replace(tzinfo=timezone(distance if offset[0] == "+" else -distance)).astimezone(UTC)


def _from_zone(local: datetime, place: ZoneInfo | None, text: str) -> datetime:
    if place is None:
        raise Unreadable(
            f"{_shown(text)} does not say in which time zone: end it with Z or an offset, or name the zone."
        )
    earlier, later = (local.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    if earlier.utcoffset() == later.utcoffset():
        return earlier.astimezone(UTC)
    exists = earlier.astimezone(UTC).astimezone(place).replace(tzinfo=None) == local
    what = "happens twice" if exists else "does not exist"
    why = "clocks go back" if exists else "clocks go forward"
    readings = " or ".join(f"{each.isoformat()} (that is {zulu(each)})" for each in (earlier, later))
    raise Unreadable(f"{local.isoformat(' ')} {what} in {place}, because the {why}: write {readings}.")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
