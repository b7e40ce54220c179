"""The team for its supervisors: who is here, who is away and covered by whom, loads, and cases nobody has."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.models import Absence, Case, Clock
from cases.permissions import ROLE_CASEWORKER, ROLE_SUPERVISOR, hidden, reachable
from cases.services import exposure
from cases.services.presence import Presence, presence
from cases.views.desk import away, words
from cases.views.desk.entrance import now, staff, user_of
from cases.views.desk.frame import page
from cases.views.desk.moves import name_of

RUNNING = Q(notices__clocks__stopped_at=None, notices__clocks__kind=Clock.Kind.DEADLINE)
MOST_UNOWNED = 100


@staff
@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """Counts and times of the team; what a case says is not here, nor who opened how much."""
    at, user = now(), user_of(request)
    rows = reachable(user, "list").filter(state__in=[*Case.OPEN, Case.State.RESOLVED])
    here, remarks, people = presence(at=at), away.remarks(at), workers()
    loads = loads_of(rows, at)
    lost = unowned(rows, here, people, at)
    context: dict[str, Any] = {
        "title": "Team",
        "section": "team",
        "lines": [person_line(each, here, remarks, loads.get(each.pk, {}), at) for each in people],
        "lost": lost[:MOST_UNOWNED],
        "lost_count": len(lost),
        "coming": coming(at),
        "opened": exposure.of_team(at=at),
    }
    return page(request, "desk/team.html", context, at=at)


def workers() -> list[User]:
    names = [ROLE_CASEWORKER, ROLE_SUPERVISOR]
    return list(User.objects.filter(is_active=True, groups__name__in=names).distinct().order_by("username"))


def loads_of(rows: QuerySet[Case], at: datetime) -> dict[int | None, dict[str, Any]]:
    """For each owner: open cases, notices past their deadline, and the nearest deadline."""
    late = RUNNING & Q(notices__clocks__due_at__lt=at)
    counted = rows.values("assignee_id").order_by().annotate(
        cases=Count("pk", distinct=True),
        late=Count("notices", filter=late, distinct=True),
        due_at=Min("notices__clocks__due_at", filter=RUNNING),
    )  # fmt: skip
    return {each["assignee_id"]: each for each in counted}


def person_line(
    person: User, here: Presence, remarks: dict[int, str], load: dict[str, Any], at: datetime
) -> dict[str, Any]:
    due = load.get("due_at")
    return {
        "name": name_of(person),
        "path": reverse("desk_colleague", args=[person.pk]),
        "now": standing(person, here, remarks, at),
        "away": person.pk in here.stand_ins,
        "cases": load.get("cases", 0),
        "late": load.get("late", 0),
        "left": words.time_left(due, at) if due else "no clock",
        "is_late": bool(due and at > due),
    }


def standing(person: User, here: Presence, remarks: dict[int, str], at: datetime) -> str:
    """ "on duty until 17:00", "off duty", "away until Mon 30 Nov, Cy covers", "no rota"."""
    if person.pk in remarks:
        return remarks[person.pk].strip(" ()")
    if span := here.on_duty.get(person.pk):
        return f"on duty until {words.short_moment(span.end, at)}"
    said = "off duty" if person.pk in here.planned else "no rota"
    return f"{said}, no mail reaches them" if person.pk not in here.workers else said


def unowned(rows: QuerySet[Case], here: Presence, people: list[User], at: datetime) -> list[dict[str, Any]]:
    """Cases that nobody works on now, and why: the nearest deadline first, then the oldest."""
    there = {each.pk: each for each in people}
    uncovered = [pk for pk in there if here.stand_ins.get(pk, pk) is None]
    going_on = rows.exclude(state=Case.State.RESOLVED)
    kept = kept_away(going_on, here, there)
    lost = going_on.filter(
        Q(assignee=None) | ~Q(assignee__in=there) | Q(assignee__in=uncovered) | Q(pk__in=kept)
    )
    found = lost.annotate(due_at=Min("notices__clocks__due_at", filter=RUNNING)).select_related("assignee")
    ordered = sorted(found, key=lambda case: (case.due_at is None, case.due_at or case.opened_at))
    return [lost_line(case, reason(case.assignee, there, kept.get(case.pk)), at) for case in ordered]


def kept_away(rows: QuerySet[Case], here: Presence, there: dict[int, User]) -> dict[UUID, User]:
    """Cases that whoever has them now, the owner or the cover, must not see; and who that is."""
    acting = {pk: there.get(here.stand_ins.get(pk, pk) or 0) for pk in there}
    shut = {owner: rows.filter(hidden(user), assignee=owner) for owner, user in acting.items() if user}
    return {pk: acting[owner] for owner, found in shut.items() for pk in found.values_list("pk", flat=True)}  # type: ignore[misc]


def reason(owner: User | None, there: Collection[int], kept: User | None) -> str:
    """Why nobody works on a case: "Bo is away, nobody covers"."""
    if owner is None:
        return "nobody has it"
    if owner.pk not in there:
        return f"{name_of(owner)} does not work on cases"
    if kept is None:
        return f"{name_of(owner)} is away, nobody covers"
    if kept == owner:
        return f"{name_of(owner)} is kept away from it"
    return f"{name_of(owner)} is away, and {name_of(kept)}, who covers, is kept away from it"


def lost_line(case: Any, why: str, at: datetime) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "path": reverse("desk_case", args=[case.reference]),
        "give": reverse("desk_case_action", args=[case.reference, "hand-over"]),
        "why": why,
        "state": case.get_state_display().lower(),
        "left": words.time_left(case.due_at, at) if case.due_at else "no clock",
        "late": bool(case.due_at and at > case.due_at),
    }


def coming(at: datetime) -> list[str]:
    """ "Bo from Mon 30 Nov, away until Fri 4 Dec, Cy covers", for each absence that has not begun."""
    said, today = [], words.local(at).date()
    for each in Absence.objects.filter(starts_at__gt=at).select_related("user", "cover"):
        day = words.day_word(words.local(each.starts_at).date(), today)
        said.append(f"{name_of(each.user)} from {day}, {away.remark(each.ends_at, each.cover, at)}")
    return said
