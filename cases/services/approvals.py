"""Four eyes: one person asks, another agrees, within three days, to exactly what was asked (S-30).

What each kind does stands in `acts`; here is only the asking, the agreeing, the waiting and the spending.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from cases.models import Approval, Case, Kind
from cases.permissions import may, reachable
from cases.rules import four_eyes
from cases.services import locked, outbox
from cases.services.let_in import recent, why_one
from cases.services.record import record, record_house
from cases.services.refusal import Refused

Content = dict[str, Any]
SETTLED = "Nothing waits for a second person any more: it was settled, or it is too old."


def digest(content: Content) -> str:
    """One digest over everything the request would do, so that nothing of it can change unseen."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


@transaction.atomic
def ask(
    *,
    kind: str,
    content: Content,
    actor: User,
    at: datetime,
    case_id: UUID | None = None,
    subject: str = "",
    wants: dict[str, Any] | None = None,
) -> Approval:
    """Ask for a second person. A request for the same thing that is still open gives way to this one."""
    case = locked.case(case_id) if case_id else None
    subject = subject or str(case_id)
    open_ones(kind, subject).update(ended_at=at)
    asked = Approval(
        case=case,
        kind=kind,
        subject=subject,
        wants=wants or {},
        digest=digest(content),
        asked_by=actor,
        asked_at=at,
        expires_at=at + four_eyes.rule().expires,
    )
    asked.save(force_insert=True)
    note(asked, Kind.APPROVAL_ASKED, actor=actor, at=at)
    others = [user for user in outbox.leads(case) if user != actor]
    outbox.alert(others, case=case, step="second", key=f"second:{asked.pk}", at=at)
    if case is not None and not outbox.leads(case):
        outbox.alert_house(case=case, key=f"second:{asked.pk}", at=at)
    return asked


@transaction.atomic
def agree(*, approval_id: UUID, content: Content, actor: User, at: datetime) -> Approval:
    """A second person agrees. Never the one who asked, never too late, never to something else.

    Nor one who may be the same: `let_in` knows. In a house of one the same person may, when the time to
    think again is over; that is kept as such.
    """
    asked = waiting(approval_id, at=at)
    alone = why_one(asked, actor)
    if not User.objects.filter(pk=actor.pk, is_active=True).exists():
        raise Refused("This account is closed.")
    if alone and not is_house_of_one(asked, actor):
        raise Refused(f"{alone} Someone else has to agree.")
    if alone and at < asked.asked_at + four_eyes.rule().alone_after:
        raise Refused(f"{alone} You are alone here, and it is too soon: think it over.")
    if asked.digest != digest(content):
        raise Refused("What was asked for has changed since. It has to be asked for again.")
    asked.agreed_by, asked.agreed_at, asked.alone = actor, at, bool(alone)
    asked.save(update_fields=["agreed_by", "agreed_at", "alone"])
    note(asked, Kind.APPROVAL_GIVEN, actor=actor, at=at)
    return asked


@transaction.atomic
def decline(*, approval_id: UUID, actor: User, at: datetime) -> None:
    """Nobody agrees: the request ends. Whoever asked may take it back in the same way."""
    asked = waiting(approval_id, at=at)
    asked.ended_at = at
    asked.save(update_fields=["ended_at"])
    note(asked, Kind.APPROVAL_DECLINED, actor=actor, at=at)


def void_of(user: User, *, actor: User, at: datetime) -> None:
    """Nothing this person has asked for waits any more: the account is closed, or has lost a role."""
    for asked in Approval.objects.filter(asked_by=user, agreed_at=None, ended_at=None):
        Approval.objects.filter(pk=asked.pk).update(ended_at=at)
        note(asked, Kind.APPROVAL_DECLINED, actor=actor, at=at)


def void_between(user: User, case: Case, *, actor: User, at: datetime) -> None:
    """Whatever this person asked for or agreed to in a case, and nobody has done yet, is void: too close."""
    theirs = Approval.objects.filter(Q(asked_by=user) | Q(agreed_by=user), case=case, ended_at=None)
    for asked in theirs.select_related("case"):
        Approval.objects.filter(pk=asked.pk).update(ended_at=at)
        note(asked, Kind.APPROVAL_DECLINED, actor=actor, at=at)


def waiting(approval_id: UUID, *, at: datetime) -> Approval:
    """The request, locked with its case, while it can still be decided."""
    case_id = Approval.objects.filter(pk=approval_id).values_list("case_id", flat=True).first()
    if case_id:
        locked.case(case_id)
    rows = Approval.objects.select_for_update(of=("self",), no_key=True).select_related("case", "asked_by")
    found = rows.filter(pk=approval_id, agreed_at=None, ended_at=None, expires_at__gt=at).first()
    if found is None:
        raise Refused(SETTLED)
    return found


def open_ones(kind: str, subject: str) -> QuerySet[Approval]:
    return Approval.objects.filter(kind=kind, subject=subject, ended_at=None)


def pending(kind: str, subject: str, *, at: datetime) -> Approval | None:
    """The request that waits for a second person, if one does."""
    rows = open_ones(kind, subject).filter(agreed_at=None, expires_at__gt=at)
    return rows.select_related("asked_by").first()


