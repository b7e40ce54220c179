"""A receipt to copy by hand or to print, if she wants one: numbers and days, and nothing about her."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.rules.sentences import headline
from cases.services import slips
from cases.views.own.page import Own, OwnPage, back, render


def show(own: Own) -> HttpResponse:
    return render(own, "own/slip.html")


def act(own: Own) -> HttpResponse:
    """The receipt stands in this answer alone; whoever opens the page later sees the question again."""
    if own.go != "make":
        return back(own)
    slip = slips.make(case_id=own.case.pk, at=own.at)

    def context() -> dict[str, Any]:
        return {"slip": slip, "news": headline(gone=slip.gone, total=slip.links, case=slip.state)}

    return render(own, "own/slip.html", context)


PAGE = OwnPage(show=show, act=act, exists=lambda case: True, label=_("Get a receipt"))
