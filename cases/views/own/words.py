"""A new code and new words, from an open page: the old ones stop at once, and nobody else stays in (V-07)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse

from cases.services import credentials
from cases.views import errors, sending
from cases.views.own.page import Own, OwnPage, back, remember, render


def show(own: Own) -> HttpResponse:
    return render(own, "own/words.html")


def act(own: Own) -> HttpResponse:
    """The new ones stand in this answer and nowhere else."""
    if own.go != "new words":
        return back(own)
    try:
        code, words = credentials.renew(case_id=own.case.pk, keep=own.visit, at=own.at)
    except credentials.Busy:
        return errors.too_many(own.request, wait=timedelta(seconds=10))
    remember(own, "")
    return sending.with_words(own.request, own.visit, code, words, again=True)


PAGE = OwnPage(show=show, act=act, exists=lambda case: True)
