"""A phrase for the day she has lost her words: with it, and two people of ours, she gets new ones (V-08)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.forms.own import Phrase
from cases.models import Case
from cases.services import credentials, recovery
from cases.views import errors
from cases.views.own.page import Own, OwnPage, back, render
from cases.views.own.proof import is_proven, refused


def show(own: Own) -> HttpResponse:
    return page(own, Phrase())


def act(own: Own) -> HttpResponse:
    """Keep the hash of her phrase; her words prove that it is she who sets it."""
    form = Phrase(own.request.POST)
    if not is_proven(own, form):
        return refused(form, page(own, form, tried=True))
    try:
        recovery.set_phrase(case_id=own.case.pk, phrase=form.cleaned_data["phrase"], at=own.at)
    except credentials.Busy:
        return errors.too_many(own.request, wait=timedelta(seconds=10))
    return back(own)


def page(own: Own, form: Phrase, *, tried: bool = False) -> HttpResponse:
    return render(
        own, "own/phrase.html", {"form": form, "tried": tried, "is_set": bool(own.case.phrase_hash)}
    )


def exists(case: Case) -> bool:
    return case.state not in Case.FINAL


PAGE = OwnPage(show=show, act=act, exists=exists, label=_("Set a phrase for lost words"))
