"""Four eyes: one person asks, another agrees, within three days, to exactly what was asked (S-30)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from cases.models import Approval, Case, Kind
from cases.services import locked, outbox
from cases.services.record import record
from cases.services.refusal import Refused

GOOD_FOR = timedelta(hours=72)
Content = dict[str, Any]


def digest(content: Content) -> str:
    """One digest over everything the request would do, so that nothing of it can change unseen."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


@transaction.atomic
def ask(*, case_id: UUID, kind: str, content: Content, actor: User, at: datetime) -> Approval:
    """Ask for a second person. A request of the same kind that is still open gives way to this one."""
    case = locked.case(case_id)
    open_ones(case, kind).update(ended_at=at)
    asked = Approval(
        case=case, kind=kind, digest=digest(content), asked_by=actor, asked_at=at, expires_at=at + GOOD_FOR
    )
    asked.save(force_insert=True)
    record(case, Kind.APPROVAL_ASKED, at=at, actor=actor, facts={"of": kind})
    outbox.alert_approvers(case=case, but=actor, at=at)
    return asked


@transaction.atomic
def agree(*, case_id: UUID, kind: str, content: Content, actor: User, at: datetime) -> Approval:
    """A second person agrees. Never the one who asked, never too late, never to something else."""
    case = locked.case(case_id)
    asked = pending(case, kind, at=at)
    if asked is None:
        raise Refused("Nothing waits for a second person any more: it was settled, or it is too old.")
    if asked.asked_by_id == actor.pk:
        raise Refused("You asked for this yourself. Someone else has to agree.")
    if asked.digest != digest(content):
        raise Refused("What was asked for has changed since. It has to be asked for again.")
    asked.agreed_by, asked.agreed_at = actor, at
    asked.save(update_fields=["agreed_by", "agreed_at"])
    record(case, Kind.APPROVAL_GIVEN, at=at, actor=actor, facts={"of": kind})
    return asked


@transaction.atomic
def decline(*, case_id: UUID, kind: str, actor: User, at: datetime) -> None:
    """Nobody agrees: the request ends. Whoever asked may take it back in the same way."""
    case = locked.case(case_id)
    if not open_ones(case, kind).update(ended_at=at):
        raise Refused("Nothing waits for a second person any more.")
    record(case, Kind.APPROVAL_DECLINED, at=at, actor=actor, facts={"of": kind})


def open_ones(case: Case, kind: str):  # type: ignore[no-untyped-def]  # a queryset of Approval
    return case.approvals.filter(kind=kind, ended_at=None)


def pending(case: Case, kind: str, *, at: datetime) -> Approval | None:
    """The request that waits for a second person, if one does."""
    rows = open_ones(case, kind).filter(agreed_at=None, expires_at__gt=at)
    found: Approval | None = rows.select_related("asked_by").first()
    return found


def holds(approval: Approval, content: Content, *, at: datetime) -> bool:
    """Whether two people have agreed to this very thing, and it is neither used nor too old."""
    agreed = approval.agreed_at is not None and approval.ended_at is None
    return agreed and at < approval.expires_at and approval.digest == digest(content)


def use(approval: Approval, *, at: datetime) -> bool:
    """Spend it. Of two who try at once only one does."""
    free = Approval.objects.filter(pk=approval.pk, ended_at=None, agreed_at__isnull=False)
    return free.update(ended_at=at) == 1
