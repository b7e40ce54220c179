"""Reports about someone under 18: handed to the body in charge, or given back by two leads (V-36, V-37)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from cases.models import Approval, Case, Clock, Event, Kind, Notice
from cases.permissions import colleagues
from cases.services import approvals, clocks, conflicts, house, locked, outbox
from cases.services.approvals import Content
from cases.services.record import record, record_move
from cases.services.refusal import Refused
from cases.services.triage import stop_everything

REASONS = {
    "shown": "We know the age of everyone shown: all were 18 or older",
    "answered": "The person answered by mistake, and told us the age",
    "confused": "It was flagged in place of another report",
}
# What the house has said of itself once (REPORTING_DUTY), and what a lead decides in each case (V-38).
RULES = {
    "provider": "This house is a provider of online services: a law makes it report what it learns of to the "
    "national body, as soon as it reasonably can.",
    "mandated": "A law makes this house report: to the body, and within the time, that its procedure names.",
    "none": "No law makes this house report by itself. Its own procedure may ask for more.",
}
DECISIONS = {
    "reported": "We had to report it ourselves, and have",
    "not_needed": "We did not have to report it ourselves",
}


@transaction.atomic
def hand_over(
    *, case_id: UUID, to: str, reference: str, duty: str, handed_at: datetime, actor: User, at: datetime
) -> Case:
    """The body in charge has it: which one, under which reference, since when. Nothing of ours goes out.

    `duty` is what was decided about our own duty to report; it stands on record beside the house's rule.
    """
    case = locked.case(case_id)
    if not case.safeguarding:
        raise Refused("This report is not with the safeguarding lead.")
    if not to.strip() or not reference.strip():
        raise Refused("Say where the report was handed over, and with which reference.")
    if duty not in DECISIONS:
        raise Refused("Say what we ourselves had to report.")
    if handed_at > at:
        raise Refused("The time of handing over is in the future. Check the time and the zone.")
    from_state = case.state
    case.refer(to=to.strip(), at=at)
    case.refer_reference, case.handed_over_at = reference.strip(), handed_at
    case.retain_until = house.day_offered(at)
    case.save()
    stop_everything(case, reason=Clock.Stopped.WITHDRAWN, at=at)
    facts = {"handed_at": handed_at.isoformat(), "duty": duty, "rule": settings.REPORTING_DUTY}
    record_move(case, Kind.HANDED_OVER, from_state=from_state, at=at, actor=actor, facts=facts)
    return case


@transaction.atomic
def ask_clear(*, case_id: UUID, reason: str, actor: User, at: datetime) -> Approval:
    """A lead has found that everyone shown was an adult; another lead looks too, as about any age (V-37)."""
    case = locked.case(case_id)
    if not case.safeguarding or case.state not in Case.OPEN:
        raise Refused("This report is not with the safeguarding lead any more.")
    if reason not in REASONS:
        raise Refused("Choose the reason from the list.")
    wants = {"reason": reason}
    kind, content = Approval.Kind.CLEAR_FLAG, clear_content(case, wants)
    return approvals.ask(case_id=case_id, kind=kind, wants=wants, content=content, actor=actor, at=at)


def clear_content(case: Case, wants: dict[str, str]) -> Content:
    return {"do": Approval.Kind.CLEAR_FLAG, "case": case.pk, "flag": case.safeguarding, **wants}


def clear(*, case: Case, wants: dict[str, str], actor: User, at: datetime) -> None:
    """Two leads agreed: it is an ordinary report again. What was held waits until a person lets it go.

    Whoever had it before it was flagged has it again, or whoever has it now, if it can be given to them.
    """
    case.safeguarding = False
    if case.colleague:
        conflicts.keep_from_team(case, at=at)
    fit = {each.pk: each for each in colleagues(case)}
    case.assignee = fit.get(had_before(case) or 0) or fit.get(case.assignee_id or 0)
    case.save(update_fields=["safeguarding", "assignee"])
    outbox.alert_handed(case=case, by=actor, at=at)
    for notice in case.notices.filter(state__in=Notice.CLOCK_RUNNING):
        notice.next_step_at = clocks.next_step(notice)
        notice.save(update_fields=["next_step_at"])
    record(case, Kind.FLAG_CLEARED, at=at, actor=actor, facts=dict(wants))


def had_before(case: Case) -> int | None:
    """Who had the case when it was flagged the last time."""
    facts = (
        Event.objects.filter(case=case, kind=Kind.SAFEGUARDING)
        .order_by("-seq")
        .values_list("facts", flat=True)
    )
    had: int | None = (facts.first() or {}).get("had")
    return had
