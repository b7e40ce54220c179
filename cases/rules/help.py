"""Places: their time zone, emergency number, and the other services a person can turn to."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("help.toml")
EU_EMERGENCY = "112"
ELSEWHERE = "ZZ"


@dataclass(frozen=True)
class Line:
    """One service: how to reach it, and what it does."""

    name: str
    reach: str = ""
    phone: str = ""
    note: str = ""


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


@lru_cache(maxsize=1)
def places() -> Mapping[str, Place]:
    """Every place we know by code, in the order of their names, another country last."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    default = table["default"]
    entries = {code: _inherited(entry, table["places"]) for code, entry in table["places"].items()}
    for code, (name, zone) in table["european_union"].items():
        city = zone.partition("/")[2]
        entries[code] = {"name": name, "zone": zone, "clock": f"{city} time", "emergency": EU_EMERGENCY}
    found = {code: _place(code, entry, default) for code, entry in entries.items()}
    ordered = dict(sorted(found.items(), key=lambda pair: pair[1].name))
    return {**ordered, ELSEWHERE: _place(ELSEWHERE, default, default)}


def place(code: str) -> Place:
    """The place of this code; an unknown or empty one is another country."""
    return places().get(code) or places()[ELSEWHERE]


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Every time zone we offer."""
    return tuple(sorted({zone for each in places().values() for zone in (each.zone, *each.zones)}))


def clock_name(zone: str) -> str:
    """How a time zone is called on a page: "UK time"."""
    for each in places().values():
        if each.zone == zone:
            return each.clock
    return zone.rpartition("/")[2].replace("_", " ") + " time"


def _inherited(entry: Mapping[str, Any], all_entries: Mapping[str, Any]) -> dict[str, Any]:
    return {**all_entries.get(entry.get("like", ""), {}), **entry}


def _place(code: str, entry: Mapping[str, Any], default: Mapping[str, Any]) -> Place:
    young = [Line(**line) for line in entry.get("young", default["young"])]
    adult = [Line(**line) for line in (*entry.get("adult", []), *default["adult"])]
    return Place(
        code=code,
        name=entry["name"],
        zone=entry["zone"],
        clock=entry["clock"],
        emergency=entry.get("emergency", ""),
        zones=tuple(entry.get("zones", ())),
        adult=tuple(dict.fromkeys(adult)),
        young=tuple(young),
    )
