"""What each outcome of a delivery means: sent, perhaps sent, later, never; for its row and for the notice."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.db import transaction

from cases.models import Clock, Delivery, Kind, Notice, Paper
from cases.rules import purposes, safe_contact
from cases.services import clocks, filings, locked, outbox, permitted
from cases.services.record import record, record_move
from cases.services.refusal import Refused

State = Delivery.State
LEASE = timedelta(minutes=5)
MAX_CRASHES = 5
GIVE_UP_AFTER = timedelta(hours=72)
BACK_OFF_MINUTES = (1, 2, 4, 8, 15)
PERSON_STALE_AFTER = timedelta(hours=24)
LOST = "connection lost before the answer"
# What a person files outside, and the event of it; a first notice is filed by its receipt.
FILED: dict[str, str] = {
    Delivery.Kind.ESCALATION: Kind.ESCALATED,
    Delivery.Kind.CHASER: Kind.CHASER,
    Delivery.Kind.WITHDRAWAL: Kind.WITHDRAWAL_LETTER,
}


def settle(delivery: Delivery, state: str, **values: object) -> bool:
    """Write an outcome, but only while this claim still holds."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=State.CLAIMED, claimed_by=delivery.claimed_by)
    return mine.update(state=state, lease_until=None, **values) == 1


def keep_message(*, delivery: Delivery, recipient: str, message: dict[str, object]) -> Delivery:
    """Keep the mail as first composed, so that every further attempt sends the same bytes."""
    if not delivery.message:
        delivery.recipient, delivery.message = recipient, message
        delivery.save(update_fields=["recipient", "message"])
    return delivery


@transaction.atomic
def keep_paper(*, delivery: Delivery, pdf: bytes, text: str, sha256: str, at: datetime) -> Paper:
    """Store the bytes that will be sent, once; the same bytes again are the same paper."""
    assert delivery.notice is not None  # noqa: S101  papers belong to notices
    paper = Paper.objects.filter(notice=delivery.notice, kind=delivery.kind, sha256=sha256).first()
    if paper is None:
        paper = Paper(
            notice=delivery.notice, kind=delivery.kind, pdf=pdf, text=text, sha256=sha256, made_at=at
        )
        paper.save()
    delivery.paper = paper
    delivery.save(update_fields=["paper"])
    return paper


@transaction.atomic
def wait_for_person(*, delivery: Delivery, at: datetime) -> None:
    """The paper is ready; a caseworker files it by hand, unless she took back her yes meanwhile."""
    delivery.case = locked.case(delivery.case.pk)
    missing = permitted.lacking(delivery)
    settle(delivery, State.HELD, next_attempt_at=None, last_error=purposes.held(missing) if missing else "")


@transaction.atomic
def mark_sent(*, delivery: Delivery, reply: str, at: datetime) -> None:
    """The platform's mail server said 250: for a notice that is sending and weak proof of receipt."""
    if not settle(delivery, State.SENT, sent_at=at, reply=reply[:200], last_error="", next_attempt_at=None):
        return
    if delivery.kind == Delivery.Kind.UPDATE and (delivery.case.safe_contact or {}).get("only_once"):
        stop_mail(delivery)
    if delivery.kind != Delivery.Kind.NOTICE or delivery.notice_id is None:
        return
    notice = locked.notice(delivery.notice_id)
    if notice.state != Notice.State.APPROVED:
        return
    sent(notice, at=at, facts={"by": "email"})
    clocks.start(notice=notice, received_at=at, basis=Notice.Basis.SMTP_ACCEPTED, actor=None, at=at)


def sent(
    notice: Notice, *, at: datetime, facts: dict[str, object], actor: AbstractBaseUser | None = None
) -> None:
    from_state = notice.state
    notice.mark_sent(at=at)
    notice.save()
    record_move(notice, Kind.SENT, from_state=from_state, at=at, actor=actor, facts=facts)


@transaction.atomic
def mark_unknown(*, delivery: Delivery, at: datetime) -> None:
    """The connection was lost after the message and before the answer: send again once the lease ends.

    A server that always hangs up would get the same mail for ever, so the fifth such attempt is the last.
    """
    if delivery.last_error == LOST and delivery.attempts >= MAX_CRASHES:
        dead_letter(delivery, State.DEAD, why=f"{LOST}; it may have been sent", at=at)
    else:
        settle(delivery, State.UNKNOWN, next_attempt_at=at + LEASE, last_error=LOST)


@transaction.atomic
def mark_temporary(*, delivery: Delivery, why: str, at: datetime) -> None:
    """Not sent; try again after a while, and never give up before 72 hours."""
    if at - delivery.created_at > GIVE_UP_AFTER:
        dead_letter(delivery, State.DEAD, why=why, at=at)
        return
    minutes = BACK_OFF_MINUTES[min(delivery.attempts, len(BACK_OFF_MINUTES)) - 1]
    wait = timedelta(minutes=minutes * random.uniform(0.8, 1.2))  # noqa: S311  spreads load, protects nothing
    settle(delivery, State.QUEUED, next_attempt_at=at + wait, last_error=why[:200])


