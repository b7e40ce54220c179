"""She has lost her words: with the start code from the phone and her phrase she makes new ones (V-08)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.forms.own import Regain
from cases.services import credentials, recovery, throttle, visits
from cases.views import errors, sending
from cases.views.person import carry, network, show, token_of

ASKED, TRIED, PAGE = "lost", "start", "regain"


def is_meant(request: HttpRequest) -> bool:
    """Whether this came from that page, or asks for it."""
    return request.POST.get("go") in (ASKED, TRIED) or request.POST.get("page") == PAGE


def recovering(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """The two fields, at the same address as code and words; one answer for whatever does not match."""
    form = Regain(request.POST)
    if request.POST.get("go") != TRIED:
        return show(request, "own/regain.html", {"form": form})
    if not form.is_valid():
        return show(request, "own/regain.html", {"form": form, "tried": True})
    start, where = form.cleaned_data["start"], throttle.prefix(network(request))
    if not throttle.may_try_words(code=credentials.folded(start), network=where, at=at):
        return errors.too_many(request, wait=timedelta(minutes=1))
    try:
        regained = recovery.regain(start=start, phrase=form.cleaned_data["phrase"], at=at)
    except credentials.Busy:
        return errors.too_many(request, wait=timedelta(seconds=10))
    if regained is None:
        form.add_error(
            None, _("Those details do not match. Check the start code and the phrase and try again.")
        )
        return show(request, "own/regain.html", {"form": form, "tried": True})
    return let_in(request, regained, at=at)


def let_in(request: HttpRequest, regained: recovery.Regained, *, at: datetime) -> HttpResponse:
    """A fresh visit with the case open; the new words stand in this answer and nowhere else."""
    visits.end(token_of(request))
    token, visit = visits.begin(at=at, case=regained.case)
    return carry(sending.with_words(request, visit, regained.code, regained.words, again=True), token)
