"""The engine's round: which notices have a rung due, and what follows from it.

Idempotent and stateless: twice, nine days late, or from eight processes at once gives the same rows.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, connection, transaction

from cases.models import Case, Clock, Delivery, Heartbeat, Kind, Notice, Step
from cases.models.keyring import KeyRingError
from cases.rules import ladder
from cases.services import bulk, outbox
from cases.services import clocks as clock_service
from cases.services.record import Fact, record_many

log = logging.getLogger("cases.sweep")
PUSH_BACK = timedelta(minutes=15)
HEARTBEAT = "sweep"
CLOCK_TOLERANCE = timedelta(seconds=60)
STAND_IN = "web"
STAND_IN_AFTER = timedelta(seconds=60)
STAND_IN_LIMIT = 200
OnNotice = TypeVar("OnNotice", Clock, Step)
NEEDED = (
    "state",
    "number",
    "next_step_at",
    "deadline_passed",
    "acknowledged_at",
    "channel__kind",
    "channel__verified_at",
    "case__state",
    "case__consents",
    "case__safeguarding",
    "case__assignee__email",
)
KINDS = {"overdue": Kind.OVERDUE, "chaser": Kind.CHASER, "target_passed": Kind.TARGET_PASSED}


@dataclass
class Swept:
    """What one round did: notices touched, rungs by kind, rows pushed back."""

    notices: int = 0
    pushed_back: int = 0
    rungs: Counter[str] = field(default_factory=Counter)
    clock_went_back: bool = False


@dataclass
class Batch:
    """Rows to write for one batch of notices, in one transaction; `drafted` are those there already."""

    drafted: set[tuple[UUID, str, str]] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    changed: list[Notice] = field(default_factory=list)


def sweep(*, at: datetime, batch: int = 200, limit: int = 100_000, beat: str = HEARTBEAT) -> Swept:
    """Do everything that is due at `at` (UTC). One bad row is logged and pushed back; the rest go on."""
    done = Swept()
    while done.notices + done.pushed_back < limit:
        ids = list(due_notices(at).values_list("pk", flat=True)[:batch])
        if not ids:
            break
        try:
            touched = sweep_batch(ids, at=at, done=done)
        except (KeyRingError, OperationalError, InterfaceError):
            raise  # nothing is wrong with the rows: keys or database are away, so the next round tries again
        except Exception:
            touched = one_by_one(ids, at=at, done=done)
        if not touched:
            break
    Heartbeat.objects.update_or_create(name=beat, defaults={"at": at})
    return done


def round_at(*, at: datetime) -> Swept:
    """The round as the worker does it: nothing new is fired while the wall clock is behind the last round."""
    last = Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()
    if last and at < last - CLOCK_TOLERANCE:
        log.warning("the clock went back; nothing is fired before it has caught up")
        return Swept(clock_went_back=True)
    return sweep(at=at)


def stand_in(*, at: datetime) -> datetime | None:
    """A small round by the web process when the worker is late; when the worker last did one.

    At most once a minute among all web processes.
    It keeps a beat of its own, so that the desk goes on saying that the worker is away.
    """
    beats = dict(Heartbeat.objects.filter(name__in=[HEARTBEAT, STAND_IN]).values_list("name", "at"))
    last = beats.get(HEARTBEAT)
    if last and at - last <= STAND_IN_AFTER:
        return last
    if STAND_IN not in beats:
        Heartbeat.objects.get_or_create(name=STAND_IN, defaults={"at": at - 2 * STAND_IN_AFTER})
    late = Heartbeat.objects.filter(name=STAND_IN, at__lte=at - STAND_IN_AFTER)
    if late.update(at=at) == 1:
        sweep(at=at, limit=STAND_IN_LIMIT, beat=STAND_IN)
    return last


def due_notices(at: datetime):  # type: ignore[no-untyped-def]  # a queryset of Notice
    return Notice.objects.filter(next_step_at__lte=at).order_by("next_step_at")


def one_by_one(ids: Sequence[UUID], *, at: datetime, done: Swept) -> int:
    """After a failed batch: each row alone, so that only the bad one waits."""
    for notice_id in ids:
        try:
            sweep_batch([notice_id], at=at, done=done)
        except Exception as error:
            log.error("notice %s pushed back after %s", notice_id, type(error).__name__)
            Notice.objects.filter(pk=notice_id).update(next_step_at=at + PUSH_BACK)
            done.pushed_back += 1
    return len(ids)


@transaction.atomic
def sweep_batch(ids: Sequence[UUID], *, at: datetime, done: Swept) -> int:
    """One transaction: steps, deliveries, events and the next step of these notices."""
    notices = list(locked(ids, at))
    running = by_notice(Clock.objects.filter(notice__in=notices, stopped_at=None))
    steps = by_notice(Step.objects.filter(notice__in=notices).only("notice_id", "clock_id", "kind"))
    supervisors = outbox.supervisors()
    rows = Batch(drafted=drafts_of(notices))
    for notice in notices:
        climb(notice, running.get(notice.pk, []), steps.get(notice.pk, []), supervisors, rows=rows, at=at)
    bulk.add(rows.steps)
    outbox.put(rows.deliveries)
    if rows.facts:
        record_many(rows.facts)
    write_next_steps(rows.changed)
    done.notices += len(notices)
    done.rungs.update(step.kind for step in rows.steps)
    return len(notices)


def locked(ids: Sequence[UUID], at: datetime):  # type: ignore[no-untyped-def]
    """The notices still due, locked; rows another worker holds are left to it where the engine can skip."""
    skip = connection.features.has_select_for_update_skip_locked
    rows = due_notices(at).filter(pk__in=ids).select_related("case__assignee", "channel").only(*NEEDED)
    return rows.select_for_update(of=("self",), skip_locked=skip, no_key=True)


def by_notice(rows: Iterable[OnNotice]) -> dict[UUID, list[OnNotice]]:
    grouped: dict[UUID, list[OnNotice]] = {}
    for row in rows:
        grouped.setdefault(row.notice_id, []).append(row)
    return grouped


def climb(
    notice: Notice,
    open_clocks: list[Clock],
    steps: list[Step],
    supervisors: list[User],
    *,
    rows: Batch,
    at: datetime,
) -> None:
    """Everything one notice's ladder has reached, and when it has to be looked at next."""
    case = notice.case
    rows.changed.append(notice)
    if case.state in Case.FINAL or case.safeguarding:
        notice.next_step_at = None
        return
    by_id = {clock.pk: clock for clock in open_clocks}
    running = [clock_service.as_running(clock) for clock in open_clocks]
    done = {(step.clock_id, step.kind) for step in steps}
    acknowledged = notice.acknowledged_at is not None
    for rung in ladder.due(running, frozenset(done), at, acknowledged=acknowledged):
        clock = by_id[rung.clock_id]
        drafted = (notice.pk, *outbox.body(clock.regime, rung.kind)) in rows.drafted  # by hand, early
        superseded = rung.superseded or drafted or waits_for_conservative(rung.kind, clock, open_clocks)
        done.add((rung.clock_id, rung.kind))
        rows.steps.append(
            Step(notice=notice, clock=clock, kind=rung.kind, planned_at=rung.at, at=at, superseded=superseded)
        )
        rows.facts.append(fact(notice, clock, rung, superseded=superseded, at=at))
        if not superseded:
            rows.deliveries += deliveries(notice, clock, rung, supervisors, at=at)
        if rung.kind in ("overdue", "target_passed"):
            notice.deadline_passed = True
    notice.next_step_at = ladder.next_at(running, frozenset(done), acknowledged=acknowledged)


