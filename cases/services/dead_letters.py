"""What people do about a mail that did not arrive: send it again, file it, give it up; or nobody does."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from cases.models import Delivery, Kind, Notice
from cases.rules import purposes
from cases.services import leaving, outbox, permitted
from cases.services.claims import loaded
from cases.services.record import record
from cases.services.refusal import Refused

State = Delivery.State
RAISED_AFTER = timedelta(hours=1)
NOT_TAKEN_UP = "not_taken_up"
REASONS = {
    "other_way": "It was sent another way",
    "not_needed": "It is not needed any more",
    "wrong_address": "The address is wrong",
    "other": "Another reason",
}


@transaction.atomic
def retry(*, delivery_id: UUID, actor: AbstractBaseUser, at: datetime) -> None:
    """A person asks to send a dead or held mail (again), to an address a person has checked."""
    delivery = loaded(delivery_id)
    notice = delivery.notice
    if notice and delivery.kind == Delivery.Kind.NOTICE and notice.state == Notice.State.UNDELIVERABLE:
        raise Refused("The notice was not delivered. Take it back to draft and change where it goes.")
    if missing := permitted.lacking(delivery):
        raise Refused(f"{purposes.refusal(missing)} Nothing can be sent.")
    if leaving.is_paused(delivery):
        raise Refused("The case is on hold, or the person asked us to wait, so nothing is sent.")
    by_mail = not delivery.by_hand or (
        delivery.kind in Delivery.FOLLOW_UPS and notice is not None and mail_is_checked(notice)
    )
    rows = Delivery.objects.filter(pk=delivery_id, state__in=[*Delivery.DEAD_LETTERS, State.HELD])
    if not by_mail or not rows.update(
        state=State.QUEUED, by_hand=False, attempts=0, next_attempt_at=at, last_error="", created_at=at,
        noted_by=None, raised_at=None,
    ):  # fmt: skip
        raise Refused("This cannot be sent by mail: it has moved on, or a person files it by hand.")
    outbox.hint([delivery])
    note(delivery, Kind.SENDING_RETRIED, actor=actor, at=at)


def mail_is_checked(notice: Notice) -> bool:
    channel = notice.channel
    return channel is not None and channel.kind == "email" and channel.verified_at is not None


@transaction.atomic
def by_hand(*, delivery_id: UUID, actor: AbstractBaseUser, at: datetime) -> None:
    """A letter about a notice that no mail carries: its paper is made, and a person files it."""
    rows = Delivery.objects.filter(pk=delivery_id, state__in=Delivery.DEAD_LETTERS, by_hand=False)
    if not rows.filter(kind__in=Delivery.FOLLOW_UPS).update(
        state=State.QUEUED, by_hand=True, attempts=0, next_attempt_at=at, last_error="", noted_by=None
    ):
        raise Refused("Only a chaser or a letter of withdrawal can be filed by hand from here.")
    delivery = loaded(delivery_id)
    outbox.hint([delivery])
    note(delivery, Kind.SENDING_BY_HAND, actor=actor, at=at)


@transaction.atomic
def take_up(*, delivery_id: UUID, actor: AbstractBaseUser, at: datetime) -> None:
    """Someone says: I see to this one. The supervisors need not be told."""
    rows = Delivery.objects.filter(pk=delivery_id, state__in=Delivery.DEAD_LETTERS)
    if rows.update(noted_by=actor) != 1:
        raise Refused("This delivery has moved on. Look again.")
    note(loaded(delivery_id), Kind.SENDING_TAKEN_UP, actor=actor, at=at)


@transaction.atomic
def cancel(*, delivery_id: UUID, reason: str, actor: AbstractBaseUser, at: datetime) -> None:
    """Give it up, for one of the reasons in the list."""
    if reason not in REASONS:
        raise Refused("Choose why it is cancelled.")
    rows = Delivery.objects.filter(pk=delivery_id).exclude(
        state__in=[State.SENT, State.CLAIMED, State.CANCELLED]
    )
    why = f"cancelled: {REASONS[reason].lower()}"
    if rows.update(state=State.CANCELLED, next_attempt_at=None, noted_by=actor, last_error=why) != 1:
        raise Refused("This delivery cannot be cancelled any more: it has left, or it is being sent.")
    note(loaded(delivery_id), Kind.SENDING_CANCELLED, actor=actor, at=at, reason=reason)


def note(delivery: Delivery, kind: str, *, actor: AbstractBaseUser, at: datetime, **facts: str) -> None:
    facts = {"kind": delivery.kind, "step": delivery.step, **facts}
    record(delivery.case, kind, at=at, actor=actor, notice=delivery.notice, facts=facts)


@transaction.atomic
def raise_old(*, at: datetime) -> int:
    """Tell the supervisors of dead letters that nobody took up within an hour: once a day for each case."""
    left = Delivery.objects.filter(
        Delivery.to_see_to(), tried_at__lte=at - RAISED_AFTER, noted_by=None, raised_at=None
    ).exclude(case=None)
    rows = list(left.exclude(step=NOT_TAKEN_UP).select_related("case", "notice__case"))
    if rows:
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(raised_at=at)
        outbox.put(
            outbox.row(
                case=row.case,
                kind=Delivery.Kind.ALERT,
                key=f"{NOT_TAKEN_UP}:{row.case_id}:{user.pk}:{at:%Y%m%d}",
                at=at,
                notice=row.notice,
                to_user=user,
                step=NOT_TAKEN_UP,
            )
            for row in rows
            for user in outbox.not_away(outbox.leads(row.case), at=at)
        )
    return len(rows)
