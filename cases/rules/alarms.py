"""Which looks are unusual enough to tell the auditor (S-13): the rules are data, and a burst is one alarm."""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FILE = Path(__file__).with_name("alarms.toml")


@dataclass(frozen=True)
class Look:
    """One row of the record, as far as a rule needs it."""

    at: datetime
    kind: str
    case: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Rule:
    """More than so many of these looks within this span are a burst."""

    key: str
    says: str
    looks: tuple[str, ...]
    more_than: int
    span: timedelta
    distinct: bool = False
    closed: bool = False
    outside: tuple[int, int, tuple[int, ...]] | None = None

    def counts(self, look: Look, zone: ZoneInfo) -> bool:
        if look.kind not in self.looks or (self.closed and not look.closed):
            return False
        if self.outside is None:
            return True
        first, last, days = self.outside
        there = look.at.astimezone(zone)
        return there.weekday() not in days or not first <= there.hour < last


@dataclass(frozen=True)
class Burst:
    """From the look that was one too many to the last one that still was."""

    began_at: datetime
    last_at: datetime
    count: int


@cache
def rules() -> dict[str, Rule]:
    """The rules by their key; a word no rule knows is an error."""
    found = [rule(row) for row in tomllib.loads(FILE.read_text("utf-8"))["rule"]]
    return {each.key: each for each in found}


def rule(row: dict[str, Any]) -> Rule:
    values = {**row, "looks": tuple(row["looks"]), "span": timedelta(minutes=row["minutes"])}
    del values["minutes"]
    if "outside" in row:
        hours = row["outside"]
        values["outside"] = (hours["from"], hours["to"], tuple(hours["days"]))
    return Rule(**values)


def longest() -> timedelta:
    """How far back a burst can reach."""
    return max(each.span for each in rules().values())


def bursts(rule: Rule, looks: Iterable[Look], zone: ZoneInfo) -> list[Burst]:
    """The bursts in one person's looks, given in the order of time; what goes on within a span is one."""
    found: list[Burst] = []
    window: deque[Look] = deque()
    for look in looks:
        if not rule.counts(look, zone):
            continue
        window.append(look)
        while look.at - window[0].at > rule.span:
            window.popleft()
        count = len({each.case for each in window}) if rule.distinct else len(window)
        if count <= rule.more_than:
            continue
        if found and look.at - found[-1].last_at <= rule.span:
            found[-1] = replace(found[-1], last_at=look.at, count=max(count, found[-1].count))
        else:
            found.append(Burst(look.at, look.at, count))
    return found