def drafts_of(notices: list[Notice]) -> set[tuple[UUID, str, str]]:
    """Bodies outside the platform that have a draft about these notices; one that was cancelled is none."""
    rows = Delivery.objects.filter(notice__in=notices, kind=Delivery.Kind.ESCALATION)
    there = rows.exclude(state=Delivery.State.CANCELLED).values_list("notice_id", "regime", "step")
    return {(notice_id, *outbox.body(*of)) for notice_id, *of in there}


def waits_for_conservative(kind: str, clock: Clock, open_clocks: list[Clock]) -> bool:
    """Where a completed request gave a later reading, outside bodies hear only of that one."""
    if ladder.audience(kind) != ladder.DRAFT or clock.reading == Clock.Reading.CONSERVATIVE:
        return False
    return any(
        other.regime == clock.regime and other.reading == Clock.Reading.CONSERVATIVE for other in open_clocks
    )


def fact(notice: Notice, clock: Clock, rung: ladder.Rung, *, superseded: bool, at: datetime) -> Fact:
    if superseded:
        kind: str = Kind.SUPERSEDED
    elif ladder.audience(rung.kind) == ladder.DRAFT:
        kind = Kind.ESCALATION_DRAFTED
    else:
        kind = KINDS.get(rung.kind, Kind.REMINDER)
    return Fact(
        case_id=notice.case_id,
        kind=kind,
        at=at,
        notice_id=notice.pk,
        facts={"step": rung.kind, "regime": clock.regime, "planned_at": rung.at.isoformat()},
    )


def deliveries(
    notice: Notice, clock: Clock, rung: ladder.Rung, supervisors: list[User], *, at: datetime
) -> list[Delivery]:
    """Who hears of this rung: our own people at once, a platform if approved, anyone else as a draft."""
    case, key = notice.case, f"{clock.pk}:{rung.kind}"
    to = ladder.audience(rung.kind)
    if to == ladder.DRAFT:
        return [
            outbox.row(
                case=case,
                kind=Delivery.Kind.ESCALATION,
                key=f"draft:{key}",
                at=at,
                notice=notice,
                step=rung.kind,
                regime=clock.regime,
                due_at=clock.due_at,
                by_hand=True,
            )
        ]
    if to == "platform":
        by_mail = notice.channel is not None and notice.channel.kind == "email"
        checked = by_mail and bool(notice.channel.verified_at)  # type: ignore[union-attr]
        goes = checked and case.state == Case.State.ACTIVE and case.allows("platforms")
        return [
            outbox.row(
                case=case,
                kind=Delivery.Kind.CHASER,
                key=f"chaser:{key}",
                at=at,
                notice=notice,
                step=rung.kind,
                regime=clock.regime,
                due_at=clock.due_at,
                by_hand=not goes,
            )
        ]
    owner = [case.assignee] if case.assignee else []
    people = {
        user.pk: user for user in ([*owner, *supervisors] if to == "supervisor" or not owner else owner)
    }
    kind = Delivery.Kind.ALERT if to == "supervisor" else Delivery.Kind.REMINDER
    return [
        outbox.row(
            case=case,
            kind=kind,
            key=f"{rung.kind}:{clock.pk}:{user.pk}",
            at=at,
            notice=notice,
            to_user=user,
            step=rung.kind,
            regime=clock.regime,
            due_at=clock.due_at,
        )
        for user in people.values()
    ]


def write_next_steps(notices: list[Notice]) -> None:
    """State is not touched here: only when to look next, and whether a period has ended."""
    bulk.write(notices, ["next_step_at", "deadline_passed"])
