"""Is this true? What she did not affirm before there was a link."""

from __future__ import annotations

from django.http import HttpResponse

from cases.forms.status import HerWord
from cases.models import Case
from cases.services import affirming
from cases.views.own.page import Own, OwnPage, back, is_open_for_adults, render


def show(own: Own) -> HttpResponse:
    return page(own, HerWord())


def act(own: Own) -> HttpResponse:
    form = HerWord(own.request.POST)
    if not form.is_valid():
        return page(own, form, tried=True)
    affirming.say(case_id=own.case.pk, at=own.at)
    return back(own)


def typed(own: Own) -> HttpResponse:
    return page(own, HerWord(own.request.POST))


def page(own: Own, form: HerWord, *, tried: bool = False) -> HttpResponse:
    return render(own, "own/truth.html", {"form": form, "tried": tried, "unsaid": affirming.unsaid(own.case)})


def is_awaited(case: Case) -> bool:
    return is_open_for_adults(case) and affirming.is_awaited(case)


PAGE = OwnPage(show=show, act=act, exists=is_awaited, typed=typed)
