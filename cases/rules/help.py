"""Places: their time zone, emergency number, and the other services a person can turn to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cases.rules import hours
from cases.rules.hours import Here, Hours
from cases.rules.tongue import gettext as _

FOLDER = Path(__file__).with_name("help")
EU_EMERGENCY = "112"
ELSEWHERE = "ZZ"


UNCONFIRMED = "M"


@dataclass(frozen=True)
class Line:
    """One service: how to reach it, what it does, when it answers, and how sure we are of that (`grade`)."""

    name: str
    grade: str
    checked: date
    reach: str = ""
    phone: str = ""
    note: str = ""
    hours: Hours | None = None

    @property
    def is_unconfirmed(self) -> bool:
        return self.grade == UNCONFIRMED


@dataclass(frozen=True)
class Service:
    """A line as one person sees it now."""

    line: Line
    open: str


@dataclass(frozen=True)
class Place:
    """A country, or a state with a law of its own. `adult` and `young` never stand on one page."""

    code: str
    name: str
    zone: str
    clock: str
    emergency: str
    zones: tuple[str, ...]
    adult: tuple[Line, ...]
    young: tuple[Line, ...]

    @property
    def all_zones(self) -> tuple[str, ...]:
        """The time zones of those who live here; none where we do not know the country."""
        return () if self.code == ELSEWHERE else (self.zone, *self.zones)

    @property
    def clock_of_all(self) -> str:
        """The time zone of everyone who lives here; empty where there are several."""
        return "" if self.code == ELSEWHERE or self.zones else self.zone


@lru_cache(maxsize=1)
def places() -> Mapping[str, Place]:
    """Every place we know by code, in the order of their names, another country last."""
    table = _merged(tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml")))
    default = table["default"]
    lines = {key: _line(entry) for key, entry in table["lines"].items()}
    entries = {code: _inherited(entry, table["places"]) for code, entry in table["places"].items()}
    for code, (name, zone) in table["european_union"].items():
        entries[code] = {"name": name, "zone": zone, "emergency": EU_EMERGENCY}
    found = {code: _place(code, entry, default, lines) for code, entry in entries.items()}
    ordered = dict(sorted(found.items(), key=lambda pair: pair[1].name))
    return {**ordered, ELSEWHERE: _place(ELSEWHERE, default, default, lines)}


def place(code: str) -> Place:
    """The place of this code; an unknown or empty one is another country."""
    return places().get(code) or places()[ELSEWHERE]


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Every time zone we offer."""
    return tuple(sorted({zone for each in places().values() for zone in (each.zone, *each.zones)}))


def clock_name(zone: str) -> str:
    """How a time zone is called on a page: "UK time"."""
    own = next((each.clock for each in places().values() if each.zone == zone), "")
    return _(own) if own else _("{city} time").format(city=_(city(zone)))


def city(zone: str) -> str:
    """The city that a time zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")


def services(place: Place, *, young: bool, at: datetime, zone: str = "") -> list[Service]:
    """The services of this place for one of the two lists, with their hours in her zone if we know it."""
    hers = here(place, zone)
    return [_service(line, at, hers) for line in (place.young if young else place.adult)]


def checked(lines: Iterable[Line]) -> date:
    """The day since when all of these have been looked at."""
    return min(line.checked for line in lines)


def _merged(files: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The tables of all files as one; what stands in two of them is an error."""
    merged: dict[str, Any] = {}
    for name, table in ((name, table) for file in files for name, table in file.items()):
        if twice := merged.setdefault(name, {}).keys() & table.keys():
            raise ValueError(f"{min(twice)} stands in two files of {FOLDER.name}/")
        merged[name].update(table)
    return merged


def here(place: Place, zone: str = "") -> Here:
    """A place of one zone, or a zone she chose herself, has "your time"; any other is called by its city."""
    zone = zone or place.zone
    is_hers = place.clock_of_all or zone != place.zone
    return Here(zone, _("your time") if is_hers else clock_name(zone))


def _service(line: Line, at: datetime, here: Here) -> Service:
    there = clock_name(line.hours.zone) if line.hours else ""
    return Service(line, hours.sentence(line.hours, at=at, here=here, there=there))


def _line(entry: Mapping[str, Any]) -> Line:
    told = {key: entry[key] for key in ("name", "grade", "checked", "reach", "phone", "note") if key in entry}
    return Line(**told, hours=hours.read(entry))


def _inherited(entry: Mapping[str, Any], all_entries: Mapping[str, Any]) -> dict[str, Any]:
    return {**all_entries.get(entry.get("like", ""), {}), **entry}


def _place(
    code: str, entry: Mapping[str, Any], default: Mapping[str, Any], lines: Mapping[str, Line]
) -> Place:
    adult = [*entry.get("adult", ()), *default["adult"]]
    return Place(
        code=code,
        name=entry["name"],
        zone=entry["zone"],
        clock=entry.get("clock", ""),
        emergency=entry.get("emergency", ""),
        zones=tuple(entry.get("zones", ())),
        adult=tuple(lines[key] for key in dict.fromkeys(adult)),
        young=tuple(lines[key] for key in entry.get("young", default["young"])),
    )
