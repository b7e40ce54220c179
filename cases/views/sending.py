"""The end of the form: the report is kept once, the code and words are shown once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.forms.draft import Draft, typed_on
from cases.forms.report import report
from cases.models import Visit
from cases.services import credentials, hints, intake, own_forms, throttle, visits
from cases.views import errors
from cases.views.person import drop, network, see_other, show, token_of

QUICKEST = timedelta(seconds=3)
BUSY = timedelta(seconds=10)
DIFFERENT = _("This page was sent before with other answers. We kept the first. Call us if that is wrong.")


def send(request: HttpRequest, visit: Visit, draft: Draft, *, at: datetime) -> HttpResponse:
    """Keep the report. Odd ones are kept too, and listed apart."""
    where = throttle.prefix(network(request))
    again = intake.was_sent(request.POST["token"])  # the same report once more counts for nothing
    for limit in () if again else (throttle.SUBMISSIONS_HOUR, throttle.SUBMISSIONS_DAY):
        if not throttle.allow(limit, where, at=at):
            return errors.too_many(request, wait=throttle.wait(limit, where, at=at), back="/form")
    flood = not throttle.allow(throttle.SUBMISSIONS_ALL, "", at=at)
    odd = flood or bool(draft.answers.get("trapped")) or at - visit.started_at < QUICKEST
    lately = throttle.spent(throttle.SUBMISSIONS_DAY, where, at=at)
    told = replace(report(draft, burst=odd), crowded=lately >= hints.REPORTS_TO_CROWD)
    try:
        new = intake.open_case(report=told, token=request.POST["token"], at=at)
    except intake.AlreadyReceived as twin:
        visits.attach(visit, case=twin.case, at=at)
        return received(request, can_renew=True)
    except intake.DifferentReport:
        return errors.refused(request, DIFFERENT)
    except credentials.Busy:
        return errors.too_many(request, wait=BUSY)
    # The same visit now holds the case, so a button pressed twice still leads to new words.
    visits.attach(visit, case=new.case, at=at)
    return with_words(request, visit, new.code, new.words)


def with_words(
    request: HttpRequest,
    visit: Visit,
    code: str,
    words: tuple[str, ...],
    *,
    again: bool = False,
    after_call: bool = False,
) -> HttpResponse:
    """The code and the words, in the direct answer and nowhere else."""
    case = visit.case
    mail = bool(case and (case.safe_contact or {}).get("channel") == "email")
    context = {"case": case, "code": code, "words": words, "mail": mail, "after_call": after_call}
    context["number"] = credentials.as_number(code)
    context["forms"] = len(own_forms.forms(case)) if case else 0
    template = "own/fresh.html" if again else "intake/words.html"
    return show(request, template, context, where=case.home if case else "", zone=case.zone if case else "")


def after(request: HttpRequest, visit: Visit, *, at: datetime) -> HttpResponse:
    """Her report is here already: new words, another report, or just the word that we have it."""
    go = request.POST.get("go", "")
    if go == "words" and visit.case_id is not None:
        try:
            code, words = credentials.renew(case_id=visit.case_id, keep=visit, at=at)
        except credentials.Busy:
            return errors.too_many(request, wait=BUSY)
        return with_words(request, visit, code, words, again=True)
    if go == "another":
        visits.end(token_of(request))
        return drop(see_other("/"))
    token = request.POST.get("token")
    mine = bool(token and visit.case and visit.case.submit_index == intake.submit_index(token))
    if mine and visit.case and visit.case.submit_digest != request.POST.get("seal"):
        return errors.refused(request, DIFFERENT)
    return received(request, can_renew=True)


def again(request: HttpRequest) -> HttpResponse:
    """The last page once more, from a browser without a visit: say that we have it, and nothing else."""
    try:
        case = intake.received(token=request.POST["token"], digest=request.POST.get("seal", ""))
    except intake.DifferentReport:
        return errors.refused(request, DIFFERENT)
    return received(request, can_renew=False) if case else gone(request)


def received(request: HttpRequest, *, can_renew: bool) -> HttpResponse:
    return show(request, "intake/received.html", {"can_renew": can_renew})


def stray(request: HttpRequest, **frame: Any) -> HttpResponse:
    """From a page that is not on her way: nothing of it was taken, and all of it is given back to her."""
    texts = typed_on(request.POST.get("page", ""), request.POST)
    return show(request, "intake/stray.html", {"texts": texts, **frame})


def gone(request: HttpRequest, *, is_own: bool = False) -> HttpResponse:
    """The visit was ended, or open too long. What this very request brought is given back to her."""
    told = {"minutes": settings.VISIT_IDLE_MINUTES, "typed": errors.typed(request), "is_own": is_own}
    return drop(show(request, "intake/gone.html", told))