def last_asked(kind: str, subject: str) -> Approval | None:
    """The last request about this that nobody has ended or used: it may have run out."""
    return open_ones(kind, subject).select_related("asked_by").order_by("asked_at").last()


def given(kind: str, subject: str, content: Content, *, at: datetime) -> Approval | None:
    """What two people have agreed to and nobody has used yet, if it is still this very thing."""
    found = open_ones(kind, subject).filter(agreed_at__isnull=False).first()
    return found if found is not None and holds(found, content, at=at) else None


def queue(user: User, *, at: datetime) -> QuerySet[Approval]:
    """All that waits for this person to decide, or that this person has asked for; the oldest first."""
    rows = Approval.objects.filter(agreed_at=None, ended_at=None, expires_at__gt=at)
    mine = Q(case__in=reachable(user, "agree")) | Q(asked_by=user, case__in=reachable(user, "ask_two"))
    if may(user, "agree_house"):
        mine |= Q(case=None)
    mine |= Q(case=None, asked_by=user)
    return rows.filter(mine).select_related("case", "asked_by").order_by("asked_at", "pk")


def settled(approval_id: UUID, user: User) -> Approval | None:
    """A request that is not in this person's queue any more, if such a one is this person's to decide."""
    found = Approval.objects.filter(pk=approval_id).select_related("case").first()
    return found if found is not None and is_entitled(user, found) else None


def for_second(user: User, rows: QuerySet[Approval]) -> list[Approval]:
    """Those of these requests that wait for this very person: asked by another, who cannot be the same."""
    asked = list(rows.exclude(asked_by=user))
    links = recent(min(each.asked_at for each in asked)) if asked else []
    return [each for each in asked if not why_one(each, user, links) or is_house_of_one(each, user)]


def nobody_but(user: User) -> bool:
    """Whether nobody but this person could agree to what concerns the house, and this one may not alone."""
    others = User.objects.filter(is_active=True).exclude(pk=user.pk)
    return not settings.SOLE_OPERATOR and not any(may(each, "agree_house") for each in others)


def may_decide(user: User, asked: Approval) -> bool:
    """Whether this person could be the second one; in a house of one also the first one."""
    return is_entitled(user, asked) and (not why_one(asked, user) or is_house_of_one(asked, user))


def is_house_of_one(asked: Approval, user: User) -> bool:
    """Whether the house is set to one person, and nobody else here could agree to this as a second one."""
    if not settings.SOLE_OPERATOR:
        return False
    others = User.objects.filter(is_active=True).exclude(pk=user.pk)
    return not any(is_entitled(each, asked) and not why_one(asked, each) for each in others)


def is_entitled(user: User, asked: Approval) -> bool:
    """Whether the table of roles lets this person agree to such a thing, whoever asked."""
    return may(user, "agree", asked.case) if asked.case else may(user, "agree_house")


def holds(approval: Approval, content: Content, *, at: datetime) -> bool:
    """Whether two people have agreed to this very thing, and it is neither used nor too old."""
    agreed = approval.agreed_at is not None and approval.ended_at is None
    return agreed and at < approval.expires_at and approval.digest == digest(content)


def stands(approval: Approval, content: Callable[[], Content], *, at: datetime) -> bool:
    """Whether it can still be agreed to, or has been and is still this very thing. Reckoned if needed."""
    if approval.agreed_at is None:
        return at < approval.expires_at
    return holds(approval, content(), at=at)


@transaction.atomic
def use(approval: Approval, *, at: datetime, actor: User | None = None) -> bool:
    """Spend it. Of two who try at once only one does."""
    free = Approval.objects.filter(pk=approval.pk, ended_at=None, agreed_at__isnull=False)
    if free.update(ended_at=at) != 1:
        return False
    note(approval, Kind.APPROVAL_USED, actor=actor, at=at)
    return True


def note(asked: Approval, kind: str, *, actor: User | None, at: datetime) -> None:
    facts: dict[str, Any] = {"of": asked.kind, "approval": str(asked.pk)}
    if asked.alone:
        facts["alone"] = True
    if asked.case_id:
        record(asked.case or Case.objects.get(pk=asked.case_id), kind, at=at, actor=actor, facts=facts)
    else:
        record_house(kind, at=at, actor=actor or asked.asked_by, facts=facts)


@transaction.atomic
def remind(*, at: datetime) -> None:
    """Tell those who may agree, again and again, that something waits; in the end everyone (S-31)."""
    rows = Approval.objects.filter(agreed_at=None, ended_at=None, expires_at__gt=at)
    old = rows.filter(asked_at__lte=at - four_eyes.rule().reminders[0])
    for asked in old.select_related("case", "asked_by").order_by("asked_at"):
        hours, everyone = four_eyes.rule().rungs(asked.asked_at, at)[-1]
        fresh = Approval.objects.filter(pk=asked.pk, told_hours__lt=hours)
        if fresh.update(told_hours=hours) == 1:
            users = [user for user in outbox.leads(asked.case) if everyone or user != asked.asked_by]
            key, case = f"second:{asked.pk}:{hours}", asked.case
            outbox.alert(users, case=case, step="second_waits", key=key, at=at, due_at=asked.asked_at)
