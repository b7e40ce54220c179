"""Which delivery is tried next, and by whom: once, at the house's pace, only while it may still leave."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from cases.models import Delivery
from cases.rules import ladder
from cases.services import gates, held, leaving, person_mail
from cases.services.deliveries import GIVE_UP_AFTER, LEASE, MAX_CRASHES, dead_letter, settle

State, Kind = Delivery.State, Delivery.Kind
STOPPED = "cancelled: nothing more is sent in this case"
OVERTAKEN = "cancelled: a later reminder or the end of the period took its place"


def waiting(*, at: datetime) -> QuerySet[Delivery]:
    """Queued or unknown and due, or claimed by a worker whose lease has ended; of no kind that is shut."""
    free = Q(state__in=[State.QUEUED, State.UNKNOWN], next_attempt_at__lte=at)
    abandoned = Q(state=State.CLAIMED, lease_until__lt=at)
    return Delivery.objects.filter(free | abandoned).exclude(kind__in=gates.shut(at=at))


def due(*, at: datetime, limit: int = 100) -> list[UUID]:
    """Deliveries to try now, the earliest deadline first: mails at the house's pace, then papers to print."""
    first = F("due_at").asc(nulls_first=True)  # a notice or an alarm has no deadline yet and waits for none
    rows = waiting(at=at).order_by(first, "next_attempt_at").values_list("pk", flat=True)
    mails = rows.filter(by_hand=False)[: min(limit, gates.room(at=at))]
    return [*mails, *rows.filter(by_hand=True)[:limit]][:limit]


def claim(*, delivery_id: UUID, worker: str, at: datetime) -> Delivery | None:
    """Take a delivery for five minutes; None if another has it, the pace is full, or it may not leave."""
    if not take(delivery_id, worker, at):
        return None
    delivery = loaded(delivery_id)
    if why := leaving.must_not_hear(delivery):
        settle(delivery, State.CANCELLED, next_attempt_at=None, last_error=why)
    elif leaving.may_not_hear_yet(delivery):
        later = at + leaving.NOT_YET_WAITS
        settle(delivery, State.QUEUED, next_attempt_at=later, last_error=leaving.NOT_YET)
    elif why := leaving.pause_of(delivery):
        settle(delivery, State.HELD, next_attempt_at=None, last_error=why)
    elif not leaving.may_leave(delivery):
        settle(delivery, State.CANCELLED, next_attempt_at=None, last_error=STOPPED)
    elif why := leaving.waits_for_yes(delivery):
        settle(delivery, State.HELD, next_attempt_at=None, last_error=why)
    elif person_mail.waits(delivery):
        settle(delivery, State.HELD, next_attempt_at=None, last_error=person_mail.UNSEEN)
    elif overtaken(delivery, at):
        settle(delivery, State.CANCELLED, next_attempt_at=None, last_error=OVERTAKEN)
    elif held.for_the_clock(delivery):
        settle(delivery, State.HELD, next_attempt_at=None, last_error=held.CLOCK)
    elif crashes(delivery, at):
        dead_letter(delivery, State.DEAD, why="tried five times without an outcome", at=at)
    else:
        return delivery
    return None


@transaction.atomic
def take(delivery_id: UUID, worker: str, at: datetime) -> bool:
    """The attempt is counted before the work: one that kills its worker counts too."""
    rows = waiting(at=at).filter(pk=delivery_id)
    if not gates.lock_room(at=at):
        rows = rows.filter(by_hand=True)  # papers for a person to file need no mail server
    taken = rows.update(
        state=State.CLAIMED,
        attempts=F("attempts") + 1,
        tried_at=at,
        claimed_by=worker,
        lease_until=at + LEASE,
    )
    return taken == 1


def loaded(delivery_id: UUID) -> Delivery:
    rows = Delivery.objects.select_related(
        "case", "notice__case", "notice__platform", "notice__channel", "to_user"
    )
    return rows.get(pk=delivery_id)


def overtaken(delivery: Delivery, at: datetime) -> bool:
    """A reminder that waited until the next one was there, or the period had ended, says nothing any more."""
    if delivery.kind != Kind.REMINDER or delivery.notice_id is None:
        return False
    if delivery.due_at and at > delivery.due_at and ladder.is_before_the_end(delivery.step):
        return True
    later = Delivery.objects.filter(notice_id=delivery.notice_id, step__in=ladder.later(delivery.step))
    return later.exclude(state=State.CANCELLED).exists()


def crashes(delivery: Delivery, at: datetime) -> bool:
    """Whether it was tried five times without an outcome: it may be what kills its worker."""
    old = at - delivery.created_at > GIVE_UP_AFTER
    return delivery.attempts > MAX_CRASHES and (old or not delivery.last_error)
