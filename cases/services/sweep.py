"""The engine's round: which notices have a rung due, and what follows from it.

Idempotent and stateless: twice, nine days late, or from eight processes at once gives the same rows.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError

from cases.models import Heartbeat, Notice
from cases.models.keyring import KeyRingError
from cases.services import alarms, approvals, data_requests, dead_letters, legal_holds
from cases.services.climb import Batch, climb, due_notices

log = logging.getLogger("cases.sweep")
PUSH_BACK = timedelta(minutes=15)
HEARTBEAT = "sweep"
CLOCK_TOLERANCE = timedelta(seconds=60)
STAND_IN = "web"
STAND_IN_AFTER = timedelta(seconds=60)
STAND_IN_LIMIT = 200


@dataclass
class Swept:
    """What one round did: notices touched, rungs by kind, rows pushed back."""

    notices: int = 0
    pushed_back: int = 0
    rungs: Counter[str] = field(default_factory=Counter)
    clock_went_back: bool = False

    def add(self, batch: Batch) -> int:
        """Count what one batch did; how many notices that were."""
        self.notices += len(batch.looked)
        self.rungs.update(step.kind for step in batch.steps)
        return len(batch.looked)


def sweep(*, at: datetime, batch: int = 500, limit: int = 100_000, beat: str = HEARTBEAT) -> Swept:
    """Do everything that is due at `at` (UTC). One bad row is logged and pushed back; the rest go on."""
    done = Swept()
    while done.notices + done.pushed_back < limit:
        ids = list(due_notices(at).values_list("pk", flat=True)[:batch])
        if not ids:
            break
        try:
            touched = done.add(climb(ids, at=at))
        except (KeyRingError, OperationalError, InterfaceError):
            raise  # nothing is wrong with the rows: keys or database are away, so the next round tries again
        except Exception:
            touched = one_by_one(ids, at=at, done=done)
        if not touched:
            break
    dead_letters.raise_old(at=at)
    approvals.remind(at=at)
    legal_holds.remind(at=at)
    data_requests.remind(at=at)
    alarms.raise_new(at=at)
    Heartbeat.objects.update_or_create(name=beat, defaults={"at": at})
    return done


def last_round() -> datetime | None:
    return Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()


def went_back(*, at: datetime) -> bool:
    """Whether the wall clock is behind the last round."""
    last = last_round()
    return last is not None and at < last - CLOCK_TOLERANCE


def round_at(*, at: datetime) -> Swept:
    """The round as the worker does it: nothing new is fired while the wall clock is behind the last round."""
    if went_back(at=at):
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


def one_by_one(ids: Sequence[UUID], *, at: datetime, done: Swept) -> int:
    """After a failed batch: each row alone, so that only the bad one waits."""
    for notice_id in ids:
        try:
            done.add(climb([notice_id], at=at))
        except Exception as error:
            log.error("notice %s pushed back after %s", notice_id, type(error).__name__)
            Notice.objects.filter(pk=notice_id).update(next_step_at=at + PUSH_BACK)
            done.pushed_back += 1
    return len(ids)
