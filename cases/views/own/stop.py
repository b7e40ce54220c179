"""Stop everything: asked once more, then done."""

from __future__ import annotations

from django.http import HttpResponse

from cases.services import triage
from cases.views.own.page import Own, OwnPage, back, is_open, render


def show(own: Own) -> HttpResponse:
    return render(own, "intake/stop.html")


def act(own: Own) -> HttpResponse:
    triage.withdraw(case_id=own.case.pk, actor=None, at=own.at)
    return back(own)


PAGE = OwnPage(show=show, act=act, exists=is_open)
