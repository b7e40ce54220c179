"""Who may see and do what: the table of roles, deny by default, asked for every case and every action."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from cases.models import Case
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


def barred(user: Reader) -> frozenset[UUID]:
    """Cases this person must not know of whatever the roles say. The one place that knows of blocks."""
    return frozenset()


def reach(user: Reader, action: str) -> frozenset[str]:
    """Every kind of case this person reaches with an action, all roles together."""
    cells = TABLE[action].cells
    return frozenset(scope for role in roles(user) for scope in cells[role])


def may(user: Reader, action: str, case: Case | None = None) -> bool:
    """Whether this person may do this, to this case if there is one; a misspelt action is an error."""
    scopes = reach(user, action)
    if TABLE[action].of_house:
        return "yes" in scopes
    if case is None:
        raise ValueError(f"{action!r} is asked about a case.")
    if case.pk in barred(user):
        return False
    if "all" in scopes:
        return True
    if case.safeguarding:
        return "flagged" in scopes
    if "team" in scopes:
        return True
    if case.assignee_id is None:
        return "new" in scopes and case.state == Case.State.SUBMITTED
    return "own" in scopes and case.assignee_id == user.pk


def reachable(user: Reader, action: str) -> QuerySet[Case]:
    """The cases this person reaches with an action: the same answer as `may`, for a whole list."""
    scopes = reach(user, action)
    which = Q(pk__in=[])
    if "flagged" in scopes:
        which |= Q(safeguarding=True)
    if "team" in scopes:
        which |= Q(safeguarding=False)
    if "new" in scopes:
        which |= Q(safeguarding=False, assignee=None, state=Case.State.SUBMITTED)
    if "own" in scopes:
        which |= Q(safeguarding=False, assignee=user.pk)
    rows = Case.objects.all() if "all" in scopes else Case.objects.filter(which)
    blocked = barred(user)
    return rows.exclude(pk__in=blocked) if blocked else rows


def visible_cases(user: Reader) -> QuerySet[Case]:
    """The cases this person may know of. All others are absent from lists, counts and searches."""
    return reachable(user, "list")


def colleagues(case: Case) -> QuerySet[User]:
    """Whom a case can be given to: caseworkers and supervisors, a flagged one to the safeguarding lead."""
    names = [ROLE_SAFEGUARDING] if case.safeguarding else [ROLE_CASEWORKER, ROLE_SUPERVISOR]
    return User.objects.filter(is_active=True, groups__name__in=names).distinct().order_by("username")
