"""Wait, do not send yet: she takes back that it is safe, or never said so, and nothing more leaves."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.services import staging
from cases.views.own.page import Own, OwnPage, back, is_open_for_adults, render


def show(own: Own) -> HttpResponse:
    return render(own, "own/wait.html")


def act(own: Own) -> HttpResponse:
    staging.wait(case_id=own.case.pk, actor=None, at=own.at)
    return back(own)


def exists(case: Case) -> bool:
    return is_open_for_adults(case) and not case.staged and not case.waits_for_link


PAGE = OwnPage(show=show, act=act, exists=exists, label=_("Ask us to wait"))
