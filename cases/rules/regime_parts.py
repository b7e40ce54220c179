"""What a regime is made of: its elements, its ladder, its versions over time, its penalty and its sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from cases.rules.tables import Table, read_table

GRADES = ("V2", "V1", "M")  # read in two independent sources, in one, not confirmed
PATH = re.compile(r"(items\[\]|block|signature|authority|contact|sender)\.[a-z_]+|standing", re.ASCII)
OFFSET = re.compile(r"T([+-]\d+)h", re.ASCII)
EVENT = re.compile(r"[a-z_]+", re.ASCII)
STEPS = Path(__file__).with_name("steps.toml")


@dataclass(frozen=True)
class Element:
    """Something a notice must contain, and where in the notice it stands."""

    key: str
    label: str  # plain words for a caseworker
    where: str  # a path into the notice, see docs/law.md
    also: tuple[str, ...]  # further paths that must hold something
    required: bool
    per_item: bool
    values: tuple[str, ...]  # what may stand at `where`; for a sentence, the codes it is chosen by
    speaks_for: str  # "subject" or "reporter": whose belief the sentence states
    unless: str  # the standing with which it is not needed

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that must hold something."""
        return (self.where, *self.also)

    @property
    def is_sentence(self) -> bool:
        """Whether `where` is a sentence of this regime's block rather than a field of the notice."""
        return self.where.startswith("block.")

    @classmethod
    def from_table(cls, table: Table) -> Element:
        """One entry of `elements`."""
        element = cls(
            key=table.text("key"),
            label=table.text("label"),
            where=table.text("where"),
            also=table.texts("also"),
            required=table.flag("required", True),
            per_item=table.flag("per_item", False),
            values=table.texts("values"),
            speaks_for=table.choice("speaks_for", ("", "subject", "reporter"), ""),
            unless=table.choice("unless", ("", "subject"), ""),
        )
        for path in element.paths:
            if not PATH.fullmatch(path):
                raise table.error("where", f"names {path!r}, which is no place in a notice")
        if element.per_item != element.where.startswith("items[]."):
            raise table.error("per_item", "must be true exactly for what stands at 'items[]'")
        table.close()
        return element


@dataclass(frozen=True)
class LadderStep:
    """A step a regime offers when nothing has happened; a recommendation, not law."""

    step: str
    body: str
    route: str
    when: timedelta | str  # an offset from the due time, "at_send", or an event a person reports
    parallel: bool
    grade: str
    shared: bool  # the same step in several regimes: taken once per notice

    @classmethod
    def from_table(cls, table: Table) -> LadderStep:
        """One entry of `ladder`, which is written out or names a shared step."""
        if "shared" in table.unread():
            name = table.text("shared")
            table.close()
            if name not in shared_steps():
                raise table.error("shared", f"names {name!r}, which is not in {STEPS.name}")
            return shared_steps()[name]
        return cls._written_out(table, table.text("step"), shared=False)

    @classmethod
    def _written_out(cls, table: Table, step: str, *, shared: bool) -> LadderStep:
        made = cls(
            step=step,
            body=table.text("body"),
            route=table.text("route"),
            when=_when(table),
            parallel=table.flag("parallel", False),
            grade=table.choice("grade", ("", *GRADES), ""),
            shared=shared,
        )
        table.close()
        return made


@dataclass(frozen=True)
class Version:
    """What a regime says between two dates; `name` is kept with every clock."""

    name: str
    in_force_from: date
    in_force_to: date | None
    kind: str  # elapsed_hours | calendar_months | none
    hours: int | None
    months: int | None
    extendable_months: int
    follow_up: timedelta | None  # our own target where the law sets no period
    grade: str

    @property
    def period(self) -> str:
        """The length in words: "48 hours", "1 month", or nothing."""
        count, unit = (self.hours, "hour") if self.hours else (self.months, "month")
        return f"{count} {unit}{'' if count == 1 else 's'}" if count else ""

    def covers(self, day: date) -> bool:
        """Whether this version is in force on a date at the regime's own place."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    @classmethod
    def from_table(cls, table: Table, code: str, grade: str) -> Version:
        """One entry of `versions`."""
        first = table.day("in_force_from")
        kind = table.choice("kind", ("elapsed_hours", "calendar_months", "none"))
        follow_up = _count(table, "follow_up_hours") if kind == "none" else None
        version = cls(
            name=f"{code}/{first.isoformat()}",
            kind=kind,
            in_force_from=first,
            in_force_to=table.day("in_force_to", None),
            hours=_count(table, "hours", required=True) if kind == "elapsed_hours" else None,
            months=_count(table, "months", required=True) if kind == "calendar_months" else None,
            extendable_months=(_count(table, "extendable_months") if kind == "calendar_months" else 0) or 0,
            follow_up=timedelta(hours=follow_up) if follow_up else None,
            grade=table.choice("grade", GRADES, grade),
        )
        if version.in_force_to is not None and version.in_force_to < first:
            raise table.error("in_force_to", "is before 'in_force_from'")
        table.close()
        return version


@dataclass(frozen=True)
class Penalty:
    """The heaviest sanction, as told to caseworkers; never printed in a notice."""

    text: str
    amount: int | None
    currency: str
    unit: str
    grade: str

    @classmethod
    def from_table(cls, table: Table, grade: str) -> Penalty:
        """The table `max_penalty`."""
        made = cls(
            text=table.text("text"),
            amount=table.whole("amount", None),
            unit=table.text("unit"),
            currency=table.text("currency", ""),
            grade=table.choice("grade", GRADES, grade),
        )
        table.close()
        return made


@dataclass(frozen=True)
class Source:
    """Where a rule was read, and how much of it."""

    what: str
    address: str
    read: str  # full | excerpt | quoted

    @classmethod
    def from_table(cls, table: Table) -> Source:
        """One entry of `sources`."""
        made = cls(
            what=table.text("what"),
            address=table.text("address"),
            read=table.choice("read", ("full", "excerpt", "quoted")),
        )
        table.close()
        return made


@cache
def shared_steps() -> Mapping[str, LadderStep]:
    """The steps that several regimes share, by name."""
    table = read_table(STEPS)
    return {name: LadderStep._written_out(table.table(name), name, shared=True) for name in table.unread()}


def _when(table: Table) -> timedelta | str:
    when = table.text("when")
    offset = OFFSET.fullmatch(when)
    if offset:
        return timedelta(hours=int(offset[1]))
    if not EVENT.fullmatch(when):
        raise table.error("when", "must be 'at_send', an offset such as 'T+2h', or the name of an event")
    return when


def _count(table: Table, key: str, *, required: bool = False) -> int | None:
    found: int | None = table.whole(key) if required else table.whole(key, None)
    if found is not None and found < 1:
        raise table.error(key, "must be above zero")
    return found
