"""Who may see and do what: the table of roles, deny by default, asked for every case and every action."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import DateTimeField, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from cases.models import Absence, BrokenGlass, Case, Conflict, Invitation, Tie
from cases.rules import four_eyes
from cases.rules import roles as table

Reader = User | AbstractBaseUser | AnonymousUser

ROLE_INTAKE, ROLE_CASEWORKER, ROLE_SUPERVISOR = table.INTAKE, table.CASEWORKER, table.SUPERVISOR
ROLE_AUDITOR, ROLE_ADMIN, ROLE_SAFEGUARDING = table.AUDITOR, table.ADMIN, table.SAFEGUARDING
ROLES, TABLE = table.ROLES, table.TABLE


def roles(user: Reader) -> frozenset[str]:
    """The roles of a signed-in person, read once per request; someone disabled has none."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    cached: frozenset[str] | None = user.__dict__.get("_roles")
    if cached is None:
        names = User.groups.through.objects.filter(user_id=user.pk).values_list("group__name", flat=True)
        cached = user.__dict__["_roles"] = frozenset(names) & frozenset(ROLES)
    return cached


def owners(user: Reader) -> frozenset[int]:
    """Whose cases count as this person's own: the person, and whoever is away and covered; read once."""
    cached: frozenset[int] | None = user.__dict__.get("_owners")
    if cached is None:
        covered = {away for away, cover in Absence.stand_ins(timezone.now()).items() if cover == user.pk}
        cached = user.__dict__["_owners"] = frozenset({user.pk, *covered})
    return cached


def reach(user: Reader, action: str) -> frozenset[str]:
    """Every kind of case this person reaches with an action, all roles together."""
    cells = TABLE[action].cells
    return frozenset(scope for role in roles(user) for scope in cells[role])


@dataclass(frozen=True)
class Exceptions:
    """What stands beside the table of roles for one person; `shut` is also what whoever let them in lately
    is kept from, as the link to their sign-in was in those hands."""

    shut: frozenset[UUID]
    opened: frozenset[UUID]
    unread: datetime | None


def exceptions(user: Reader) -> Exceptions:
    """Cases kept from this person, opened in an emergency, not compared yet; one query, once per request."""
    cached: Exceptions | None = user.__dict__.get("_exceptions")
    if cached is None:
        nothing, none = Cast(Value(None), DateTimeField()), Cast(Value(None), UUIDField())
        since = timezone.now() - four_eyes.rule().let_in
        tied = Invitation.recent(since).filter(user_id=user.pk).values("invited_by")
        shut = Conflict.objects.filter(Q(user_id=user.pk) | Q(user__in=tied), state__in=Conflict.SHUT)
        glass = BrokenGlass.objects.filter(user_id=user.pk, until__gt=timezone.now())
        waits = Tie.objects.filter(user_id=user.pk, own=True, down_to__isnull=False)
        rows = shut.values_list("case_id", Value("shut"), nothing).union(
            glass.values_list("case_id", Value("opened"), nothing),
            waits.values_list(none, Value("unread"), "down_to"),
            all=True,
        )
        found: dict[str, set[Any]] = {"shut": set(), "opened": set(), "unread": set()}
        for case_id, what, reached in rows:
            found[what].add(case_id or reached)
        cached = user.__dict__["_exceptions"] = Exceptions(
            frozenset(found["shut"]), frozenset(found["opened"]), max(found["unread"], default=None)
        )
    return cached


def barred(user: Reader) -> frozenset[UUID]:
    """Cases this person must not know of whatever the roles say. The one place that knows of blocks."""
    return exceptions(user).shut


def in_emergency(user: Reader) -> frozenset[UUID]:
    """Cases this person has opened in an emergency: the table says what that hour lets one do (S-32)."""
    return exceptions(user).opened


def unread(user: Reader) -> datetime | None:
    """Until when reports were opened in which this person's name was not looked for yet."""
    return exceptions(user).unread


def is_hidden(user: Reader, case: Case) -> bool:
    """Whether this case does not exist for this person: shut, or not yet compared with the name (S-20)."""
    reached = unread(user)
    return case.pk in barred(user) or (reached is not None and case.opened_at <= reached)


