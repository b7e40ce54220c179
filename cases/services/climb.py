"""One batch of the engine's round, in one transaction: the rungs reached and what follows from each.

Reads and writes plain rows, a statement for each table however many notices there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from cases.models import Case, Clock, Conflict, Delivery, Kind, Notice, Step
from cases.rules import ladder, purposes
from cases.services import bulk, house, outbox, permitted
from cases.services.presence import Presence, presence
from cases.services.record import Fact, record_many

KINDS = {"overdue": Kind.OVERDUE, "chaser": Kind.CHASER, "target_passed": Kind.TARGET_PASSED}
ENDS = ("overdue", "target_passed")


class Due(NamedTuple):
    """What the ladder has to know of a notice."""

    id: UUID
    case_id: UUID
    case_state: str
    safeguarding: bool
    staged: bool
    consents: dict[str, bool]
    owner_id: int | None
    platform_kind: str | None
    channel: str | None
    channel_checked_at: datetime | None
    acknowledged_at: datetime | None
    deadline_passed: bool


DUE_FROM = (
    *("id", "case_id", "case__state", "case__safeguarding", "case__staged", "case__consents"),
    *("case__assignee_id", "platform__kind", "channel__kind", "channel__verified_at"),
    *("acknowledged_at", "deadline_passed"),
)


class Reached(NamedTuple):
    """A rung of the ladder that is done from now on: a row of Step."""

    notice_id: UUID
    clock_id: int
    kind: str
    planned_at: datetime
    at: datetime
    superseded: bool


class Looked(NamedTuple):
    """When to look at a notice again; its state is not ours to change."""

    id: UUID
    next_step_at: datetime | None
    deadline_passed: bool


@dataclass
class Batch:
    """Rows to write; `drafted` are the drafts for further bodies that are there already."""

    drafted: set[tuple[UUID, str, str]]
    supervisors: list[int]
    present: Presence
    plan: ladder.Plan
    barred: dict[UUID, set[int]]  # who must not hear of a case
    steps: list[Reached] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    looked: list[Looked] = field(default_factory=list)


def due_notices(at: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(next_step_at__lte=at).order_by("next_step_at")


@transaction.atomic
def climb(ids: Sequence[UUID], *, at: datetime) -> Batch:
    """Do what is due for these notices; the rows that were written."""
    notices = locked(ids, at)
    taken = [notice.id for notice in notices]
    clocks, done = running(taken), steps_done(taken)
    supervisors = [user.pk for user in outbox.supervisors()]
    rows = Batch(drafts_of(taken), supervisors, presence(at=at), house.plan(), kept_away(notices))
    for notice in notices:
        look_at(notice, clocks[notice.id], done[notice.id], rows=rows, at=at)
    bulk.add(Step, rows.steps)
    outbox.put(rows.deliveries)
    record_many(rows.facts)
    bulk.write(Notice, rows.looked, ["next_step_at", "deadline_passed"])
    return rows


def locked(ids: Sequence[UUID], at: datetime) -> list[Due]:
    """The notices still due, locked; rows another worker holds are left to it where the engine can skip."""
    skip = connection.features.has_select_for_update_skip_locked
    rows = due_notices(at).filter(pk__in=ids).select_for_update(skip_locked=skip, no_key=True)
    taken = list(rows.values_list("pk", flat=True))
    return list(map(Due._make, due_notices(at).filter(pk__in=taken).values_list(*DUE_FROM)))


def running(notice_ids: Collection[UUID]) -> dict[UUID, list[ladder.Running]]:
    """The open clocks of each notice, as the ladder sees them."""
    rows = Clock.objects.filter(notice_id__in=notice_ids, stopped_at=None)
    grouped = defaultdict(list)
    for notice_id, *clock in rows.values_list("notice_id", *ladder.Running.__slots__):
        grouped[notice_id].append(ladder.Running(*clock))
    return grouped


def steps_done(notice_ids: Collection[UUID]) -> dict[UUID, set[tuple[int, str]]]:
    """The rungs each notice has behind it, by clock."""
    rows = Step.objects.filter(notice_id__in=notice_ids).values_list("notice_id", "clock_id", "kind")
    grouped = defaultdict(set)
    for notice_id, clock_id, kind in rows:
        grouped[notice_id].add((clock_id, kind))
    return grouped


def drafts_of(notice_ids: Collection[UUID]) -> set[tuple[UUID, str, str]]:
    """Bodies outside the platform that have a draft about these notices; one that was cancelled is none."""
    rows = Delivery.objects.filter(notice_id__in=notice_ids, kind=Delivery.Kind.ESCALATION)
    there = rows.exclude(state=Delivery.State.CANCELLED).values_list("notice_id", "regime", "step")
    return {(notice_id, *outbox.body(*of)) for notice_id, *of in there}


def kept_away(notices: Iterable[Due]) -> dict[UUID, set[int]]:
    """For each case, who of ours must not hear of it."""
    rows = Conflict.objects.filter(case_id__in={each.case_id for each in notices}, state__in=Conflict.SHUT)
    grouped = defaultdict(set)
    for case_id, user_id in rows.values_list("case_id", "user_id"):
        grouped[case_id].add(user_id)
    return grouped


def look_at(
    notice: Due, clocks: list[ladder.Running], done: set[tuple[int, str]], *, rows: Batch, at: datetime
) -> None:
    """Everything one notice's ladder has reached, and when it has to be looked at next."""
    if notice.case_state in Case.FINAL or notice.safeguarding:
        rows.looked.append(Looked(notice.id, None, notice.deadline_passed))
        return
    by_id = {clock.id: clock for clock in clocks}
    acknowledged, passed = notice.acknowledged_at is not None, notice.deadline_passed
    for rung in ladder.due(clocks, done, at, acknowledged=acknowledged, plan=rows.plan):
        take(rung, notice, by_id[rung.clock_id], clocks, rows=rows, at=at)
        done.add((rung.clock_id, rung.kind))
        passed = passed or rung.kind in ENDS
    next_step_at = ladder.next_at(clocks, done, acknowledged=acknowledged, plan=rows.plan)
    rows.looked.append(Looked(notice.id, next_step_at, passed))


