"""A regime: one law as dated data, read from regimes/ and picked by the date at its own place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from cases.rules.regime_parts import GRADES, Element, LadderStep, Penalty, Source, Version
from cases.rules.tables import RegimeFileError, Table, read_table

__all__ = [
    "Element",
    "LadderStep",
    "Penalty",
    "Regime",
    "RegimeFileError",
    "Source",
    "UnknownRegime",
    "Version",
    "all_regimes",
    "get",
    "load",
]

REGIMES = Path(__file__).with_name("regimes")
STARTS = ("request_received", "request_sent", "regulator_notice_given", "order_made")
CALENDARS = Path(__file__).with_name("calendars")
TEXTS = ("code", "name", "section", "words", "jurisdiction", "applies_to", "duty")
REMARKS = ("caution", "note", "place")
LISTS = ("preconditions", "may_sign", "not_required", "refusal_grounds")
Part = TypeVar("Part")


class UnknownRegime(LookupError):
    """No regime has this code; the message is one sentence that names those there are."""


@dataclass(frozen=True)
class Regime:
    """One law: what starts its clock, how long it runs, what a notice under it needs, what comes after."""

    code: str
    name: str
    section: str  # the provision that sets the period
    words: str  # what it says about time, {period} standing for the hours or months
    caution: str  # one sentence a caseworker must know about the result, or nothing
    place: str  # as on the badge
    jurisdiction: str
    zone: ZoneInfo
    enabled: bool  # False: not offered until a lawyer has confirmed it
    addressed_to: str  # platform | regulator
    applies_to: str
    duty: str
    starts_on: str
    requires_valid: bool
    requires_platform_process: bool
    claim_clock_in_notice: bool
    calendar: str
    grade: str
    note: str
    preconditions: tuple[str, ...]
    may_sign: tuple[str, ...]
    not_required: tuple[str, ...]
    refusal_grounds: tuple[str, ...]
    versions: tuple[Version, ...]
    elements: tuple[Element, ...]
    ladder: tuple[LadderStep, ...]
    max_penalty: Penalty
    sources: tuple[Source, ...]

    @property
    def short(self) -> str:
        """The badge of the newest version: "US 48 h", "UK 1 month", "EU, no clock", "voluntary"."""
        if self.is_voluntary:
            return "voluntary"
        latest = self.versions[-1]
        if latest.kind == "none":
            return f"{self.place}, no clock"
        return f"{self.place} {latest.hours} h" if latest.hours else f"{self.place} {latest.period}"

    @property
    def is_voluntary(self) -> bool:
        """Whether this is no law but what platforms promise, and so has no place on its badge."""
        return not self.place

    def version_at(self, instant: datetime) -> Version | None:
        """The version in force at an instant, by the date at the regime's own place."""
        day = instant.astimezone(self.zone).date()
        return next((each for each in self.versions if each.covers(day)), None)


@cache
def all_regimes() -> Mapping[str, Regime]:
    """Every regime by code, in the order of the codes."""
    return load(REGIMES)


def get(code: str) -> Regime:
    """The regime with this code."""
    try:
        return all_regimes()[code]
    except KeyError:
        known = ", ".join(all_regimes())
        raise UnknownRegime(f"There is no regime {code!r}; there are {known}.") from None


def load(directory: Path) -> Mapping[str, Regime]:
    """Every regime file of a directory."""
    read = (_regime(path) for path in sorted(directory.glob("*.toml")))
    return MappingProxyType({regime.code: regime for regime in read})


def _regime(path: Path) -> Regime:
    table = read_table(path)
    facts: dict[str, Any] = {key: table.text(key) for key in TEXTS}
    facts |= {key: table.text(key, "") for key in REMARKS}
    facts |= {key: table.texts(key) for key in LISTS}
    facts |= {key: table.flag(key) for key in ("enabled", "claim_clock_in_notice")}
    facts |= {key: table.flag(key, False) for key in ("requires_valid", "requires_platform_process")}
    code, grade = facts["code"], table.choice("grade", GRADES)
    if code != path.stem:
        raise table.error("code", f"must be {path.stem!r}, as the file is called")
    regime = Regime(
        **facts,
        grade=grade,
        zone=_zone(table),
        addressed_to=table.choice("addressed_to", ("platform", "regulator")),
        starts_on=table.choice("starts_on", STARTS),
        calendar=table.choice("calendar", ("", *sorted(each.stem for each in CALENDARS.glob("*.toml"))), ""),
        versions=tuple(Version.from_table(each, code, grade) for each in table.tables("versions")),
        elements=_parts(table, "elements", Element.from_table, "key"),
        ladder=_parts(table, "ladder", LadderStep.from_table, "step"),
        max_penalty=Penalty.from_table(table.table("max_penalty"), grade),
        sources=tuple(Source.from_table(each) for each in table.tables("sources")),
    )
    _check_versions(table, regime)
    table.close()
    return regime


def _parts(table: Table, key: str, make: Callable[[Table], Part], name: str) -> tuple[Part, ...]:
    made = tuple(make(each) for each in table.tables(key))
    names = [getattr(each, name) for each in made]
    twice = next((each for each in names if names.count(each) > 1), None)
    if twice:
        raise table.error(key, f"holds {twice!r} twice")
    return made


def _check_versions(table: Table, regime: Regime) -> None:
    if not regime.versions:
        raise table.error("versions", "is missing")
    for earlier, later in pairwise(regime.versions):
        if earlier.in_force_to is None or later.in_force_from <= earlier.in_force_to:
            raise table.error("versions", "must be in order, each ending before the next begins")
    if any(each.kind == "calendar_months" for each in regime.versions) and not regime.calendar:
        raise table.error("calendar", "is missing, and a period of months needs one")


def _zone(table: Table) -> ZoneInfo:
    key = table.text("zone")
    try:
        return ZoneInfo(key)
    except (LookupError, ValueError, OSError):
        raise table.error("zone", f"is {key!r}, which is no time zone") from None
