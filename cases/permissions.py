"""Who may see and do what: one table, deny by default, checked for every case and every action."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from cases.models import Case

Reader = User | AbstractBaseUser | AnonymousUser

ROLE_INTAKE = "intake"
ROLE_CASEWORKER = "caseworker"
ROLE_SUPERVISOR = "supervisor"
ROLE_AUDITOR = "auditor"
ROLE_ADMIN = "admin"
ROLE_SAFEGUARDING = "safeguarding"
ROLES = (ROLE_INTAKE, ROLE_CASEWORKER, ROLE_SUPERVISOR, ROLE_AUDITOR, ROLE_ADMIN, ROLE_SAFEGUARDING)

# Which cases a role reaches with an action. An empty place is a no.
#   new       reports that have no owner yet
#   own       cases assigned to this person
#   team      every case that is not with the safeguarding lead
#   flagged   cases that are with the safeguarding lead, which nobody else can see
# An auditor and an admin have no case content, so they stand in no line.
TABLE: dict[str, dict[str, tuple[str, ...]]] = {
    # listed, without content
    "list": {
        "intake": ("new",),
        "caseworker": ("new", "own"),
        "supervisor": ("team",),
        "safeguarding": ("flagged",),
    },
    # read what the case says
    "open": {
        "intake": ("new",),
        "caseworker": ("own",),
        "supervisor": ("team",),
        "safeguarding": ("flagged",),
    },
    # give the case to someone, or take it
    "take_up": {"caseworker": ("new", "own"), "supervisor": ("team",)},
    "assign": {
        "intake": ("new",),
        "caseworker": ("own",),
        "supervisor": ("team",),
        "safeguarding": ("flagged",),
    },
    # someone shown may be under 18: anyone who reads a case may say so
    "flag": {"intake": ("new",), "caseworker": ("new", "own"), "supervisor": ("team",)},
    # age, consent, hold, the person's wishes
    "triage": {"caseworker": ("own",), "supervisor": ("team",)},
    # hand over to another body, or stop at the person's wish
    "end": {"caseworker": ("own",), "supervisor": ("team",), "safeguarding": ("flagged",)},
    # links: add them, say what is seen there
    "look": {"caseworker": ("own",), "supervisor": ("team",), "safeguarding": ("flagged",)},
    # read what the person writes, answer, keep notes
    "message": {"caseworker": ("own",), "supervisor": ("team",), "safeguarding": ("flagged",)},
    "prepare": {"caseworker": ("own",), "supervisor": ("team",)},
    # approve a first notice, so that its clocks can start; one person is enough
    "send": {"caseworker": ("own",), "supervisor": ("team",)},
    # what left the house and what came back: receipts, answers, retries
    "follow": {"caseworker": ("own",), "supervisor": ("team",)},
    # tell a regulator, a host, a search engine or the police
    "file": {"supervisor": ("team",)},
    "close": {"caseworker": ("own",), "supervisor": ("team",), "safeguarding": ("flagged",)},
    # what needs two people: one asks, and another one agrees
    "ask_two": {"caseworker": ("own",), "supervisor": ("team",), "safeguarding": ("flagged",)},
    "agree": {"supervisor": ("team",), "safeguarding": ("flagged",)},
    # who looked at this case
    "read_audit": {"caseworker": ("own",), "supervisor": ("team",), "safeguarding": ("flagged",)},
}

# Actions that belong to no case.
WITHOUT_A_CASE: dict[str, frozenset[str]] = {
    "read_directory": frozenset(ROLES),
    "verify_channel": frozenset({ROLE_CASEWORKER, ROLE_SUPERVISOR}),
    "see_team": frozenset({ROLE_SUPERVISOR}),
}


def roles(user: Reader) -> frozenset[str]:
    """The roles of a signed-in person, read once per request; someone disabled has none."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    cached: frozenset[str] | None = user.__dict__.get("_roles")
    if cached is None:
        names = User.groups.through.objects.filter(user_id=user.pk).values_list("group__name", flat=True)
        cached = user.__dict__["_roles"] = frozenset(names) & frozenset(ROLES)
    return cached


def reach(user: Reader, action: str) -> frozenset[str]:
    """Every kind of case this person reaches with an action, all roles together."""
    line = TABLE[action]
    return frozenset(scope for role in roles(user) for scope in line.get(role, ()))


def may(user: Reader, action: str, case: Case | None = None) -> bool:
    """Whether this person may do this, to this case if there is one; a misspelt action is an error."""
    if case is None:
        return bool(roles(user) & WITHOUT_A_CASE[action])
    scopes = reach(user, action)
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
    return Case.objects.filter(which)


def visible_cases(user: Reader) -> QuerySet[Case]:
    """The cases this person may know of. All others are absent from lists, counts and searches."""
    return reachable(user, "list")


def colleagues(case: Case) -> QuerySet[User]:
    """Whom a case can be given to: caseworkers and supervisors, a flagged one to the safeguarding lead."""
    names = [ROLE_SAFEGUARDING] if case.safeguarding else [ROLE_CASEWORKER, ROLE_SUPERVISOR]
    return User.objects.filter(is_active=True, groups__name__in=names).distinct().order_by("username")