def take(
    rung: ladder.Rung,
    notice: Due,
    clock: ladder.Running,
    clocks: list[ladder.Running],
    *,
    rows: Batch,
    at: datetime,
) -> None:
    """One rung: its step and its event, and whom it tells unless there is nothing left to say."""
    drafted = (notice.id, *outbox.body(clock.regime, rung.kind)) in rows.drafted  # by hand, early
    superseded = rung.superseded or drafted or waits_for_conservative(rung.kind, clock, clocks)
    rows.steps.append(Reached(notice.id, clock.id, rung.kind, rung.at, at, superseded))
    rows.facts.append(
        Fact(
            case_id=notice.case_id,
            kind=Kind.SUPERSEDED if superseded else fact_kind(rung.kind),
            at=at,
            notice_id=notice.id,
            facts={"step": rung.kind, "regime": clock.regime, "planned_at": rung.at.isoformat()},
        )
    )
    if not superseded:
        rows.deliveries += deliveries(rung, notice, clock, rows=rows, at=at)


def fact_kind(rung_kind: str) -> str:
    if ladder.audience(rung_kind) == ladder.DRAFT:
        return Kind.ESCALATION_DRAFTED
    return KINDS.get(rung_kind, Kind.REMINDER)


def waits_for_conservative(kind: str, clock: ladder.Running, clocks: list[ladder.Running]) -> bool:
    """Where a completed request gave a later reading, outside bodies hear only of that one."""
    if ladder.audience(kind) != ladder.DRAFT or clock.reading == Clock.Reading.CONSERVATIVE:
        return False
    return any(
        other.regime == clock.regime and other.reading == Clock.Reading.CONSERVATIVE for other in clocks
    )


def deliveries(
    rung: ladder.Rung, notice: Due, clock: ladder.Running, *, rows: Batch, at: datetime
) -> Iterator[Delivery]:
    """Who hears of this rung: our own people at once, a platform if approved, anyone else as a draft."""
    row = partial(
        outbox.row_for,
        case_id=notice.case_id,
        notice_id=notice.id,
        step=rung.kind,
        regime=clock.regime,
        due_at=clock.due_at,
        at=at,
    )
    key, to = f"{clock.id}:{rung.kind}", ladder.audience(rung.kind)
    if to == ladder.DRAFT:
        draft = row(kind=Delivery.Kind.ESCALATION, key=f"draft:{key}", by_hand=True)
        yield permitted.unless_permitted(draft, notice.consents)
    elif to == "platform":
        yield row(kind=Delivery.Kind.CHASER, key=f"chaser:{key}", by_hand=not goes_by_itself(notice))
    else:
        kind = Delivery.Kind.ALERT if to == "supervisor" else Delivery.Kind.REMINDER
        for user_id in hearers(notice, to, rows):
            yield row(kind=kind, key=f"{rung.kind}:{clock.id}:{user_id}", to_user_id=user_id)


def goes_by_itself(notice: Due) -> bool:
    """Only by mail, to an address someone has checked, in an active case whose person agrees."""
    checked_mail = notice.channel == "email" and notice.channel_checked_at is not None
    agreed = purposes.permits(notice.consents, purposes.of_platform(notice.platform_kind or ""))
    return checked_mail and notice.case_state == Case.State.ACTIVE and agreed and not notice.staged


def hearers(notice: Due, to: str, rows: Batch) -> list[int]:
    """Ids of those told, each once: whoever has the case now, or supervisors; of grave news both."""
    barred = rows.barred[notice.case_id]
    return rows.present.hearers(notice.owner_id, rows.supervisors, grave=to == "supervisor", barred=barred)
