"""Who of ours a report may be about, or come too near to: shut out at once, decided by a supervisor (S-20).

Names in reports are read and never indexed; what our people declare is kept as a blind index only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from cases.models import Case, Conflict, Delivery, Heartbeat, Kind, Location, Tie
from cases.models.fields import blind_index
from cases.models.keyring import CannotOpen
from cases.permissions import ROLE_SUPERVISOR, ROLES
from cases.rules import ties
from cases.services import bulk, leaving, locked, outbox
from cases.services.record import record, record_house
from cases.services.refusal import Refused

State, Ground = Conflict.State, Conflict.Ground
DECLARED_PER_PERSON = 200
MET_AT_ONCE = 200  # cases that a declaration is compared with while its page is made, the newest first
READ_AT_ONCE = 20_000  # cases that the round then compares it with
PART = 500
HEARTBEAT = "ties"
SLOWEST_REQUEST = timedelta(minutes=1)

Who = Callable[[set[str]], Mapping[int, str]]


def index(mark: str) -> str:
    return blind_index(mark, purpose="tie")


def look(case: Case, *, at: datetime, addresses: Iterable[str] = ()) -> None:
    """Shut out whom of ours this report names, and whoever declared that they know someone in it.

    Call it in the transaction that writes the report. Where it names anyone of ours, or where the person
    said who must not see it, the report waits for a supervisor before anyone can take it up.
    """
    named = named_in(case, addresses)
    grounds = {user.pk: Ground.SAME for user in staff() if own_marks(user) & named}
    declared = Tie.objects.filter(index__in=map(index, named), user__is_active=True, own=False)
    for user_id in declared.values_list("user_id", flat=True):
        grounds.setdefault(user_id, Ground.DECLARED)
    fresh = note(case, grounds, at=at)
    if case.colleague:
        fresh += keep_from_team(case, at=at)
    if fresh or (case.keep_from and not case.safeguarding):
        hold(case, at=at)


def hold(case: Case, *, at: datetime) -> None:
    """A supervisor looks before anyone takes the report up, and is told so."""
    case.conflict_hold = True
    case.save(update_fields=["conflict_hold"])
    outbox.alert_leads(case=case, step="conflict", key=f"conflict:{case.pk}:{at:%Y%m%d%H}", at=at)


def named_in(case: Case, addresses: Iterable[str] = ()) -> set[str]:
    """Everyone a report names: the person, her mailbox, whom she keeps it from, accounts it links to."""
    plan = case.safe_contact or {}
    found = ties.in_short(case.keep_from or "") | ties.in_long(case.facts or "")
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
    """One of ours reports and keeps it from the team: only supervisors who are not meant know (S-22)."""
    team = staff().exclude(groups__name=ROLE_SUPERVISOR)
    fresh = note(case, dict.fromkeys(team.values_list("pk", flat=True), Ground.TEAM), at=at)
    case.conflicts.filter(user_id__in=fresh).update(state=State.BLOCKED, settled_at=at)
    return fresh


@transaction.atomic
def declare(*, user: User, typed: str, at: datetime) -> None:
    """One of ours knows somebody. Nothing that comes back depends on whether anything here is about them."""
    mark = ties.of_one(typed)
    if not mark:
        raise Refused("Type a name, a handle or a mailbox.")
    if user.ties.filter(own=False).count() >= DECLARED_PER_PERSON:
        raise Refused("You have declared very many people. Talk to a supervisor.")
    if Tie.objects.get_or_create(user=user, index=index(mark), defaults={"at": at})[1]:
        record_house(Kind.TIE_DECLARED, actor=user, at=at, facts={"user": user.pk})
    meet(MET_AT_ONCE, lambda named: {user.pk: Ground.DECLARED} if mark in named else {}, at=at)


def meet(count: int, who: Who, *, at: datetime) -> None:
    """Shut whom a report names out of it, in so many of the newest; what cannot be opened is left out."""
    for case in newest(count):
        try:
            grounds = who(named_in(case, addresses(case)))
        except CannotOpen:
            continue
        if grounds:
            shut(case.pk, grounds, at=at)


def newest(count: int) -> Iterator[Case]:
    """A part at a time: reading so many takes the better part of a minute, and nothing is held meanwhile."""
    ids = list(Case.objects.order_by("-opened_at", "pk").values_list("pk", flat=True)[:count])
    for start in range(0, len(ids), PART):
        yield from Case.objects.filter(pk__in=ids[start : start + PART])


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
    return ties.of_staff(first=user.first_name, last=user.last_name, username=user.username, mail=user.email)


def keep_up(*, at: datetime) -> None:
    """Look in the reports there are for new accounts, and for whom somebody has declared since the last time.

    Each find is kept by itself. A round that is killed leaves no mark, and the next one begins anew.
    """
    fresh, wanted = new_marks(), declared_since(last_round())
    if fresh or wanted:
        meet(READ_AT_ONCE, lambda named: told_by(wanted, named) | own_in(fresh, named), at=at)
    made = [(user_id, index(mark)) for user_id, marks in fresh.items() for mark in marks]
    bulk.add(Tie, [Tie(user_id=pk, index=each, own=True, at=at) for pk, each in made], once=True)
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"at": at})


def last_round() -> datetime | None:
    return Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()


def new_marks() -> dict[int, set[str]]:
    """What is new about the accounts of ours: names and mailboxes nobody has looked for yet."""
    known = set(Tie.objects.filter(own=True).values_list("user_id", "index"))
    marks = {
        user.pk: {each for each in own_marks(user) if (user.pk, index(each)) not in known} for user in staff()
    }
    return {user_id: found for user_id, found in marks.items() if found}


def own_in(fresh: Mapping[int, set[str]], named: set[str]) -> dict[int, str]:
    return {user_id: Ground.SAME for user_id, marks in fresh.items() if marks & named}


def declared_since(when: datetime | None) -> dict[str, set[int]]:
    """Who declared what, by its index; a request may take a minute from its moment to its commit."""
    rows = Tie.objects.filter(own=False, user__is_active=True)
    rows = rows.filter(at__gt=when - SLOWEST_REQUEST) if when else rows
    found: dict[str, set[int]] = defaultdict(set)
    for mark, user_id in rows.values_list("index", "user_id"):
        found[mark].add(user_id)
    return found


def told_by(wanted: Mapping[str, set[int]], named: set[str]) -> dict[int, str]:
    marks = map(index, named) if wanted else ()
    return {user_id: Ground.DECLARED for mark in marks for user_id in wanted.get(mark, ())}


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
