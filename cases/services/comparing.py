"""Compares whoever of ours is new, and whomever they declare, with the reports there are (S-20).

The request that brings them compares with the newest reports alone, and the worker's round with all others.
How far down it has come stands in each row, so that a round that is killed is taken up where it stopped.
Until it has passed a report, whoever is new does not meet it (`permissions.unread`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from cases.models import Case, Kind, Tie
from cases.models.keyring import CannotOpen
from cases.rules import ties as words
from cases.services import bulk, conflicts, locked, throttle
from cases.services.conflicts import Ground, index, staff
from cases.services.record import record_house
from cases.services.refusal import Refused

DECLARED_PER_PERSON = 200
MET_AT_ONCE = 200  # reports that somebody new is compared with while a page is made, the newest first
READ_AT_ONCE = 20_000  # reports that one round reads
PART = 500
SLOWEST_REQUEST = timedelta(minutes=1)
RECENT = timedelta(minutes=15)

Who = Callable[[set[str]], Mapping[int, str]]


@transaction.atomic
def declare(*, user: User, typed: str, at: datetime) -> None:
    """One of ours knows somebody. The answer is the same whether or not anything here is about them."""
    mark = words.of_one(typed)
    if not mark:
        raise Refused("Type a name, a handle or a mailbox.")
    if user.ties.filter(own=False).count() >= DECLARED_PER_PERSON:
        raise Refused("You have declared very many people. Talk to a supervisor.")
    if not throttle.allow(throttle.PEOPLE_DECLARED, str(user.pk), at=at):
        raise Refused("You have declared many people today. Go on tomorrow, or talk to a supervisor.")
    tie, fresh = Tie.objects.get_or_create(user=user, index=index(mark), defaults={"at": at, "down_to": at})
    if fresh:
        record_house(Kind.TIE_DECLARED, actor=user, at=at, facts={"user": user.pk})
        compare([tie], MET_AT_ONCE, at=at)


@transaction.atomic
def look_for(user: User, *, at: datetime) -> None:
    """What is new about this account is compared with the newest reports; nobody else is held up for more."""
    keep_own(staff().filter(pk=user.pk), at=at)
    keep_teams_away(at=at)
    compare(list(user.ties.filter(own=True, down_to__isnull=False)), MET_AT_ONCE, at=at)


def forget_own(user: User) -> None:
    """Without a role nobody is looked for in what comes in; with the next role, in all there is, anew."""
    if not staff().filter(pk=user.pk).exists():
        user.ties.filter(own=True).delete()


def look_again(user: User, *, at: datetime) -> None:
    """An account is open again: what it had declared is compared with what came while it was closed."""
    user.ties.filter(own=False).update(at=at, down_to=at)


def keep_up(*, at: datetime) -> None:
    """The round: whatever was not compared yet, with every report it was not compared with.

    Each find is kept by itself, and how far it came after each part.
    """
    keep_own(staff(), at=at)
    keep_teams_away(at=at)
    Tie.objects.filter(own=True).exclude(user__in=staff()).delete()
    waiting = Q(down_to__isnull=False) | Q(at__gt=at - RECENT)
    compare(list(Tie.objects.filter(waiting, user__is_active=True)), READ_AT_ONCE, at=at)


@transaction.atomic
def keep_teams_away(*, at: datetime) -> None:
    """A colleague's own report stays away from whoever joined the team after it came, too (S-22)."""
    for case_id in Case.objects.filter(colleague=True).values_list("pk", flat=True):
        conflicts.keep_from_team(locked.case(case_id), at=at)


def keep_own(users: QuerySet[User], *, at: datetime) -> None:
    """A name or mailbox nobody has looked for yet waits to be compared; one that is theirs no more goes.

    The rows are read before the accounts: one that is added meanwhile is not taken for one that went.
    """
    known = {(tie.user_id, tie.index): tie for tie in Tie.objects.filter(user__in=users)}
    held = marks_of(users)
    gone = [tie.pk for key, tie in known.items() if tie.own and key not in held]
    Tie.objects.filter(pk__in=gone).delete()
    fresh = [key for key in held if key not in known]
    rows = [Tie(user_id=pk, index=mark, own=True, at=at, down_to=at) for pk, mark in fresh]
    bulk.add(Tie, rows, once=True)


def marks_of(users: Iterable[User]) -> dict[tuple[int, str], str]:
    """Every name and mailbox of these accounts, by account and index."""
    return {(user.pk, index(mark)): mark for user in users for mark in conflicts.own_marks(user)}


def compare(ties: Sequence[Tie], count: int, *, at: datetime) -> None:
    """Compare these with so many of the reports they were not compared with, and keep how far that came."""
    if not ties:
        return
    these, who = Tie.objects.filter(pk__in=[tie.pk for tie in ties]), seeker(ties)
    rows = list(unread_by(ties).values_list("pk", "opened_at")[: count + 1])
    for start in range(0, min(count, len(rows)), PART):
        part = rows[start : min(start + PART, count)]
        meet([pk for pk, _ in part], who, at=at)
        these.filter(down_to__gt=part[-1][1]).update(down_to=part[-1][1])
    if len(rows) <= count:
        these.update(down_to=None)


def unread_by(ties: Sequence[Tie]) -> QuerySet[Case]:
    """The reports at or below the highest mark, the newest first.

    And those opened since a moment before the first of these came: a report whose request was under way then
    may have known nothing of them, and may have been written after the comparison had passed.
    """
    which = Q(opened_at__gt=min(tie.at for tie in ties) - SLOWEST_REQUEST)
    if reached := [tie.down_to for tie in ties if tie.down_to]:
        which |= Q(opened_at__lte=max(reached))
    return Case.objects.filter(which).order_by("-opened_at", "pk")


def meet(case_ids: Sequence[UUID], who: Who, *, at: datetime) -> None:
    """Shut whom these reports name out of them; what cannot be opened is left out."""
    for case in Case.objects.filter(pk__in=case_ids):
        try:
            grounds = who(conflicts.named_in(case, conflicts.addresses(case)))
        except CannotOpen:
            continue
        if grounds:
            conflicts.shut(case.pk, grounds, at=at)


def seeker(ties: Sequence[Tie]) -> Who:
    """Who of these is named. A declaration is known by its index alone, which takes as long again to make."""
    held = marks_of(User.objects.filter(pk__in={tie.user_id for tie in ties if tie.own}))
    own: dict[str, set[int]] = defaultdict(set)
    told: dict[str, set[int]] = defaultdict(set)
    for tie in ties:
        if not tie.own:
            told[tie.index].add(tie.user_id)
        else:  # one given up meanwhile stands under "", which nobody is called
            own[held.get((tie.user_id, tie.index), "")].add(tie.user_id)

    def who(named: set[str]) -> Mapping[int, str]:
        hashed = map(index, named) if told else ()
        known = {user_id: Ground.DECLARED for mark in hashed for user_id in told.get(mark, ())}
        return known | {user_id: Ground.SAME for mark in named for user_id in own.get(mark, ())}

    return who
