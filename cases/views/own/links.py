"""More links for the same report."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.forms.status import LinksToAdd
from cases.services import affirming, intake
from cases.services.refusal import Refused
from cases.views.own.page import Own, OwnPage, back, is_open_for_adults, render


def show(own: Own) -> HttpResponse:
    return page(own, LinksToAdd())


def act(own: Own) -> HttpResponse:
    """Keep the links. What could not be taken stands in the field again, with the reason."""
    form = LinksToAdd(own.request.POST, needs_word=bool(affirming.unsaid(own.case)))
    if not form.is_valid():
        return page(own, form, tried=True)
    try:
        intake.add_links(case_id=own.case.pk, text=form.cleaned_data["links"], at=own.at)
    except Refused as no:
        form.add_error("links", no.args[0])
        return page(own, form, tried=True)
    rest = form.after()
    return page(own, rest, tried=True) if rest else back(own)


def page(own: Own, form: LinksToAdd, *, tried: bool = False) -> HttpResponse:
    """A report of a threat did not say yet that anything was shared: that is affirmed with the first link."""
    context = {"form": form, "tried": tried, "unsaid": affirming.unsaid(own.case)}
    return render(own, "intake/add.html", context)


def typed(own: Own) -> HttpResponse:
    return page(own, LinksToAdd(own.request.POST, needs_word=bool(affirming.unsaid(own.case))))


PAGE = OwnPage(show=show, act=act, exists=is_open_for_adults, label=_("Add a link"), typed=typed)
