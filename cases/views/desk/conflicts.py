"""Conflicts of interest: what a supervisor decides about a case, and what each of us declares (S-20)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.forms.desk_two import KeepAway, Known
from cases.models import Case, Conflict
from cases.models.fields import readable
from cases.permissions import may
from cases.rules.unseen import visible
from cases.services import comparing
from cases.services import conflicts as service
from cases.views.desk import words
from cases.views.desk.entrance import attempt, case_or_404, now, staff, user_of, write_down
from cases.views.desk.frame import page, say
from cases.views.desk.moves import name_of

DECIDED = {
    "settle": "Decided. It may be taken up.",
    "keep": "Kept away from now on.",
    "block": "Kept away from now on.",
    "lift": "No conflict. What they could see before, they can see again; a case they had is not given back.",
}
WHOM = {"block": service.block, "lift": service.lift}  # each with the number of whom it is about
NOT_DECIDED = "Choose one of the buttons. Nothing was decided."
DECLARED = (
    "Noted. If it concerns a case, a supervisor is told and you will not meet that case. Nothing is shown."
)


@staff
@require_http_methods(["GET", "POST"])
def conflicts(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom the person named, who of ours may be meant, and who is kept away."""
    at, user = now(), user_of(request)
    case = case_or_404(request, reference)
    write_down(request, case, "conflicts", at)
    away = case.conflicts.filter(state__in=Conflict.SHUT)
    others = service.staff().exclude(pk__in=away.values("user")).exclude(pk=user.pk).order_by("username")
    keep = request.POST if request.POST.get("go") == "keep" else None
    form = KeepAway(keep, staff=others)
    sentence = decide(request, case, form, at) if request.method == "POST" else ""
    if request.method == "POST" and not sentence and not form.errors:
        say(request, DECIDED[request.POST.get("go", "").partition(" ")[0]])
        return HttpResponseRedirect(reverse("desk_conflicts", args=[case.reference]))
    context = {
        "title": case.reference,
        "section": "cases",
        "case": case,
        "named": visible(readable(case, "keep_from")),
        "lines": [line(each, at) for each in case.conflicts.select_related("user", "settled_by")],
        "form": form,
        "sentence": sentence,
        "give": is_to_give(case, user),
    }
    status = 409 if sentence else 422 if form.errors else 200
    return page(request, "desk/conflicts.html", context, at=at, status=status)


def is_to_give(case: Case, user: User) -> bool:
    """Whether nobody has the case now and this person can give it to someone; a new report is taken up."""
    unowned = case.assignee_id is None and case.state in Case.OPEN and case.state != Case.State.SUBMITTED
    return unowned and may(user, "assign", case)


def decide(request: HttpRequest, case: Case, form: KeepAway, at: datetime) -> str:
    """Do what the button says; the sentence why not, if it was not done."""
    user, go = user_of(request), request.POST.get("go", "")
    if go == "settle":
        return attempt(service.settle, case_id=case.pk, actor=user, at=at)
    if go == "keep":
        if not form.is_valid():
            return ""
        return attempt(service.block, case_id=case.pk, user=form.cleaned_data["user"], actor=user, at=at)
    verb, _, pk = go.partition(" ")
    rows = case.conflicts.select_related("user")
    row = next((each for each in rows if str(each.user_id) == pk), None)
    if verb not in WHOM or row is None:
        return NOT_DECIDED
    return attempt(WHOM[verb], case_id=case.pk, user=row.user, actor=user, at=at)


def line(row: Conflict, at: datetime) -> dict[str, Any]:
    settled = f"{name_of(row.settled_by)}, {words.moment(row.settled_at, at)}" if row.settled_at else ""
    return {
        "pk": row.user_id,
        "who": name_of(row.user),
        "state": words.opening(row.get_state_display()),
        "ground": row.get_ground_display(),
        "shut": row.state in Conflict.SHUT,
        "hint": row.state == Conflict.State.HINT,
        "settled": settled if row.settled_by_id else "",
    }


@staff
@require_http_methods(["GET", "POST"])
def ties(request: HttpRequest) -> HttpResponse:
    """Do I know anyone here? Nobody is shown anything, and the answer is always the same."""
    at, user = now(), user_of(request)
    form, sentence = Known(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        sentence = attempt(comparing.declare, user=user, typed=form.cleaned_data["known"], at=at)
        if not sentence:
            say(request, DECLARED)
            return HttpResponseRedirect(reverse("desk_ties"))
    status = 409 if sentence else 422 if form.errors else 200
    context = {"title": "People I know", "section": "ties", "form": form, "sentence": sentence}
    return page(request, "desk/ties.html", {**context, "count": declared(user)}, at=at, status=status)


def declared(user: User) -> str:
    return words.count(user.ties.filter(own=False).count(), "person", "people")
