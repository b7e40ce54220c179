"""The second pair of eyes: what one person asks for, another one reads here and agrees to, or not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.models import Approval, Case
from cases.permissions import may
from cases.services import approvals, recovery
from cases.views.desk import words
from cases.views.desk.entrance import NOT_HERE, attempt, case_or_404, now, staff, user_of
from cases.views.desk.frame import page, say
from cases.views.desk.moves import name_of

KIND = Approval.Kind.NEW_WORDS


@staff
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest, reference: str) -> HttpResponse:
    """Read what is asked, agree or not. The start code stands in the answer alone, never in a session."""
    at, user = now(), user_of(request)
    case = case_or_404(request, reference)
    asked = approvals.pending(case, KIND, at=at)
    if asked is None:
        raise Http404(NOT_HERE)
    sentence, start = "", []
    if request.method == "POST" and request.POST.get("go") == "decline":
        sentence = attempt(approvals.decline, case_id=case.pk, kind=KIND, actor=user, at=at)
        if not sentence:
            say(request, "The request is closed.")
            return HttpResponseRedirect(reverse("desk_case", args=[case.reference]))
    elif request.method == "POST":
        sentence = attempt(
            lambda **given: start.append(recovery.agree(**given)), case_id=case.pk, actor=user, at=at
        )
    context: dict[str, Any] = {
        "title": case.reference,
        "section": "cases",
        "case": case,
        "sentence": sentence,
        "start": start[0] if start else "",
        "who": name_of(asked.asked_by),
        "own": asked.asked_by_id == user.pk,
        "since": words.moment(asked.asked_at, at),
        "until": words.moment(asked.expires_at, at),
    }
    return page(request, "desk/second.html", context, at=at, status=409 if sentence else 200)


def waiting(case: Case, user: Any, at: datetime) -> dict[str, Any] | None:
    """What the case's page says about a request that waits: who asked, since when, who may decide."""
    asked = approvals.pending(case, KIND, at=at)
    if asked is None:
        return None
    mine = asked.asked_by_id == user.pk
    return {
        "who": "You" if mine else name_of(asked.asked_by),
        "what": asked.get_kind_display(),
        "since": words.moment(asked.asked_at, at),
        "may_decide": may(user, "agree", case),
    }
