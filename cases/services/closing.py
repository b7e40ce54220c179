"""The end of a case: resolved when nothing is open, closed with a retention date, opened again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.db import transaction

from cases.models import Approval, Case, Clock, Delivery, Kind, Location, Notice
from cases.rules import four_eyes
from cases.services import approvals, locked, outbox
from cases.services.approvals import Content
from cases.services.house_change import LONGEST
from cases.services.record import record_move
from cases.services.refusal import Refused
from cases.services.triage import moved, stop_everything

Actor = AbstractBaseUser | None


def guard(case: Case) -> list[str]:
    """What still stands in the way of resolving this case, one plain sentence each."""
    in_the_way = []
    states = list(case.locations.values_list("state", flat=True))
    for state, one, many in (
        (Location.State.REPORTED, "1 link nobody has looked at yet", "{} links nobody has looked at yet"),
        (Location.State.LIVE, "1 link is still up", "{} links are still up"),
        (
            Location.State.CLAIMED_REMOVED,
            "1 link they say is gone, not checked",
            "{} links they say are gone, not checked",
        ),
        (Location.State.UNCLEAR, "1 link cannot be seen from here", "{} links cannot be seen from here"),
    ):
        count = states.count(state)
        if count:
            in_the_way.append(one if count == 1 else many.format(count))
    for notice in case.notices.exclude(state__in=Notice.FINAL).order_by("number"):
        running = notice.clocks.filter(stopped_at=None).count()
        clock = f" with {running} running clock{'s' if running > 1 else ''}" if running else ""
        in_the_way.append(f"Notice {notice.number} is {notice.get_state_display().lower()}{clock}")
    drafts = case.deliveries.filter(
        kind=Delivery.Kind.ESCALATION, state__in=[Delivery.State.QUEUED, Delivery.State.HELD]
    ).count()
    if drafts:
        in_the_way.append(f"{drafts} escalation draft{'s' if drafts > 1 else ''} to file or to cancel")
    return in_the_way


@transaction.atomic
def resolve(*, case_id: UUID, actor: Actor, at: datetime) -> Case:
    """Nothing is open any more."""
    case = locked.case(case_id)
    in_the_way = guard(case) if case.state == Case.State.ACTIVE else []
    if in_the_way:
        raise Refused("Not yet. " + "; ".join(in_the_way) + ".")
    return moved(case, "resolve", Kind.RESOLVED, actor=actor, at=at)


@transaction.atomic
def close(*, case_id: UUID, retain_until: date | None, actor: Actor, at: datetime) -> Case:
    """Close a resolved case and say until when its personal data is kept."""
    case = locked.case(case_id)
    from_state = case.state
    case.retain_until = kept_until(retain_until, at=at)
    case.close(at=at)
    case.save()
    outbox.cancel_waiting(case.deliveries.all())
    record_move(
        case,
        Kind.CLOSED,
        from_state=from_state,
        at=at,
        actor=actor,
        facts={"retain_until": case.retain_until.isoformat()},
    )
    return case


def kept_until(day: date | None, *, at: datetime) -> date:
    """The last day of the personal data: never today or past, never for ever (D-21)."""
    if day is None or day <= at.date():
        raise Refused("Set a date in the future until which the personal data is kept.")
    if day > at.date() + timedelta(days=LONGEST):
        raise Refused(f"Personal data is kept {LONGEST} days at most. Set an earlier date.")
    return day


@transaction.atomic
def ask_unresolved(
    *, case_id: UUID, reason: str, retain_until: date | None, actor: User, at: datetime
) -> Approval:
    """Ask a second person to close a case that is not solved, for a reason from the list (V-54)."""
    case = locked.case(case_id)
    if case.state not in Case.OPEN or case.safeguarding:
        raise Refused("This case is not open any more.")
    if reason not in Case.Reason.values:
        raise Refused("Choose the reason from the list.")
    if reason in Case.MISUSE:  # the engine erases it, so no later day is of use
        retain_until = (at + four_eyes.rule().misuse_kept).date()
    wants = {"reason": reason, "retain_until": kept_until(retain_until, at=at).isoformat()}
    return approvals.ask(
        case_id=case_id,
        kind=Approval.Kind.CLOSE,
        wants=wants,
        content=unresolved_content(case, wants),
        actor=actor,
        at=at,
    )


def unresolved_content(case: Case, wants: dict[str, str]) -> Content:
    """What is agreed to: the reason, the day, and all that ends with the case as it stands."""
    return {
        "do": Approval.Kind.CLOSE,
        "case": case.pk,
        "state": case.state,
        "links": sorted(map(str, case.locations.values_list("pk", "state"))),
        "notices": sorted(map(str, case.notices.values_list("pk", "state"))),
        **wants,
    }


def close_unresolved(*, case: Case, wants: dict[str, str], actor: User, at: datetime) -> None:
    """Two people agreed: everything stops. After misuse nothing but a tombstone is left in the end."""
    from_state = case.state
    case.retain_until, case.closing_reason = date.fromisoformat(wants["retain_until"]), wants["reason"]
    if case.closing_reason in Case.MISUSE:
        case.erase_at, case.erase_rule = at + four_eyes.rule().misuse_kept, Case.EraseRule.MISUSE
    case.close_unresolved(at=at)
    case.save()
    stop_everything(case, reason=Clock.Stopped.WITHDRAWN, at=at)
    record_move(case, Kind.CLOSED, from_state=from_state, at=at, actor=actor, facts=dict(wants))


@transaction.atomic
def reopen(*, case_id: UUID, actor: Actor, at: datetime) -> Case:
    """It came back, or there is a new link."""
    if Case.objects.filter(pk=case_id, erase_at__isnull=False).exists():
        raise Refused("This case is about to be erased. Nothing more is done in it.")
    return moved(locked.case(case_id), "reopen", Kind.REOPENED, actor=actor, at=at)
