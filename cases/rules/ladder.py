"""The escalation ladder: which rungs a notice has reached, from its open clocks and the rungs done.

Internal rungs belong to the lead clock alone, so that two clocks never remind twice. The steps of a regime's
own ladder run on each clock. Everything here is a function of its arguments: called twice or late, it answers
the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from cases.rules import regime
from cases.rules.tables import Table, read_table

AT_ONCE_AFTER = timedelta(microseconds=1)  # the due instant itself is still in time
NO_TIME = timedelta(0)
ACK_MISSING = "ack_missing"
RE_NOTICE = "re_notice"  # what the chaser already is
DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Running:
    """One open clock of a notice, as the ladder sees it."""

    id: int
    regime: str
    kind: str  # deadline | target | none
    started_at: datetime | None
    due_at: datetime | None
    alarm_at: datetime | None
    reading: str = "asserted"  # of the receipt: asserted | conservative


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung whose time has come; a superseded one is recorded but no longer worth saying."""

    clock_id: int
    kind: str
    at: datetime
    superseded: bool


@dataclass(frozen=True, slots=True)
class PlannedRung:
    """One rung of the house's own ladder."""

    kind: str
    origin: str  # start | alarm | due
    offset: timedelta
    on: tuple[str, ...]
    to: str

    @classmethod
    def from_table(cls, table: Table) -> PlannedRung:
        """One entry of `rung`."""
        made = cls(
            kind=table.text("kind"),
            origin=table.choice("from", ("start", "alarm", "due")),
            offset=timedelta(hours=table.whole("hours")),
            on=table.texts("on"),
            to=table.choice("to", ("caseworker", "supervisor", "platform")),
        )
        if not set(made.on) <= {"deadline", "target"}:
            raise table.error("on", "may hold 'deadline' and 'target' only")
        table.close()
        return made


class Row(NamedTuple):
    """A rung of one clock's ladder, its times counted from the due time."""

    at: timedelta
    since: timedelta  # the first moment at which it is due
    stale: timedelta | None  # the first moment at which it is superseded
    kind: str
    is_shared: bool  # a step of several regimes, taken once per notice


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: it is part of a cache key
class Plan:
    """The house's own rungs."""

    rungs: tuple[PlannedRung, ...]

    @cached_property
    def latest_first(self) -> dict[str, tuple[PlannedRung, ...]]:
        """The rungs for a notice led by a deadline, and by a target."""
        ordered = sorted(self.rungs, key=attrgetter("offset"), reverse=True)
        return {kind: tuple(each for each in ordered if kind in each.on) for kind in ("deadline", "target")}

    @cached_property
    def audiences(self) -> dict[str, str]:
        """Who hears of each kind of rung."""
        return {each.kind: each.to for each in self.rungs}


def read_plan(path: Path) -> Plan:
    """A plan from its file."""
    table = read_table(path)
    plan = Plan(tuple(map(PlannedRung.from_table, table.tables("rung"))))
    table.close()
    return plan


DEFAULT = read_plan(Path(__file__).with_name("ladder.toml"))
Done = Collection[tuple[int, str]]


def due(
    clocks: Collection[Running], done: Done, at: datetime, *, acknowledged: bool, plan: Plan = DEFAULT
) -> list[Rung]:
    """Every rung whose time has come and that is not done, in the order of time."""
    reached: list[Rung] = []
    shared: dict[str, tuple[datetime, Rung]] = {}
    for clock_id, due_at, rows in _ladders(clocks, plan):
        late = at - due_at
        for row in rows:
            if row.since > late:
                break
            if _is_done(clock_id, row, done, acknowledged):
                continue
            rung = Rung(clock_id, row.kind, due_at + row.at, row.stale is not None and row.stale <= late)
            if not row.is_shared:
                reached.append(rung)
            elif row.kind not in shared or due_at + row.since < shared[row.kind][0]:
                shared[row.kind] = due_at + row.since, rung
    reached += (rung for _, rung in shared.values())
    return sorted(reached, key=attrgetter("at"))  # stable: at equal times the lead clock comes first


