"""A copy of everything for the person: when it is due, and taking it out once two agreed (D-30)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.models import Case
from cases.services import data_requests
from cases.services.refusal import Refused
from cases.views.desk import words
from cases.views.desk.entrance import case_or_404, now, staff, user_of, write_down
from cases.views.desk.frame import say

KINDS = {
    "text": (data_requests.as_text, "text/plain; charset=utf-8", "txt"),
    "data": (data_requests.as_json, "application/json", "json"),
}


def waiting(case: Case, user: User, at: datetime) -> dict[str, Any]:
    """What the case's page says of a copy that waits or can be taken out, if one was asked for."""
    wish = case.data_requests.order_by("-noted_at").first()
    ready = wish is not None and data_requests.is_ready(case, user, at=at)
    if wish is None or (wish.done_at and not ready):
        return {}
    asked = f"Asked for on {words.plain_date(wish.asked_on)}"
    if wish.done_at:
        return {"line": f"{asked}, taken out {words.moment(wish.done_at, at)}.", "ready": ready}
    late = " That is past." if at > wish.due_at else ""
    return {"line": f"{asked}. It is due {words.moment(wish.due_at, at)}.{late}", "ready": ready}


@staff
@require_POST
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """The copy as a file, made now and kept nowhere; who takes it out is written down first."""
    at = now()
    case = case_or_404(request, reference)
    make, kind, ending = KINDS.get(request.POST.get("as", ""), KINDS["text"])
    write_down(request, case, "copy", at)
    try:
        made = make(data_requests.fetch(case_id=case.pk, actor=user_of(request), at=at))
    except Refused as no:
        say(request, str(no))
        return HttpResponseRedirect(reverse("desk_case", args=[case.reference]))
    headers = {"Content-Disposition": f'attachment; filename="{case.reference}.{ending}"'}
    return HttpResponse(made, content_type=kind, headers=headers)
