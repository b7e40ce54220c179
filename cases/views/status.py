"""The person's way back: her code and words, and a thin page that says where things stand."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cases.forms.status import LinksToAdd, WayBack
from cases.models import Case, Visit
from cases.rules.help import clock_name
from cases.rules.sentences import moment
from cases.services import credentials, intake, progress, throttle, triage, visits
from cases.views import errors
from cases.views.person import carry, drop, network, person_page, see_other, show, token_of, visit_of

NO_MATCH = "Those details do not match. Check the code and words and try again."
A_MINUTE = timedelta(minutes=1)


@person_page("GET", "HEAD", "POST")
def come_back(request: HttpRequest) -> HttpResponse:
    """Code and words in; the same answer for everything that does not match."""
    at = timezone.now()
    if request.method != "POST":
        return show(request, "intake/return.html", {"form": WayBack()})
    form = WayBack(request.POST)
    if not form.is_valid():
        return show(request, "intake/return.html", {"form": form, "tried": True})
    code, typed = form.cleaned_data["code"], form.cleaned_data["words"]
    if not has_open(request, code, at=at):
        where = throttle.prefix(network(request))
        if not throttle.may_try_words(code=credentials.folded(code), network=where, at=at):
            return errors.too_many(request, wait=A_MINUTE)
    try:
        case = credentials.check(code=code, typed=typed)
    except credentials.Busy:
        return errors.too_many(request, wait=timedelta(seconds=10))
    if case is None:
        form.add_error(None, NO_MATCH)
        return show(request, "intake/return.html", {"form": form, "tried": True})
    return let_in(request, case, at=at)


def has_open(request: HttpRequest, code: str, *, at: datetime) -> bool:
    """Whether this browser has that very case open: whoever is in cannot be shut out."""
    visit = visit_of(request, at=at) if token_of(request) else None
    return bool(visit and visit.case and visit.case.code_index == credentials.code_index(code))


def let_in(request: HttpRequest, case: Case, *, at: datetime) -> HttpResponse:
    """A fresh visit with the case open; the one before it is forgotten."""
    visits.end(token_of(request))
    before = case.person_last_seen_at
    token, _ = visits.begin(at=at, case=case, answers={"before": before.isoformat() if before else ""})
    progress.seen(case, at=at)
    return carry(see_other("/progress"), token)


@person_page("GET", "HEAD", "POST")
def stands(request: HttpRequest) -> HttpResponse:
    """Where things stand. Without an open case: the way in."""
    at = timezone.now()
    visit = visit_of(request, at=at)
    if visit is None or visit.case is None:
        return see_other("/return")
    visits.touch(visit, at=at)
    if request.method == "POST":
        return act(request, visit, visit.case, at=at)
    return standing(request, visit, visit.case, at=at)


def standing(request: HttpRequest, visit: Visit, case: Case, *, at: datetime) -> HttpResponse:
    """Stage, whose turn, hours left in words. No address, no name, nothing she typed."""
    before = (visit.answers or {}).get("before", "")
    last = moment(datetime.fromisoformat(before), at=at, zone=case.zone, on="on ") if before else ""
    context = {
        "case": case,
        "progress": progress.of(case, at=at),
        "is_open": case.state in Case.OPEN,
        "can_add": case.state in Case.OPEN and not case.safeguarding,
        "last": last,
        "idle_minutes": settings.VISIT_IDLE_MINUTES,
        "clock": clock_name(case.zone),
    }
    return show(request, "intake/progress.html", context, where=case.place)


def act(request: HttpRequest, visit: Visit, case: Case, *, at: datetime) -> HttpResponse:
    """Stop everything, add links, or sign out. Asking comes before stopping."""
    go = request.POST.get("go", "")
    if go == "stop" and case.state in Case.OPEN:
        return show(request, "intake/stop.html", {"case": case}, where=case.place)
    if go == "stop now" and case.state in Case.OPEN:
        triage.withdraw(case_id=case.pk, actor=None, at=at)
    if go in ("links", "add") and case.state in Case.OPEN and not case.safeguarding:
        return add_links(request, case, go=go, at=at)
    if go == "out":
        visits.end(token_of(request))
        response = drop(see_other("/return"))
        response["Clear-Site-Data"] = '"cookies", "storage"'
        return response
    return see_other("/progress")


def add_links(request: HttpRequest, case: Case, *, go: str, at: datetime) -> HttpResponse:
    """More links for the same report."""
    form = LinksToAdd(request.POST) if go == "add" else LinksToAdd()
    if form.is_bound and form.is_valid():
        intake.add_links(case_id=case.pk, text=form.cleaned_data["links"], at=at)
        return see_other("/progress")
    return show(request, "intake/add.html", {"form": form, "tried": form.is_bound}, where=case.place)