def next_at(
    clocks: Collection[Running], done: Done, *, acknowledged: bool, plan: Plan = DEFAULT
) -> datetime | None:
    """When the earliest rung not done is due; None when nothing is left to wait for."""
    earliest = None
    for clock_id, due_at, rows in _ladders(clocks, plan):
        for row in rows:
            if not _is_done(clock_id, row, done, acknowledged):
                since = due_at + row.since
                earliest = since if earliest is None or since < earliest else earliest
                break
    return earliest


def audience(kind: str, plan: Plan = DEFAULT) -> str:
    """Who a rung is for: caseworker, supervisor (and the caseworker), platform, or a draft for a person."""
    return plan.audiences.get(kind, DRAFT)


def later(kind: str, plan: Plan = DEFAULT) -> list[str]:
    """The reminders after this one in the same period, each of which makes it old news."""
    before = {each.kind: each.offset for each in plan.rungs if each.origin == "alarm"}
    return [each for each, offset in before.items() if kind in before and offset > before[kind]]


def is_before_the_end(kind: str, plan: Plan = DEFAULT) -> bool:
    """Whether this rung speaks of a period that has not ended."""
    return any(each.kind == kind and each.origin != "due" for each in plan.rungs)


def lead(clocks: Collection[Running]) -> Running | None:
    """The clock a notice is watched by: the earliest legal deadline, or without one the earliest target."""
    ranked = [
        (clock.kind != "deadline", clock.due_at, clock.id, clock)
        for clock in clocks
        if clock.due_at is not None
    ]
    return min(ranked)[-1] if ranked else None


def _ladders(clocks: Collection[Running], plan: Plan) -> list[tuple[int, datetime, tuple[Row, ...]]]:
    """Each clock with its rungs, the lead clock's first, then by the number of the clock."""
    first, ladders = lead(clocks), []
    for clock in clocks:
        started_at, due_at, alarm_at = clock.started_at, clock.due_at, clock.alarm_at
        if started_at is None or due_at is None or alarm_at is None:
            continue
        house = clock.kind if clock is first else ""
        rows = _rows(clock.regime, house, started_at - due_at, alarm_at - due_at, plan)
        ladders.append((clock is not first, clock.id, due_at, rows))
    ladders.sort()
    return [ladder[1:] for ladder in ladders]


def _is_done(clock_id: int, row: Row, done: Done, acknowledged: bool) -> bool:
    if (clock_id, row.kind) in done:
        return True
    if row.is_shared and any(kind == row.kind for _, kind in done):
        return True
    return acknowledged and row.kind == ACK_MISSING


@lru_cache(maxsize=1024)  # clocks of one regime share their rows, for their periods are equally long
def _rows(code: str, house: str, start: timedelta, alarm: timedelta, plan: Plan) -> tuple[Row, ...]:
    """The rungs of one clock that began at `start` from its due time; `house` is its kind if it leads."""
    steps = (
        Row(offset, _since(offset), None, kind, is_shared)
        for kind, offset, is_shared in _timed_steps(code)
        if offset > start
    )
    rows = (*_house_rows(plan.latest_first.get(house, ()), start, alarm), *steps)
    return tuple(sorted(rows, key=attrgetter("since")))


def _house_rows(rungs: tuple[PlannedRung, ...], start: timedelta, alarm: timedelta) -> Iterator[Row]:
    """The house's own rungs; one that would not lie inside the period does not exist."""
    stale = _since(NO_TIME)  # a reminder is superseded by the next one, the last by the end
    for rung in rungs:
        if rung.origin == "due":
            yield Row(rung.offset, _since(rung.offset), None, rung.kind, False)
            continue
        at = rung.offset + (alarm if rung.origin == "alarm" else start)
        if not start < at < NO_TIME:
            continue
        if rung.origin == "start":
            yield Row(at, at, _since(NO_TIME), rung.kind, False)
            continue
        yield Row(at, at, stale, rung.kind, False)
        stale = at


def _since(offset: timedelta) -> timedelta:
    """What happens at the due time itself is in time, so a rung there waits until just after."""
    return offset + AT_ONCE_AFTER if offset == NO_TIME else offset


@cache
def _timed_steps(code: str) -> tuple[tuple[str, timedelta, bool], ...]:
    return tuple(
        (each.step, each.when, each.shared)
        for each in regime.get(code).ladder
        if isinstance(each.when, timedelta) and each.step != RE_NOTICE
    )
