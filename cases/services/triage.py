"""What a caseworker decides about a report: take it up, accept it, refer it, hold it, stop it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.db import transaction

from cases.models import Case, Clock, Item, Kind, Notice
from cases.permissions import colleagues
from cases.services import conflicts, fingerprints, house, leaving, locked, outbox
from cases.services.record import record, record_move
from cases.services.refusal import Refused

Actor = AbstractBaseUser | None


@transaction.atomic
def assign(*, case_id: UUID, to: User | None, actor: Actor, at: datetime) -> Case:
    """Give the case to someone, or back to the team; no reason is asked.

    Whoever has it now is told, and so is whoever had it, unless they did it.
    """
    case = locked.case(case_id)
    before, case.assignee = case.assignee, to
    case.save(update_fields=["assignee"])
    record(case, Kind.ASSIGNED, at=at, actor=actor, facts={"to": to.pk if to else None})
    outbox.alert_handed(case=case, by=actor, at=at)
    if before is not None and before not in (actor, to):
        outbox.alert([before], case=None, step="taken", key=f"taken:{case.pk}:{at.timestamp()}", at=at)
    return case


@transaction.atomic
def take_up(*, case_id: UUID, actor: User, at: datetime) -> Case:
    """The caseworker makes the report theirs and starts to read it."""
    case = locked.case(case_id)
    case.assignee = case.assignee or actor
    return moved(case, "take_up", Kind.TAKEN_UP, actor=actor, at=at)


@transaction.atomic
def confirm_adult(*, case_id: UUID, actor: User, at: datetime) -> Case:
    """Record that everyone shown was 18 or older; the ground for that is the caseworker's own check."""
    case = locked.case(case_id)
    if case.safeguarding:
        raise Refused("This report is with the safeguarding lead. Age is decided there.")
    if case.adult_confirmed_at is None:
        case.adult_confirmed_at = at
        case.save(update_fields=["adult_confirmed_at"])
        record(case, Kind.ADULT_CONFIRMED, at=at, actor=actor)
    return case


@transaction.atomic
def accept(*, case_id: UUID, actor: User, at: datetime) -> Case:
    """Accept a report of an adult who agreed to notices and named at least one place."""
    case = locked.case(case_id)
    for holds, sentence in (
        (case.adult_confirmed_at is not None, "Confirm first that everyone shown was 18 or older."),
        (
            case.waits_for_link or bool(case.consents.get("platforms")),
            "The person has not agreed that we write to platforms.",
        ),
        (case.waits_for_link or case.locations.exists(), "The report names no link yet. Add one first."),
    ):
        if not holds:
            raise Refused(sentence)
    return moved(case, "accept", Kind.ACCEPTED, actor=actor, at=at)


@transaction.atomic
def refer(*, case_id: UUID, to: str, actor: Actor, at: datetime) -> Case:
    """Hand the case to another body. No notice of ours goes out any more."""
    if not to.strip():
        raise Refused("Say where the report was handed over, and with which reference.")
    case = locked.case(case_id)
    from_state = case.state
    case.refer(to=to.strip(), at=at)
    case.retain_until = house.day_offered(at)
    case.save()
    stop_everything(case, reason=Clock.Stopped.WITHDRAWN, at=at)
    record_move(case, Kind.REFERRED, from_state=from_state, at=at, actor=actor)
    return case


@transaction.atomic
def hold(*, case_id: UUID, actor: Actor, at: datetime) -> Case:
    """Wait. Clocks of notices already sent run on; nothing new is drafted, and nothing more leaves."""
    case = moved(locked.case(case_id), "hold", Kind.HELD, actor=actor, at=at)
    leaving.pause(case)
    return case


@transaction.atomic
def resume(*, case_id: UUID, actor: Actor, at: datetime) -> Case:
    """Go on: what was held back leaves now."""
    case = moved(locked.case(case_id), "resume", Kind.RESUMED, actor=actor, at=at)
    leaving.release(case, at=at)
    return case


@transaction.atomic
def withdraw(*, case_id: UUID, actor: Actor, at: datetime) -> Case:
    """The person's wish: nothing more is sent, and every clock stops in this same transaction."""
    case = locked.case(case_id)
    from_state = case.state
    case.withdraw(at=at)
    case.retain_until = house.day_offered(at)
    case.save()
    stop_everything(case, reason=Clock.Stopped.WITHDRAWN, at=at)
    record_move(case, Kind.WITHDRAWN, from_state=from_state, at=at, actor=actor)
    return case


@transaction.atomic
def flag_under_18(*, case_id: UUID, actor: Actor, at: datetime) -> Case:
    """Someone shown may be under 18: freeze every notice at once and alert the safeguarding lead.

    It is with the leads from now on: nobody keeps it whom it could not be given to.
    """
    case = locked.case(case_id)
    if not case.safeguarding:
        case.safeguarding, had = True, case.assignee_id
        if case.assignee not in colleagues(case):
            case.assignee = None
        case.save(update_fields=["safeguarding", "assignee"])
        outbox.hold_waiting(case.deliveries.all(), why="held: a person may be under 18")
        case.notices.update(next_step_at=None)
        fingerprints.forget(case)
        record(case, Kind.SAFEGUARDING, at=at, actor=actor, facts={"had": had})
        if case.colleague:
            conflicts.keep_from_team(case, at=at)
        outbox.alert_safeguarding(case=case, at=at)
    return case


def stop_everything(case: Case, *, reason: str, at: datetime) -> None:
    """Withdraw open notices, stop their clocks, cancel what has not left the house."""
    for notice in case.notices.select_for_update(no_key=True).filter(state__in=Notice.OPEN):
        from_state = notice.state
        notice.withdraw(at=at)
        notice.save()
        record_move(notice, Kind.NOTICE_WITHDRAWN, from_state=from_state, at=at)
    Clock.objects.filter(notice__case=case, stopped_at=None).update(stopped_at=at, stop_reason=reason)
    Item.objects.filter(notice__case=case, is_open=True).update(is_open=False)
    outbox.cancel_waiting(case.deliveries.all())


def moved(case: Case, transition: str, kind: str, *, actor: Actor, at: datetime) -> Case:
    """Make one plain transition of a case, save it and record it."""
    from_state = case.state
    getattr(case, transition)(at=at)
    case.save()
    record_move(case, kind, from_state=from_state, at=at, actor=actor)
    return case
