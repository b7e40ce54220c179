"""What may leave the house now: asked before every attempt, and held back while a case waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.models import Case, Delivery, Notice
from cases.permissions import kept_away, not_yet
from cases.rules import purposes
from cases.services import outbox, permitted

PAUSED = "held: the case is on hold"
ASKED_TO_WAIT = "held: the person asked us to wait"
KEPT_AWAY = "cancelled: kept away from the case"
GONE = "cancelled: the account is closed"
NOT_YET = "waits: the reader’s name is still being looked for in older reports"
NOT_YET_WAITS = timedelta(minutes=5)


def may_leave(delivery: Delivery) -> bool:
    """Asked before every attempt: a worker may have held the row while it was withdrawn or revised."""
    case, notice = delivery.case, delivery.notice
    if delivery.kind in Delivery.INTERNAL:
        return True
    if case.state in Case.FINAL:
        return False
    if delivery.kind == Delivery.Kind.UPDATE:
        return True
    if case.safeguarding or notice is None:
        return False
    if delivery.kind == Delivery.Kind.CHASER and not notice.still_open().exists():
        return False
    if delivery.kind == Delivery.Kind.WITHDRAWAL:
        return notice.state == Notice.State.WITHDRAWN
    if delivery.kind != Delivery.Kind.NOTICE:
        return notice.state in Notice.CLOCK_RUNNING
    approved_at = notice.approved_at if notice.state == Notice.State.APPROVED else None
    agreed = case.permits(permitted.purpose_of(delivery))
    return agreed and approved_at is not None and approved_at <= delivery.created_at


def must_not_hear(delivery: Delivery) -> str:
    """Why a mail to one of ours is not for them any more, or nothing: asked before every attempt (S-20)."""
    if delivery.to_user is None:
        return ""
    if not delivery.to_user.is_active:
        return GONE
    away = delivery.case_id is not None and delivery.to_user_id in set(kept_away(delivery.case))
    return KEPT_AWAY if away else ""


def may_not_hear_yet(delivery: Delivery) -> bool:
    """Whether its reader is new and not compared with this case: the comparison lets it go or cancels it."""
    return delivery.case_id is not None and delivery.to_user_id in set(not_yet(delivery.case))


def waits_for_yes(delivery: Delivery) -> str:
    """Why this one waits until she agrees to what it is for, or nothing."""
    missing = permitted.lacking(delivery)
    return purposes.held(missing) if missing else ""


def is_paused(delivery: Delivery) -> bool:
    return bool(pause_of(delivery))


def pause_of(delivery: Delivery) -> str:
    """Why nothing leaves for others now: the case is on hold, or she asked us to wait."""
    if delivery.kind not in outbox.TO_PLATFORM:
        return ""
    if delivery.case.state == Case.State.ON_HOLD:
        return PAUSED
    return ASKED_TO_WAIT if delivery.case.staged else ""


def pause(case: Case) -> None:
    """Hold what waits to leave; a mail in a worker's hands is past recalling."""
    outbox.hold_waiting(case.deliveries.all(), why=PAUSED)


def release(case: Case, *, at: datetime, why: str = PAUSED) -> None:
    """What only this kept here waits its turn again."""
    held = case.deliveries.filter(state=Delivery.State.HELD, last_error=why)
    rows = list(held)
    held.update(state=Delivery.State.QUEUED, next_attempt_at=at, last_error="")
    outbox.hint(rows)
