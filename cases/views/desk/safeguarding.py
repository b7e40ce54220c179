"""The queue of reports about someone under 18: for the safeguarding lead, and for nobody else (V-36)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.models import Case, Event, Kind
from cases.models.fields import readable
from cases.permissions import reachable
from cases.rules.unseen import visible
from cases.services.safeguarding import DECISIONS, RULES
from cases.views.desk import words
from cases.views.desk.entrance import now, staff, user_of
from cases.views.desk.frame import page
from cases.views.desk.moves import owner

LATEST = 50


@staff
@require_GET
def safeguarding(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first; what was handed over, with where to and when. Nothing a report says."""
    at, user = now(), user_of(request)
    mine = reachable(user, "list").filter(safeguarding=True).select_related("assignee")
    waiting = mine.filter(state__in=Case.OPEN).order_by("opened_at")
    over = mine.filter(state=Case.State.REFERRED).order_by("-referred_at")[:LATEST]
    decided = decisions(over)
    context = {
        "title": "Under 18",
        "section": "safeguarding",
        "waiting": [line(each, user, at) for each in waiting],
        "rule": RULES[settings.REPORTING_DUTY],
        "over": [handed(each, decided.get(each.pk, ""), at) for each in over],
    }
    return page(request, "desk/safeguarding.html", context, at=at)


def line(case: Case, user: User, at: datetime) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "path": reverse("desk_case", args=[case.reference]),
        "age": words.length(at - case.opened_at),
        "came": words.moment(case.opened_at, at),
        "owner": owner(case, user) if case.assignee_id else "Without an owner",
        "hand": reverse("desk_case_action", args=[case.reference, "handed-over"]),
    }


def decisions(cases: Iterable[Case]) -> dict[UUID, str]:
    """What was decided about our own duty, where that is on record."""
    events = Event.objects.filter(case__in=[each.pk for each in cases], kind=Kind.HANDED_OVER)
    return {
        case: DECISIONS.get(facts.get("duty"), "") for case, facts in events.values_list("case_id", "facts")
    }


def handed(case: Case, duty: str, at: datetime) -> dict[str, Any]:
    when = case.handed_over_at or case.referred_at
    return {
        "reference": case.reference,
        "path": reverse("desk_case", args=[case.reference]),
        "duty": duty,
        "to": visible(readable(case, "refer_to")),
        "their": visible(readable(case, "refer_reference")),
        "when": words.moment(when, at) if when else "",
    }
