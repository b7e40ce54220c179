"""Legal hold: a case is not erased for now because a court, a law or an investigation wants it kept (D-23).

It stands in the way of erasure alone, whoever asked for that, and never of who may see what. Two people
end it (S-30).
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cases.models import Approval, Case, Kind, LegalHold
from cases.rules import four_eyes
from cases.services import approvals, locked, outbox
from cases.services.approvals import Content
from cases.services.record import record
from cases.services.refusal import Refused

HOLD = Approval.Kind.LEGAL_HOLD
IN_THE_WAY = "It is under legal hold. Nothing of it is erased before two people have ended that."


def is_held() -> Exists:
    """For a query over cases: whether a legal hold stands."""
    return Exists(LegalHold.objects.filter(case=OuterRef("pk"), ended_at=None))


def of(case: Case) -> LegalHold | None:
    """The hold that stands, read anew."""
    return case.legal_holds.filter(ended_at=None).select_related("set_by").first()


def is_told(case: Case) -> bool:
    """Whether one stands of which the person may know: her own pages then say that we must keep it."""
    return case.legal_holds.filter(ended_at=None, bar="").exists()


@transaction.atomic
def begin(
    *, case_id: UUID, authority: str, reason: str, bar: str, review_on: date, actor: User, at: datetime
) -> LegalHold:
    """Keep a case from being erased. `review_on`: the day (UTC) by which someone looks at it again."""
    case = locked.case(case_id)
    if of(case) is not None:
        raise Refused("It is under legal hold already. Renew that one.")
    hold = term(case, authority, reason, bar, review_on, since=at, actor=actor, at=at)
    record(case, Kind.HOLD_SET, at=at, actor=actor, facts=facts(hold))
    return hold


@transaction.atomic
def renew(*, case_id: UUID, reason: str, review_on: date, actor: User, at: datetime) -> LegalHold:
    """Someone looked at it again, and it has to go on. What waited for a second person is void by that."""
    case = locked.case(case_id)
    before = of(case)
    if before is None:
        raise Refused("It is not under legal hold any more.")
    before.ended_at = at
    before.save(update_fields=["ended_at"])
    kept = (before.authority, reason, before.bar)
    hold = term(case, *kept, review_on, since=before.since, actor=actor, at=at)
    record(case, Kind.HOLD_RENEWED, at=at, actor=actor, facts=facts(hold))
    return hold


def term(
    case: Case,
    authority: str,
    reason: str,
    bar: str,
    review_on: date,
    *,
    since: datetime,
    actor: User,
    at: datetime,
) -> LegalHold:
    """One term of it, at most as long as the rule lets it go unlooked at."""
    longest = at.date() + four_eyes.rule().hold_review
    if not at.date() < review_on <= longest:
        raise Refused(f"Set the day of its review: after today, and not later than {longest:%-d %B %Y}.")
    hold = LegalHold(
        case=case,
        authority=authority,
        reason=reason,
        bar=bar,
        since=since,
        set_at=at,
        set_by=actor,
        review_on=review_on,
    )
    hold.save(force_insert=True)
    return hold


@transaction.atomic
def ask_end(*, case_id: UUID, actor: User, at: datetime) -> Approval:
    """Ask a second person to end it."""
    case = locked.case(case_id)
    if of(case) is None:
        raise Refused("It is not under legal hold any more.")
    return approvals.ask(case_id=case_id, kind=HOLD, content=content(case), actor=actor, at=at)


def content(case: Case) -> Content:
    """What is agreed to: the end of this very term, and the erasure that follows where one is due."""
    hold = of(case)
    return {
        "do": HOLD,
        "case": case.pk,
        "hold": hold and hold.pk,
        "erase_at": case.erase_at,
        "kept": case.retain_until,
    }


def end(*, case: Case, actor: User, at: datetime) -> None:
    """Two people agreed. What should have been erased meanwhile is, in the next round."""
    hold = of(case)
    if hold is None:
        raise Refused("It is not under legal hold any more.")
    hold.ended_at = at
    hold.save(update_fields=["ended_at"])
    record(case, Kind.HOLD_ENDED, at=at, actor=actor, facts={"hold": str(hold.pk)})


@transaction.atomic
def remind(*, at: datetime) -> None:
    """From the day of its review (UTC) on, those who answer for the case hear of it until someone looked."""
    today = at.date()
    again = today - four_eyes.rule().hold_again
    untold = Q(told_on=None) | Q(told_on__lte=again)
    rows = LegalHold.objects.filter(untold, ended_at=None, review_on__lte=today)
    for hold in rows.order_by("set_at", "pk"):  # the case is read alone: joined, every case would be walked
        LegalHold.objects.filter(pk=hold.pk).update(told_on=today)
        outbox.alert_leads(case=hold.case, step="hold_review", key=f"hold:{hold.pk}:{today}", at=at)


def facts(hold: LegalHold) -> dict[str, str]:
    return {"hold": str(hold.pk), "review_on": hold.review_on.isoformat()}
