"""What we may do for her: her yes or no to each purpose, changed at any time."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.forms.own import Allowed
from cases.services import wishes
from cases.views.own.page import Own, OwnPage, back, is_open_for_adults, render


def show(own: Own) -> HttpResponse:
    given = [key for key, yes in own.case.consents.items() if yes]
    return render(own, "own/consents.html", {"form": Allowed(initial={"agreed": given})})


def act(own: Own) -> HttpResponse:
    """Keep her answers. Without the first yes everything that waits stops in the same moment."""
    form = Allowed(own.request.POST)
    if not form.is_valid():
        return render(own, "own/consents.html", {"form": form, "tried": True})
    wishes.allow(case_id=own.case.pk, agreed=form.cleaned_data["agreed"], at=own.at)
    return back(own)


def typed(own: Own) -> HttpResponse:
    return render(own, "own/consents.html", {"form": Allowed(own.request.POST)})


PAGE = OwnPage(show=show, act=act, exists=is_open_for_adults, label=_("Change what we may do"), typed=typed)
