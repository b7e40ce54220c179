"""What is held back until a supervisor lets it go: because of a doubtful clock, or after a restore."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Q

from cases.models import Delivery, Gate, Kind
from cases.rules import drift
from cases.services import outbox
from cases.services.record import HOUSE, Fact, record_many

log = logging.getLogger("cases.held")
State = Delivery.State
CLOCK = "held: clock"
RESTORED = "held: restored"
WATCH = drift.Watch()  # of this process
REASONS = {"clock": CLOCK, "restored": RESTORED}


def doubt_the_clock(*, at: datetime) -> None:
    """From now on nothing leaves the house but mail to our own people."""
    Gate.objects.get_or_create(name=Gate.CLOCK)
    Gate.objects.filter(name=Gate.CLOCK, since=None).update(since=at)


def check_clock(*, at: datetime, steady: float, watch: drift.Watch = WATCH) -> None:
    """Doubt the clock where it disagrees with the database's, or with the seconds that went by (`steady`)."""
    jumped = watch.jumps(at, steady)
    if jumped or drift.differ(at, database_clock()):
        log.warning("the clock jumped, or differs from the database's; what would leave the house is held")
        doubt_the_clock(at=at)


def database_clock() -> datetime:
    """What the database thinks the time is; a database in a file has our own clock, in words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        found = cursor.fetchone()[0]
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if isinstance(found, str) else found


def clock_doubted_since() -> datetime | None:
    return Gate.objects.filter(name=Gate.CLOCK).values_list("since", flat=True).first()


def for_the_clock(delivery: Delivery) -> bool:
    """Whether this one must wait; printing a paper for a person to file need not."""
    if delivery.by_hand or delivery.kind in Delivery.INTERNAL:
        return False
    return clock_doubted_since() is not None


def hold_restored() -> int:
    """Hold every mail that a backup says is still to be sent: it may have been sent since."""
    mails = Delivery.objects.filter(state__in=Delivery.WAITING, by_hand=False)
    return mails.update(state=State.HELD, next_attempt_at=None, lease_until=None, last_error=RESTORED)


def waiting(why: str) -> int:
    return Delivery.objects.filter(mine(why)).count()


def mine(why: str) -> Q:
    return Q(state=State.HELD, last_error=REASONS[why])


@transaction.atomic
def release(*, why: str, actor: AbstractBaseUser, at: datetime) -> int:
    """Let go what was held for this reason, each noted in its case; how many."""
    if why == "clock":
        Gate.objects.filter(name=Gate.CLOCK).update(since=None)
    rows = list(Delivery.objects.select_for_update(no_key=True).filter(mine(why)).order_by("case_id"))
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.QUEUED, next_attempt_at=at, attempts=0, last_error=""
    )
    record_many(
        [
            Fact(
                case_id=row.case_id or HOUSE,
                kind=Kind.SENDING_RELEASED,
                at=at,
                actor_id=actor.pk,
                notice_id=row.notice_id,
                facts={"kind": row.kind, "held": why},
            )
            for row in rows
        ]
    )
    outbox.hint(rows)
    return len(rows)
