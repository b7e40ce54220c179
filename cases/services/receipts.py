"""What a platform answered: arrived, acknowledged, refused, asked for more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from cases.models import Clock, Delivery, Kind, Notice
from cases.rules import regime
from cases.services import clocks, deliveries, locked, outbox
from cases.services.record import record, record_move
from cases.services.refusal import Refused

OTHER_GROUND = "other"


@transaction.atomic
def record_receipt(
    *,
    notice_id: UUID,
    received_at: datetime,
    basis: str,
    reference: str,
    actor: AbstractBaseUser,
    at: datetime,
) -> Notice:
    """Provable arrival starts the clocks. For a notice filed by hand it is also the sending.

    `received_at` is the platform's time of receipt in UTC, not the time of typing.
    """
    notice = locked.notice(notice_id)
    refuse_bad_time(notice, received_at, at)
    if basis not in Notice.Basis.values or basis == Notice.Basis.PERSON_REPORT:
        raise Refused("Choose what proves that the notice arrived.")
    if notice.state == Notice.State.APPROVED:
        deliveries.sent(notice, at=received_at, actor=actor, facts={"by": "hand"})
        settle_notice(notice, received_at=received_at, actor=actor)
    elif notice.state not in Notice.CLOCK_RUNNING:
        raise Refused("Receipt can be recorded for a notice that was approved and sent. This one was not.")
    keep_reference(notice, reference)
    clocks.start(notice=notice, received_at=received_at, basis=basis, actor=actor, at=at)
    outbox.update_person(case=notice.case, step="sent", at=at)
    return notice


def settle_notice(notice: Notice, *, received_at: datetime, actor: AbstractBaseUser) -> None:
    """What still waits to carry this notice there has been overtaken: it is there."""
    waiting = Q(state__in=[Delivery.State.HELD, Delivery.State.QUEUED, Delivery.State.UNKNOWN])
    printing = Q(state=Delivery.State.CLAIMED, by_hand=True)
    notice.deliveries.filter(waiting | printing, kind=Delivery.Kind.NOTICE).update(
        state=Delivery.State.SENT, sent_at=received_at, noted_by=actor, next_attempt_at=None
    )


def refuse_bad_time(notice: Notice, received_at: datetime, at: datetime) -> None:
    if received_at > at:
        raise Refused("The time of receipt is in the future. Check the time and the zone.")
    if notice.approved_at and received_at < notice.approved_at.replace(second=0, microsecond=0):
        raise Refused("The time of receipt is before the notice was approved. Check the time and the zone.")


def keep_reference(notice: Notice, reference: str) -> None:
    if reference.strip():
        notice.platform_reference = reference.strip()[:200]


@transaction.atomic
def acknowledge(*, notice_id: UUID, reference: str, actor: AbstractBaseUser, at: datetime) -> Notice:
    """They say they have it. A later human reply does not move a clock that already runs."""
    notice = locked.notice(notice_id)
    from_state = notice.state
    notice.acknowledge(at=at)
    keep_reference(notice, reference)
    if not notice.clocks.exists():
        notice.save()
        clocks.start(notice=notice, received_at=at, basis=Notice.Basis.TICKET_NUMBER, actor=actor, at=at)
    notice.next_step_at = clocks.next_step(notice)
    notice.save()
    record_move(notice, Kind.ACKNOWLEDGED, from_state=from_state, at=at, actor=actor)
    return notice


@transaction.atomic
def refuse(*, notice_id: UUID, ground: str, actor: AbstractBaseUser, at: datetime) -> Notice:
    """They say no. The clocks run on: only what a person sees stops them."""
    notice = locked.notice(notice_id)
    known = {each for code in notice.regimes for each in regime.get(code).refusal_grounds} | {OTHER_GROUND}
    if ground not in known:
        raise Refused("Choose the ground they gave, or “another ground”.")
    from_state = notice.state
    notice.refuse(ground=ground, at=at)
    notice.save()
    record_move(notice, Kind.REFUSED, from_state=from_state, at=at, actor=actor, facts={"ground": ground})
    return notice


@transaction.atomic
def bounce(*, notice_id: UUID, actor: AbstractBaseUser, at: datetime) -> Notice:
    """It came back after their server had taken it: not delivered, so the clocks it started stop."""
    notice = locked.notice(notice_id)
    if notice.receipt_basis not in ("", Notice.Basis.SMTP_ACCEPTED, Notice.Basis.ASSUMED):
        raise Refused("There is proof that this notice arrived, so it cannot have come back.")
    deliveries.undeliverable(notice, actor=actor, at=at)
    return notice


@transaction.atomic
def extra_demand(
    *, notice_id: UUID, completed_at: datetime | None = None, actor: AbstractBaseUser, at: datetime
) -> Notice:
    """They ask for more. An ID card or a selfie changes nothing; a missing element adds a second reading.

    With `completed_at` (when they received the missing element, UTC) a conservative clock runs beside the
    asserted one: chasers follow the first, regulators see only the second.
    """
    notice = locked.notice(notice_id)
    if notice.state not in Notice.CLOCK_RUNNING:
        raise Refused("No clock can be running on this notice, so there is nothing to add.")
    record(
        notice.case,
        Kind.EXTRA_DEMAND,
        at=at,
        actor=actor,
        notice=notice,
        facts={"element_was_missing": completed_at is not None},
    )
    if completed_at is not None:
        refuse_bad_time(notice, completed_at, at)
        first = (notice.received_at, notice.receipt_basis)
        clocks.start(
            notice=notice,
            received_at=completed_at,
            basis=notice.receipt_basis,
            actor=actor,
            at=at,
            reading=Clock.Reading.CONSERVATIVE,
        )
        notice.received_at, notice.receipt_basis = first
        notice.save()
    return notice
