"""Delete everything: asked once, undone for three days, then done by the engine (D-22)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases.models import Case
from cases.rules.help import clock_name
from cases.rules.sentences import moment
from cases.services import erasure, legal_holds
from cases.views.own.page import Own, OwnPage, back, opened, render


def show(own: Own) -> HttpResponse:
    """What it means and the one question; or, once it is asked for, until when it can be undone."""
    return render(own, "own/delete.html", lambda: undone_until(own))


def undone_until(own: Own) -> dict[str, Any]:
    case = own.case
    ahead = case.erase_at is not None and case.erase_at > own.at
    until = moment(case.erase_at, at=own.at, zone=case.zone, on=False) if case.erase_at and ahead else ""
    return {
        "asked": case.erase_at is not None,
        "until": until,
        "clock": clock_name(case.zone),
        "must_keep": legal_holds.is_told(case),
    }


def act(own: Own) -> HttpResponse:
    if own.go == "keep":
        erasure.undo(case_id=own.case.pk, at=own.at)
        return back(own)
    if own.go == "delete now":
        erasure.ask(case_id=own.case.pk, at=own.at)
    return opened(own, "delete")


def is_hers(case: Case) -> bool:
    """Whether the erasure is hers to ask for or to take back; one that two of ours decided is not."""
    return case.erase_at is None or case.erase_rule == Case.EraseRule.ASKED


PAGE = OwnPage(show=show, act=act, exists=is_hers)
