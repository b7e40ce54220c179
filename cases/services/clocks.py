"""Starts, replaces and stops the clocks of a notice."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from cases.models import Clock, Delivery, Kind, Notice
from cases.rules import clock as rule
from cases.rules import ladder, regime
from cases.services import house, outbox
from cases.services.record import record

STARTS_BY_RECEIPT = ("request_received", "request_sent")


def start(
    *,
    notice: Notice,
    received_at: datetime,
    basis: str,
    actor: AbstractBaseUser | None,
    at: datetime,
    reading: str = Clock.Reading.ASSERTED,
) -> list[Clock]:
    """Start (or correct) one clock per regime from a provable receipt, and index the next step.

    A regime that asks for the platform's own process (47 U.S.C. 223a(a)(3)) does not start by an e-mail
    to some other address. A regulator's clock never starts by our request. Call inside a transaction.
    """
    notice.received_at, notice.receipt_basis = received_at, basis
    started = [
        clock
        for code in notice.regimes
        if may_start(notice, code, basis)
        and (clock := replace(notice, code, received_at, basis=basis, reading=reading, at=at))
    ]
    notice.next_step_at = next_step(notice)
    notice.deadline_passed = any(clock.is_overdue(at) for clock in notice.clocks.filter(stopped_at=None))
    notice.save()
    record(
        notice.case,
        Kind.RECEIVED,
        at=at,
        actor=actor,
        notice=notice,
        facts={
            "received_at": received_at.isoformat(),
            "basis": basis,
            "reading": reading,
            "clocks": {clock.regime: clock.due_at.isoformat() for clock in started},
        },
    )
    return started


def may_start(notice: Notice, code: str, basis: str) -> bool:
    law = regime.get(code)
    if law.starts_on not in STARTS_BY_RECEIPT:
        return False
    by_process = notice.channel is not None and notice.channel.is_process
    return not law.requires_platform_process or by_process or basis != Notice.Basis.SMTP_ACCEPTED


def replace(
    notice: Notice, code: str, received_at: datetime, *, basis: str, reading: str, at: datetime
) -> Clock | None:
    """A running clock for this regime; an earlier one on the same reading is superseded, never changed."""
    law = regime.get(code)
    from_instant = notice.sent_at if law.starts_on == "request_sent" and notice.sent_at else received_at
    computed = rule.start(law, from_instant)
    if computed.started_at is None or computed.due_at is None:
        return None
    earlier = Clock.objects.filter(notice=notice, regime=code, reading=reading, stopped_at=None).first()
    if earlier and earlier.started_at == computed.started_at:
        return earlier
    if earlier:
        earlier.stopped_at, earlier.stop_reason = at, Clock.Stopped.SUPERSEDED
        earlier.save(update_fields=["stopped_at", "stop_reason"])
        drafts = notice.deliveries.filter(kind=Delivery.Kind.ESCALATION, regime=code)
        outbox.cancel_waiting(drafts)  # they speak of a period that did not end when they say
    fresh = Clock.objects.create(
        notice=notice,
        regime=code,
        rule_version=computed.rule_version or "",
        kind=computed.kind,
        reading=reading,
        basis=basis,
        started_at=computed.started_at,
        due_at=computed.due_at,
        alarm_at=computed.alarm_at or computed.due_at,
        noted_at=at,
    )
    if earlier:
        earlier.superseded_by = fresh
        earlier.save(update_fields=["superseded_by"])
    return fresh


def running(notice: Notice) -> list[ladder.Running]:
    """The clocks of a notice as the ladder sees them."""
    return [as_running(clock) for clock in notice.clocks.filter(stopped_at=None)]


def as_running(clock: Clock) -> ladder.Running:
    return ladder.Running(
        id=clock.pk,
        regime=clock.regime,
        kind=clock.kind,
        started_at=clock.started_at,
        due_at=clock.due_at,
        alarm_at=clock.alarm_at,
        reading=clock.reading,
    )


def next_step(notice: Notice) -> datetime | None:
    """When the ladder has something to do for this notice next; None where nothing runs."""
    done = frozenset(notice.steps.values_list("clock_id", "kind"))
    heard = notice.acknowledged_at is not None
    return ladder.next_at(running(notice), done, acknowledged=heard, plan=house.plan())


def stop(*, notice: Notice, reason: str, at: datetime) -> None:
    """Stop what runs. Only a person's observation or a withdrawal comes here."""
    notice.clocks.filter(stopped_at=None).update(stopped_at=at, stop_reason=reason)


def lead(notice: Notice) -> Clock | None:
    """The clock that matters most now: the earliest running deadline, else the earliest target."""
    open_clocks = list(notice.clocks.filter(stopped_at=None))
    return min(open_clocks, key=lambda c: (c.kind != Clock.Kind.DEADLINE, c.due_at, c.pk), default=None)
