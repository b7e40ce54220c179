"""A dull page in front of all others: she sets it here, and it asks for her second code there."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from cases.forms.own import Cover, Search, Uncover
from cases.services import cover, throttle
from cases.views import tongue
from cases.views.own.page import ADDRESS, Own, OwnPage, back, opened, render
from cases.views.own.proof import is_proven, refused
from cases.views.person import see_other


def show(own: Own) -> HttpResponse:
    return page(own, Cover())


def act(own: Own) -> HttpResponse:
    """Put it there, take it away (both with her words), or lay it over this visit now."""
    if own.go == "now" and own.case.cover_index:
        cover.lay(own.visit, covered=True, at=own.at)
        return see_other(ADDRESS)
    if own.go not in ("put", "take"):
        return back(own)
    form = Cover(own.request.POST) if own.go == "put" else again(own.request.POST)
    if not is_proven(own, form):
        return refused(form, page(own, form, tried=own.go))
    if own.go == "put":
        cover.put(case_id=own.case.pk, code=form.cleaned_data["cover"], at=own.at)
    else:
        cover.take_away(case_id=own.case.pk, at=own.at)
    return opened(own, "cover")


def page(own: Own, form: Cover | Uncover, *, tried: str = "") -> HttpResponse:
    put, take = (form, again()) if isinstance(form, Cover) else (Cover(), form)
    context = {"form": form, "put": put, "take": take, "tried": tried, "is_set": bool(own.case.cover_index)}
    return render(own, "own/cover.html", context)


def again(typed: QueryDict | None = None) -> Uncover:
    """The second form of the page, with ids of its own."""
    return Uncover(typed, auto_id="again_%s")


def covered(own: Own) -> HttpResponse:
    """The dull page. Its field finds nothing, unless it is given the second code."""
    form = Search(own.request.POST if own.request.method == "POST" else None)
    if own.request.method != "POST" or tongue.CHOICE in own.request.POST:
        return render(own, "own/covered.html", {"form": form})
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    if typed and may_try(own) and cover.lifts(own.case, typed):
        cover.lay(own.visit, covered=False, at=own.at)
        return see_other(ADDRESS)
    return render(own, "own/covered.html", {"form": Search(), "looked": True})


def may_try(own: Own) -> bool:
    """As often as words, whatever others try; too many tries look like any that finds nothing."""
    return throttle.allow(throttle.OWN_WORDS, f"cover {own.visit.pk}", at=own.at)


PAGE = OwnPage(show=show, act=act, exists=lambda case: True, label=_("Put a dull page in front"))
