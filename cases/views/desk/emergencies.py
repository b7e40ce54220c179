"""Emergencies: a case opened for an hour by someone who has it not, and the look at it afterwards (S-32)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cases.forms.desk_two import BreakGlass, Finding
from cases.models import BrokenGlass
from cases.models.fields import readable
from cases.permissions import may
from cases.rules.unseen import visible
from cases.services import emergencies as service
from cases.services import let_in
from cases.views.desk import words
from cases.views.desk.entrance import attempt, now, staff, user_of, write_refused
from cases.views.desk.frame import page, say
from cases.views.desk.moves import name_of

LATELY = 20


@staff
@require_GET
def emergencies(request: HttpRequest) -> HttpResponse:
    """What still has to be looked at, and the way to open a case that cannot wait."""
    return shown(request, BreakGlass(), "", now())


def shown(
    request: HttpRequest, form: Form, sentence: str, at: datetime, *, wrong: UUID | None = None
) -> HttpResponse:
    """The page; `wrong` is the emergency whose finding was refused: its form stands open, as it was typed."""
    user = user_of(request)
    rows = service.to_review(user)
    context = {
        "title": "Emergencies",
        "section": "emergencies",
        "form": form if service.can_open_any(user) else None,
        "sentence": sentence,
        "lines": [{**line(each, user, at), "wrong": each.pk == wrong} for each in rows],
        "closed": [closed(each, at) for each in service.looked_at(user)[:LATELY]],
        "typed": request.POST.get("finding", "") if wrong else "",
    }
    status = 409 if sentence else 422 if form.errors else 200
    return page(request, "desk/emergencies.html", context, at=at, status=status)


def line(row: BrokenGlass, user: User, at: datetime) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "case": row.case.reference,
        "path": reverse("desk_case", args=[row.case.reference]) if may(user, "list", row.case) else "",
        "who": name_of(row.user),
        "when": words.moment(row.at, at),
        "age": words.length(at - row.at),
        "until": words.moment(row.until, at) if row.until > at else "",
        "reason": visible(readable(row, "reason")),
        "own": row.user_id == user.pk,
        "looks": reverse("desk_readers", args=[row.case.reference])
        if may(user, "read_audit", row.case)
        else "",
        "may_review": may(user, "review_glass")
        and row.user_id != user.pk
        and not let_in.may_be_one(row.user_id, user.pk, row.at),
    }


def closed(row: BrokenGlass, at: datetime) -> dict[str, str]:
    """Who opened which case, and what somebody else found when looking at it."""
    return {
        "case": row.case.reference,
        "who": name_of(row.user),
        "when": words.moment(row.at, at),
        "by": name_of(row.reviewed_by),
        "finding": visible(readable(row, "finding")),
    }


@staff
@require_POST
def break_glass(request: HttpRequest) -> HttpResponse:
    """Open it; the row, the event and the mails are written before anything of the case is shown."""
    at, user, form, sentence = now(), user_of(request), BreakGlass(request.POST), ""
    if form.is_valid():
        opened: list[BrokenGlass] = []
        sentence = attempt(
            lambda **given: opened.append(service.break_glass(**given)),
            **form.cleaned_data, actor=user, at=at,
        )  # fmt: skip
        if not sentence:
            say(request, "It is open to you for an hour. Those who watch over emergencies have been told.")
            return HttpResponseRedirect(reverse("desk_case", args=[opened[0].case.reference]))
        if sentence == service.NOT_HERE:
            write_refused(request, service.of(form.cleaned_data["reference"]))
    return shown(request, form, sentence, at)


@staff
@require_POST
def review(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """Someone else closes the row, with what came of it."""
    at, form, sentence = now(), Finding(request.POST), ""
    if form.is_valid():
        sentence = attempt(
            service.review, glass_id=glass_id, actor=user_of(request), at=at, **form.cleaned_data
        )
        if not sentence:
            say(request, "It is looked at and closed.")
            return HttpResponseRedirect(reverse("desk_emergencies"))
    else:
        sentence = form.errors["finding"][0]
    return shown(request, BreakGlass(), sentence, at, wrong=glass_id)
