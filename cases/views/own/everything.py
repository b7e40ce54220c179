"""A copy of all that we hold: asked for with one button, due within her month (D-30)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.rules.sentences import full_day
from cases.services import data_requests
from cases.views.own.page import Own, OwnPage, back, opened, render


def show(own: Own) -> HttpResponse:
    """What it is and by when she has it; or, once she asked, that it is on its way."""
    return render(own, "own/everything.html", lambda: by_when(own))


def by_when(own: Own) -> dict[str, Any]:
    waits = data_requests.of(own.case)
    due_at = waits.due_at if waits else data_requests.due(own.at.date())
    return {"waits": waits is not None, "due": full_day(due_at.date())}


def act(own: Own) -> HttpResponse:
    if own.go == "ask":
        data_requests.wish(case_id=own.case.pk, at=own.at)
        return opened(own, "everything")
    if own.go == "take back":
        data_requests.take_back(case_id=own.case.pk, actor=None, at=own.at)
    return back(own)


PAGE = OwnPage(show=show, act=act, exists=lambda case: True, label=_("Get a copy of everything"))
