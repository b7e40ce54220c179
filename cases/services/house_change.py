"""A change of the house's own rules: what it would do, counted first, and then the change itself.

It moves the house's reminders. It moves no clock, and no day that was set for a case already closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from cases.models import Case, HouseRules, Kind, Notice
from cases.rules import ladder
from cases.services import bulk, climb
from cases.services.house import ACK, REMINDERS, RETENTION_DAYS, current, plan_of
from cases.services.record import record_house
from cases.services.refusal import Refused

SHORTEST, LONGEST = 7, 365  # LONGEST is for one case that somebody decides about
MOST_DAYS = RETENTION_DAYS  # a house may keep less than what comes with the program, never more (D-21)
MOST_ACK, MOST_HOURS = 24, 72
BATCH = 500


@dataclass(frozen=True)
class Effect:
    """What a change would affect, in numbers."""

    notices: int  # with a clock that runs
    moved: int  # of those, whose next step would be at another time
    at_once: int  # of those, whose next step would be due now
    closed: int  # cases that keep the day they have
    resolved: int  # cases that would be offered another day


class Moved(NamedTuple):
    """When to look at a notice again."""

    id: UUID
    next_step_at: datetime | None


def watched() -> QuerySet[Notice]:
    """Notices whose ladder has something left to do."""
    return Notice.objects.filter(next_step_at__isnull=False, clocks__stopped_at=None).distinct()


def next_steps(rows: QuerySet[Notice], plan: ladder.Plan) -> Iterator[tuple[Moved, datetime | None]]:
    """For each notice when the plan would look at it next, and when that is planned now."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        clocks, done = climb.running(part), climb.steps_done(part)
        for pk, planned, heard in Notice.objects.filter(pk__in=part).values_list(
            "pk", "next_step_at", "acknowledged_at"
        ):
            at = ladder.next_at(clocks[pk], done[pk], acknowledged=heard is not None, plan=plan)
            yield Moved(pk, at), planned


def preview(*, retention_days: int, hours: dict[str, int], at: datetime) -> Effect:
    """What this change would affect, counted; nothing is written."""
    check(retention_days, hours)
    new = plan_of(tuple(hours.items()))
    steps = list(next_steps(watched(), new))
    moved = [step for step, planned in steps if step.next_step_at != planned]
    days = retention_days != current().retention_days
    return Effect(
        notices=len(steps),
        moved=len(moved),
        at_once=sum(1 for step in moved if step.next_step_at and step.next_step_at <= at),
        closed=Case.objects.filter(state=Case.State.CLOSED).count(),
        resolved=Case.objects.filter(state=Case.State.RESOLVED).count() if days else 0,
    )


def check(retention_days: int, hours: dict[str, int]) -> None:
    """Every number in its bounds, and each reminder nearer to the end than the one before."""
    reminders = [hours[kind] for kind in REMINDERS]
    if not SHORTEST <= retention_days <= MOST_DAYS:
        raise Refused(f"Data of a closed case is kept {SHORTEST} to {MOST_DAYS} days.")
    if not 1 <= hours[ACK] <= MOST_ACK:
        raise Refused(f"An acknowledgement is missed after 1 to {MOST_ACK} hours.")
    if not all(1 <= each <= MOST_HOURS for each in reminders):
        raise Refused(f"A reminder comes 1 to {MOST_HOURS} hours before the end.")
    if reminders != sorted(set(reminders), reverse=True):
        raise Refused("Each reminder has to come nearer to the end than the one before.")


@transaction.atomic
def change(*, retention_days: int, hours: dict[str, int], seal: str, actor: User, at: datetime) -> HouseRules:
    """A new version, of which someone has seen the effect; every notice is looked at by the new ladder."""
    check(retention_days, hours)
    list(HouseRules.objects.select_for_update())
    if seal != current().seal(retention_days, hours):
        raise Refused("Look at what would change once more: the numbers or the rules are not those you saw.")
    made = HouseRules.objects.create(retention_days=retention_days, ladder=hours, made_by=actor, made_at=at)
    steps = next_steps(watched(), plan_of(tuple(hours.items())))
    bulk.write(Notice, (step for step, planned in steps if step.next_step_at != planned), ["next_step_at"])
    facts = {"version": made.pk, "retention_days": retention_days, "hours": hours}
    record_house(Kind.RULES_CHANGED, at=at, actor=actor, facts=facts)
    return made