@transaction.atomic
def mark_failed(*, delivery: Delivery, why: str, at: datetime) -> None:
    """Refused for good: a dead letter, no clock, and the owner is told."""
    dead_letter(delivery, State.FAILED, why=why, at=at)


def dead_letter(delivery: Delivery, state: str, *, why: str, at: datetime) -> None:
    """No further attempt. What was meant for a platform is shown as not delivered, and its owner is told."""
    if not settle(delivery, state, last_error=why[:200], next_attempt_at=None):
        return
    if delivery.kind == Delivery.Kind.NOTICE and delivery.notice_id:
        notice = locked.notice(delivery.notice_id)
        if notice.state == Notice.State.APPROVED:
            undeliverable(notice, actor=None, at=at)
    elif delivery.kind in Delivery.FOLLOW_UPS and delivery.notice:
        outbox.alert_owner(notice=delivery.notice, at=at)
    elif delivery.kind == Delivery.Kind.UPDATE:
        mark_channel_unsafe(delivery, at=at)


def undeliverable(notice: Notice, *, actor: AbstractBaseUser | None, at: datetime) -> None:
    """It did not arrive, so no clock runs on it."""
    from_state = notice.state
    notice.mark_undeliverable(at=at)
    notice.next_step_at = None
    notice.save()
    clocks.stop(notice=notice, reason=Clock.Stopped.BOUNCED, at=at)
    record_move(notice, Kind.UNDELIVERABLE, from_state=from_state, at=at, actor=actor)
    outbox.alert_owner(notice=notice, at=at)


def mark_channel_unsafe(delivery: Delivery, *, at: datetime) -> None:
    """Her mailbox refused: nothing more is sent there or elsewhere, and whoever has her case is told."""
    if stop_mail(delivery, unsafe=True):
        case = delivery.case
        key = f"mailbox:{case.pk}:{int(at.timestamp())}"
        outbox.alert(outbox.hearers(case, at=at), case=case, step="mailbox", key=key, at=at)


def stop_mail(delivery: Delivery, **why: bool) -> bool:
    """No further mail to this mailbox of hers; False where she has named another since this one left."""
    case = locked.case(delivery.case.pk)
    plan = case.safe_contact or {}
    if plan.get("address") != (delivery.case.safe_contact or {}).get("address"):
        return False
    case.safe_contact = {**plan, "channel": "none", **why}
    case.save(update_fields=["safe_contact"])
    return True


@transaction.atomic
def note_filed(*, delivery_id: UUID, filed_at: datetime, reference: str, actor: User, at: datetime) -> None:
    """A person filed a prepared letter or escalation outside; keep when, and their reference.

    With a public body only what two people have agreed to is filed.
    """
    if filed_at > at:
        raise Refused("The time of filing is in the future. Check the time and the zone.")
    held = Delivery.objects.filter(pk=delivery_id, state=State.HELD, kind__in=FILED)
    for delivery in held.select_related("case", "notice__platform"):
        refuse_without_yes(delivery, at=filed_at)
    filings.spend(delivery_id, actor=actor, at=at)
    if held.update(state=State.SENT, sent_at=filed_at, reply=reference[:200], noted_by=actor) != 1:
        raise Refused("This draft is not waiting any more. Someone has just changed it.")
    delivery = Delivery.objects.select_related("case", "notice").get(pk=delivery_id)
    record(
        delivery.case,
        FILED[delivery.kind],
        at=at,
        actor=actor,
        notice=delivery.notice,
        facts={"filed": delivery.step, "regime": delivery.regime},
    )


def refuse_without_yes(delivery: Delivery, *, at: datetime) -> None:
    """What she had not agreed to when it was filed is not noted as if it were in order."""
    purpose = permitted.purpose_of(delivery)
    if permitted.asked_to_wait(delivery.case, at=at):
        raise Refused("The person asked us to wait. Do not file this. If it was filed, tell a supervisor.")
    if not permitted.stood(delivery.case, purpose, at=at):
        missing = purposes.lacking(delivery.case.consents, purpose) or purpose
        raise Refused(f"{purposes.refusal(missing)} Do not file this. If it was filed, tell a supervisor.")


def outside_window(*, delivery: Delivery, at: datetime) -> bool:
    """Put a mail to the person off until her safe window opens, or drop it when it is old news."""
    if at - delivery.created_at > PERSON_STALE_AFTER:
        settle(
            delivery, State.CANCELLED, next_attempt_at=None, last_error="old news; she sees it on her page"
        )
        return True
    opens = safe_contact.opens_at(delivery.case.safe_contact or {}, at)
    if opens is None:
        settle(delivery, State.CANCELLED, next_attempt_at=None, last_error="she did not ask for mail")
    elif opens > at:
        settle(delivery, State.QUEUED, next_attempt_at=opens, attempts=0)
    return opens != at
