"""Working days by place, computed from the rules in calendars/ for any year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from dateutil.easter import easter
from dateutil.relativedelta import MO, relativedelta

from cases.rules.tables import Table, read_table

CALENDARS = Path(__file__).with_name("calendars")
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Holiday:
    """A day off as a rule: a fixed day, so far from Easter, the nth Monday of a month, or a single date."""

    name: str
    month: int | None
    day: int | None
    monday: int | None  # the nth Monday of the month, -1 the last
    easter: int | None  # days from Easter Sunday
    single: date | None
    substitute: bool  # on a weekend, the next free working day is off instead
    except_years: tuple[int, ...]

    def on(self, year: int) -> date | None:
        """The day itself in a year, before any substitute."""
        if self.single is not None:
            return self.single if self.single.year == year else None
        if year in self.except_years:
            return None
        if self.easter is not None:
            return easter(year) + timedelta(days=self.easter)
        first = date(year, self.month or 1, self.day or 1)
        if self.monday is None:
            return first
        return first + relativedelta(day=1 if self.monday > 0 else 31, weekday=MO(self.monday))

    @classmethod
    def from_table(cls, table: Table) -> Holiday:
        """One entry of `holidays`."""
        made = cls(
            name=table.text("name"),
            month=table.whole("month", None),
            day=table.whole("day", None),
            monday=table.whole("monday", None),
            easter=table.whole("easter", None),
            single=table.day("date", None),
            substitute=table.flag("substitute", False),
            except_years=table.wholes("except_years"),
        )
        rules = (made.day, made.monday, made.easter, made.single)
        if sum(rule is not None for rule in rules) != 1:
            raise table.error("name", "needs exactly one of 'day', 'monday', 'easter' and 'date'")
        if (made.day is not None or made.monday is not None) and made.month not in range(1, 13):
            raise table.error("month", "must be 1 to 12")
        table.close()
        return made


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked at a place."""

    name: str
    holidays: tuple[Holiday, ...]

    def is_working_day(self, day: date) -> bool:
        """Neither a weekend nor a holiday, a substitute day included."""
        return day.weekday() < 5 and day not in _days_off(self, day.year)

    def is_holiday(self, day: date) -> bool:
        """A holiday or the substitute for one; a weekend alone is none."""
        return day in _days_off(self, day.year)

    def first_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the next that is."""
        while not self.is_working_day(day):
            day += A_DAY
        return day


def names() -> tuple[str, ...]:
    """Every calendar there is."""
    return tuple(sorted(file.stem for file in CALENDARS.glob("*.toml")))


@cache
def get(key: str) -> WorkCalendar:
    """The calendar of that name, as regimes name it."""
    table = read_table(CALENDARS / f"{key}.toml")
    made = WorkCalendar(table.text("name"), tuple(map(Holiday.from_table, table.tables("holidays"))))
    table.close()
    return made


@cache
def _days_off(calendar: WorkCalendar, year: int) -> frozenset[date]:
    fixed = [(each, on) for each in calendar.holidays if (on := each.on(year)) is not None]
    days = {on for _, on in fixed}
    for holiday, on in fixed:
        if holiday.substitute and on.weekday() >= 5:
            free = on
            while free.weekday() >= 5 or free in days:
                free += A_DAY
            days.add(free)
    return frozenset(days)
