"""All cases a person may know of, with filters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.models import Case, Location
from cases.permissions import owners, visible_cases
from cases.views.desk import words
from cases.views.desk.entrance import now, staff, user_of
from cases.views.desk.frame import page
from cases.views.desk.moves import owner

PER_PAGE = 50
ORDERS = {"": "-opened_at", "oldest": "opened_at"}
OPEN = "open"
WHOSE = {"mine": "Yours", "nobody": "Without an owner"}


@staff
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The list: references, states, counts and times."""
    at, user = now(), user_of(request)
    state, whose = request.GET.get("state", OPEN), request.GET.get("whose", "")
    rows = filtered(visible_cases(user), state)
    if whose in WHOSE:
        rows = rows.filter(assignee__in=owners(user)) if whose == "mine" else rows.filter(assignee=None)
    order = ORDERS.get(request.GET.get("order", ""), "-opened_at")
    part = Paginator(counted(rows).order_by(order, "reference"), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "title": "Cases",
        "section": "cases",
        "state": state,
        "whose": whose,
        "owners": [("", "Everyone’s"), *WHOSE.items()],
        "order": request.GET.get("order", ""),
        "keep": urlencode({"state": state, "whose": whose, "order": request.GET.get("order", "")}) + "&",
        "states": [(OPEN, "Open"), *Case.State.choices, ("all", "All")],
        "part": part,
        "lines": [line(case, user, at) for case in part.object_list],
        "has_any": bool(part.object_list) or visible_cases(user).exists(),
    }
    return page(request, "desk/cases.html", context, at=at)


def filtered(rows: QuerySet[Case], state: str) -> QuerySet[Case]:
    """The cases in one state; unasked, those that are open."""
    if state in Case.State.values:
        return rows.filter(state=state)
    return rows if state == "all" else rows.filter(state__in=[*Case.OPEN, Case.State.RESOLVED])


def counted(rows: QuerySet[Case]) -> QuerySet[Case]:
    running = Q(notices__clocks__stopped_at=None, notices__clocks__kind="deadline")
    still = Q(locations__state__in=Location.OPEN)
    return rows.select_related("assignee").annotate(
        due_at=Min("notices__clocks__due_at", filter=running),
        link_count=Count("locations", distinct=True),
        open_count=Count("locations", filter=still, distinct=True),
    )


def line(case: Any, user: Any, at: Any) -> dict[str, Any]:
    due = case.due_at
    return {
        "reference": case.reference,
        "path": reverse("desk_case", args=[case.reference]),
        "state": case.get_state_display().lower(),
        "flagged": case.safeguarding,
        "owner": owner(case, user),
        "opened": words.moment(case.opened_at, at),
        "links": f"{words.count(case.open_count, 'open link')} of {case.link_count}",
        "left": words.time_left(due, at) if due else "no clock",
        "late": bool(due and at > due),
    }
