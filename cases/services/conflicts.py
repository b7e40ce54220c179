"""Who of ours a report may be about, or come too near to: shut out at once, decided by a supervisor (S-20).

Names in reports are read and never indexed; what our people declare is kept as a blind index only. Here a
report that comes in is compared with everybody; `comparing` compares whoever is new with what is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from cases.models import Case, Conflict, Delivery, Kind, Location, Tie
from cases.models.fields import blind_index
from cases.permissions import ROLE_SAFEGUARDING, ROLE_SUPERVISOR, ROLES
from cases.rules import ties
from cases.services import approvals, leaving, locked, outbox
from cases.services.record import record
from cases.services.refusal import Refused

State, Ground = Conflict.State, Conflict.Ground


def index(mark: str) -> str:
    return blind_index(mark, purpose="tie")


def look(case: Case, *, at: datetime, addresses: Iterable[str] = (), anew: str = "") -> None:
    """Shut out whom of ours this report names, and whoever declared that they know someone in it.

    Call it in the transaction that writes the report. Where it names anyone of ours, or where the person
    said who must not see it, the report waits for a supervisor before anyone can take it up. Whoever the
    person names `anew` is shut out once more, though a supervisor let them back before.
    """
    again = case.conflicts.filter(user__in=met_by(ties.in_short(anew)), state=State.LIFTED)
    again.update(state=State.HINT, settled_by=None, settled_at=None, noted_at=at)
    fresh = note(case, met_by(named_in(case, addresses)), at=at)
    if case.colleague:
        fresh += keep_from_team(case, at=at)
    if fresh or (case.keep_from and not case.safeguarding):
        hold(case, at=at)


def look_at_more(case: Case, *, at: datetime, text: str = "", addresses: Iterable[str] = ()) -> None:
    """The same for what comes to a report later: facts that were written anew, links that were added.

    Messages are left out: a person may well greet by name whoever works on the case.
    """
    named = ties.in_long(text).union(*map(ties.handles, addresses))
    if note(case, met_by(named), at=at):
        hold(case, at=at)


def met_by(named: set[str]) -> Mapping[int, str]:
    """Who of ours is called so, and who declared that they know someone called so; and why each is meant."""
    declared = Tie.objects.filter(index__in=map(index, named), user__is_active=True, own=False)
    knows = dict.fromkeys(declared.values_list("user_id", flat=True), Ground.DECLARED)
    return knows | {user.pk: Ground.SAME for user in staff() if own_marks(user) & named}


def hold(case: Case, *, at: datetime) -> None:
    """A supervisor looks before anyone takes the report up, and is told so."""
    case.conflict_hold = True
    case.save(update_fields=["conflict_hold"])
    outbox.alert_leads(case=case, step="conflict", key=f"conflict:{case.pk}:{at:%Y%m%d%H}", at=at)


def named_in(case: Case, addresses: Iterable[str] = ()) -> set[str]:
    """Everyone a report names: the person, her mailbox, whom she keeps it from, accounts it links to."""
    plan = case.safe_contact or {}
    found = ties.in_short(case.keep_from or "") | ties.in_long(case.facts or "")
    found |= ties.in_long(case.authority_note or "")
    found |= ties.mailboxes(plan.get("address") or "")
    for name in (case.name_in_notices, case.signature_name):
        found |= ties.in_long(name or "") | {ties.of_one(name or "")}
    for address in addresses:
        found |= ties.handles(address)
    return found - {""}


def note(case: Case, grounds: Mapping[int, str], *, at: datetime) -> list[int]:
    """Shut these people out until a supervisor decides. Whoever was settled before stays so. Who is new."""
    before = set(case.conflicts.values_list("user_id", flat=True))
    fresh = sorted(grounds.keys() - before)
    for user_id in fresh:
        row = Conflict(case=case, user_id=user_id, state=State.HINT, ground=grounds[user_id], noted_at=at)
        row.save(force_insert=True)
        record(case, Kind.CONFLICT_NOTED, at=at, facts={"user": user_id, "ground": row.ground})
        silence(case, user_id)
    return fresh


def silence(case: Case, user_id: int) -> None:
    """No mail about this case that still waits reaches this person."""
    waiting = case.deliveries.filter(to_user_id=user_id, state__in=[*Delivery.WAITING, Delivery.State.HELD])
    waiting.exclude(state=Delivery.State.CLAIMED).update(
        state=Delivery.State.CANCELLED, next_attempt_at=None, last_error=leaving.KEPT_AWAY
    )


def keep_from_team(case: Case, *, at: datetime) -> list[int]:
    """One of ours reports and keeps it from the team: only supervisors who are not meant know (S-22).

    Once flagged it is the leads' who are not meant: they are no team, and without them nobody would have it.
    """
    team = staff().exclude(groups__name=ROLE_SUPERVISOR)
    if case.safeguarding:
        leads = User.objects.filter(groups__name=ROLE_SAFEGUARDING)
        case.conflicts.filter(ground=Ground.TEAM, user__in=leads).delete()
        team = team.exclude(pk__in=leads)
    fresh = note(case, dict.fromkeys(team.values_list("pk", flat=True), Ground.TEAM), at=at)
    case.conflicts.filter(user_id__in=fresh).update(state=State.BLOCKED, settled_at=at)
    return fresh


@transaction.atomic
def shut(case_id: UUID, grounds: Mapping[int, str], *, at: datetime) -> None:
    case = locked.case(case_id)
    if note(case, grounds, at=at):
        hold(case, at=at)


def addresses(case: Case) -> list[str]:
    """The links of a case that is still worked on."""
    rows = Location.objects.filter(case=case) if case.state in Case.OPEN else Location.objects.none()
    for row in (found := list(rows)):
        row.case = case  # the same object: one key opens all
    return [row.address for row in found]


def staff() -> QuerySet[User]:
    return User.objects.filter(is_active=True, groups__name__in=ROLES).distinct()


def own_marks(user: User) -> set[str]:
    return ties.of_staff(name=user.get_full_name(), username=user.username, mail=user.email)


@transaction.atomic
def block(*, case_id: UUID, user: User, actor: User, at: datetime) -> None:
    """From now on this person meets the same answer as for a case that is not there."""
    case = locked.case(case_id)
    if user == actor:
        raise Refused("You cannot keep yourself away. Ask another supervisor.")
    row = Conflict.objects.filter(case=case, user=user).first()
    row = row or Conflict(case=case, user=user, ground=Ground.DECIDED, noted_at=at)
    row.state, row.settled_by, row.settled_at = State.BLOCKED, actor, at
    row.save()
    silence(case, user.pk)
    approvals.void_between(user, case, actor=actor, at=at)
    if case.assignee_id == user.pk:
        case.assignee = None
        case.save(update_fields=["assignee"])
    record(case, Kind.CONFLICT_BLOCKED, at=at, actor=actor, facts={"user": user.pk})


@transaction.atomic
def lift(*, case_id: UUID, user: User, actor: User, at: datetime) -> None:
    """A supervisor has looked: there is no conflict, or there is none any more."""
    case = locked.case(case_id)
    shut = case.conflicts.filter(user=user, state__in=Conflict.SHUT)
    if shut.update(state=State.LIFTED, settled_by=actor, settled_at=at) != 1:
        raise Refused("This person is not kept away from the case any more.")
    record(case, Kind.CONFLICT_LIFTED, at=at, actor=actor, facts={"user": user.pk})


@transaction.atomic
def settle(*, case_id: UUID, actor: User, at: datetime) -> None:
    """A supervisor has read whom the person named, and lets the report be taken up."""
    case = locked.case(case_id)
    if case.conflicts.filter(state=State.HINT).exists():
        raise Refused("Decide first about each colleague who may be meant.")
    if not case.conflict_hold:
        raise Refused("This report does not wait for you any more.")
    case.conflict_hold = False
    case.save(update_fields=["conflict_hold"])
    record(case, Kind.CONFLICT_SETTLED, at=at, actor=actor)
