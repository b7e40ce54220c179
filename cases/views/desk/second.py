"""Waiting for a second person: what exactly one asks for, who would get it, and whether another agrees."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import Approval, Case
from cases.rules import four_eyes
from cases.services import acts, approvals
from cases.services.let_in import why_one
from cases.views.desk import words
from cases.views.desk.asked import told
from cases.views.desk.entrance import NOT_HERE, attempt, now, staff, user_of
from cases.views.desk.frame import page, say
from cases.views.desk.moves import name_of

DONE = {
    Approval.Kind.FILING: "Agreed. It can be filed now.",
    Approval.Kind.DISCLOSE: "Agreed. Whoever asked can take it out now.",
    Approval.Kind.COPY: "Agreed. Whoever asked can take the copy out now.",
    Approval.Kind.OUTSIDE: "Agreed. The notice can be approved now.",
}


DECISIONS = {"agree": acts.agree, "decline": approvals.decline}
NOT_DECIDED = "Say whether you agree or not. Nothing was decided."


@staff
@require_GET
def seconds(request: HttpRequest) -> HttpResponse:
    """All that waits, the oldest first, with its age."""
    at, user = now(), user_of(request)
    lines = [line(each, user, at) for each in approvals.queue(user, at=at)]
    context = {"title": "Second person", "section": "second", "lines": lines, "sole": settings.SOLE_OPERATOR}
    return page(request, "desk/seconds.html", context, at=at)


@staff
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    """Read what is asked, agree or not. A start code stands in the answer alone, never in a session."""
    at, user = now(), user_of(request)
    asked = approvals.queue(user, at=at).filter(pk=approval_id).first()
    if asked is None:
        return settled(request, approval_id, at)
    sentence, shown = "", []
    if request.method == "POST":
        service = DECISIONS.get(request.POST.get("go", ""))
        sentence = NOT_DECIDED if service is None else attempt(
            lambda **given: shown.append(service(**given) or ""), approval_id=asked.pk, actor=user, at=at
        )  # fmt: skip
        if not sentence and not shown[0]:
            agreed = service is acts.agree
            say(request, DONE.get(asked.kind, "Agreed, and done.") if agreed else "The request is closed.")
            return HttpResponseRedirect(reverse("desk_seconds"))
    context: dict[str, Any] = {
        "title": asked.case.reference if asked.case else "Second person",
        "section": "second",
        "sentence": sentence,
        "start": shown[0] if shown else "",
        **line(asked, user, at),
        **told(asked),
        "changed": acts.has_changed(asked),
    }
    return page(request, "desk/second.html", context, at=at, status=409 if sentence else 200)


def settled(request: HttpRequest, approval_id: UUID, at: datetime) -> HttpResponse:
    """A mail about what is over leads to one sentence; whoever could not have decided it finds nothing."""
    asked = approvals.settled(approval_id, user_of(request))
    if asked is None:
        raise Http404(NOT_HERE)
    context = {
        "title": asked.case.reference if asked.case else "Second person",
        "section": "second",
        "case": asked.case,
        "what": words.opening(asked.get_kind_display()),
        "sentence": approvals.SETTLED,
    }
    return page(request, "desk/settled.html", context, at=at, status=410)


def line(asked: Approval, user: User, at: datetime) -> dict[str, Any]:
    """What a list says: kind, age, who asked; which case, and nothing of what is in it."""
    own, one = asked.asked_by_id == user.pk, why_one(asked, user)
    alone_from = asked.asked_at + four_eyes.rule().alone_after
    return {
        "path": reverse("desk_second", args=[asked.pk]),
        "what": words.opening(asked.get_kind_display()),
        "case": asked.case,
        "who": "You" if own else name_of(asked.asked_by),
        "own": own,
        "may_decide": approvals.may_decide(user, asked),
        "one": one,
        "alone_from": words.moment(alone_from, at) if one and at < alone_from else "",
        "age": words.length(at - asked.asked_at),
        "since": words.moment(asked.asked_at, at),
        "until": words.moment(asked.expires_at, at),
    }


def waiting(case: Case, user: User, at: datetime) -> list[dict[str, Any]]:
    """What the case's page says about requests that wait: who asked, since when, who may decide."""
    rows = approvals.queue(user, at=at).filter(case=case)
    return [{**line(each, user, at), "changed": acts.has_changed(each)} for each in rows]
