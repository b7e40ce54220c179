"""The house's own rules: how long data of a closed case is kept, and when our own people are reminded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from cases.models import HouseRules
from cases.rules import ladder

RETENTION_DAYS = 180
ACK, REMINDERS = "ack_missing", ("reminder_24", "reminder_12", "reminder_4", "reminder_1")
Hours = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Rules:
    """What holds: the number of its version, 0 before anyone changed anything."""

    version: int
    retention_days: int
    hours: Hours

    @property
    def plan(self) -> ladder.Plan:
        return plan_of(self.hours)

    def seal(self, retention_days: int, hours: dict[str, int]) -> str:
        """Of one change to these very rules: whoever saves has seen what exactly this would do."""
        told = json.dumps([self.version, retention_days, sorted(hours.items())])
        return hashlib.sha256(told.encode()).hexdigest()


def default_hours() -> Hours:
    wanted = (ACK, *REMINDERS)
    found = {each.kind: abs(int(each.offset / timedelta(hours=1))) for each in ladder.DEFAULT.rungs}
    return tuple((kind, found[kind]) for kind in wanted)


def current() -> Rules:
    """The rules that hold now."""
    newest = HouseRules.objects.first()
    if newest is None:
        return Rules(0, RETENTION_DAYS, default_hours())
    hours = tuple((kind, int(newest.ladder[kind])) for kind, _ in default_hours())
    return Rules(newest.pk, newest.retention_days, hours)


@lru_cache(maxsize=32)  # a plan is known by its identity, so each set of hours has one
def plan_of(hours: Hours) -> ladder.Plan:
    """The house's ladder with these hours; whatever is counted from the end of a period stays."""
    changed, default = dict(hours), default_hours()
    if hours == default:
        return ladder.DEFAULT
    return ladder.Plan(
        tuple(
            replace(each, offset=timedelta(hours=changed[each.kind] * (1 if each.kind == ACK else -1)))
            if each.kind in changed
            else each
            for each in ladder.DEFAULT.rungs
        )
    )


def plan() -> ladder.Plan:
    """The ladder that holds now."""
    return current().plan


def day_offered(at: datetime) -> date:
    """Until when the data of a case closed now is kept, unless someone says otherwise."""
    return at.date() + timedelta(days=current().retention_days)