def hidden(user: Reader) -> Q:
    """The same for a whole list of cases."""
    reached = unread(user)
    return Q(pk__in=barred(user)) if reached is None else Q(pk__in=barred(user)) | Q(opened_at__lte=reached)


def may(user: Reader, action: str, case: Case | None = None) -> bool:
    """Whether this person may do this, to this case if there is one; a misspelt action is an error."""
    scopes = reach(user, action)
    if TABLE[action].of_house:
        return "yes" in scopes
    if case is None:
        raise ValueError(f"{action!r} is asked about a case.")
    return lets(scopes, user, case)


def lets(scopes: Collection[str], user: Reader, case: Case) -> bool:
    """Whether one of these kinds of case is what this case is for this person."""
    if is_hidden(user, case):
        return False
    if "all" in scopes:
        return True
    if case.safeguarding:
        return "flagged" in scopes
    if "team" in scopes:
        return True
    if "own" in scopes and case.assignee_id in owners(user):
        return True
    if "hour" in scopes and case.pk in in_emergency(user) and not case.conflict_hold:
        return True
    fresh = case.assignee_id is None and case.state == Case.State.SUBMITTED and not case.conflict_hold
    return "new" in scopes and fresh


def acting_as(user: Reader, action: str, case: Case | None = None) -> str:
    """The role that lets this person do this, the narrowest first: what is written down beside the name."""
    for role in ROLES:
        scopes = TABLE[action].cells[role] if role in roles(user) else ()
        if "yes" in scopes or (case is not None and lets(scopes, user, case)):
            return role
    return ""


def must_say_why(user: Reader, case: Case) -> bool:
    """Whether the role in which this person reads the case has to give a reason, as it is another one's."""
    role = acting_as(user, "open", case)
    return bool(role) and "why" in TABLE["open"].cells[role] and case.assignee_id not in (None, *owners(user))


def reachable(user: Reader, action: str) -> QuerySet[Case]:
    """The cases this person reaches with an action: the same answer as `may`, for a whole list."""
    scopes = reach(user, action)
    if not scopes:
        return Case.objects.none()
    which = Q(pk__in=[])
    if "flagged" in scopes:
        which |= Q(safeguarding=True)
    if "team" in scopes:
        which |= Q(safeguarding=False)
    if "new" in scopes:
        which |= Q(safeguarding=False, assignee=None, state=Case.State.SUBMITTED, conflict_hold=False)
    if "own" in scopes:
        which |= Q(safeguarding=False, assignee__in=owners(user))
    if "hour" in scopes:
        which |= Q(safeguarding=False, pk__in=in_emergency(user), conflict_hold=False)
    rows = Case.objects.all() if "all" in scopes else Case.objects.filter(which)
    return rows.exclude(hidden(user))


def visible_cases(user: Reader) -> QuerySet[Case]:
    """The cases this person may know of. All others are absent from lists, counts and searches."""
    return reachable(user, "list")


def colleagues(case: Case) -> QuerySet[User]:
    """Whom a case can be given to: caseworkers and supervisors, a flagged one to the safeguarding lead."""
    names = [ROLE_SAFEGUARDING] if case.safeguarding else [ROLE_CASEWORKER, ROLE_SUPERVISOR]
    fit = User.objects.filter(is_active=True, groups__name__in=names)
    fit = fit.exclude(pk__in=kept_away(case)).exclude(pk__in=not_yet(case))
    return fit.distinct().order_by("username")


def kept_away(case: Case) -> QuerySet[User, int]:
    """Ids of those who must not know of this case: no list, no mail and no name of theirs belongs to it.

    And of whom they let in lately: the same as `exceptions` says for one person.
    """
    away = case.conflicts.filter(state__in=Conflict.SHUT).values("user")
    tied = Invitation.recent(timezone.now() - four_eyes.rule().let_in).filter(invited_by__in=away)
    return User.objects.filter(Q(pk__in=away) | Q(pk__in=tied.values("user"))).values_list("pk", flat=True)


def not_yet(case: Case) -> QuerySet[Tie, int]:
    """Ids of those whose names were not looked for in this case yet: they wait, and so does mail to them."""
    return Tie.objects.filter(own=True, down_to__gte=case.opened_at).values_list("user_id", flat=True)
