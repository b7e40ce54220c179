"""It is safe now: from here on letters may leave."""

from __future__ import annotations

from django.http import HttpResponse

from cases.models import Case
from cases.services import staging
from cases.views.own.page import Own, OwnPage, back, is_open_for_adults, render


def show(own: Own) -> HttpResponse:
    return render(own, "intake/safe.html")


def act(own: Own) -> HttpResponse:
    staging.safe_to_send(case_id=own.case.pk, actor=None, at=own.at)
    return back(own)


def waits(case: Case) -> bool:
    return case.staged and is_open_for_adults(case)


PAGE = OwnPage(show=show, act=act, exists=waits)
