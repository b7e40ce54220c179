"""More links for the same report."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.forms.status import LinksToAdd
from cases.rules.sentences import number, opened, ranges
from cases.services import affirming, intake, visits
from cases.services.refusal import Refused
from cases.views.own.page import Own, OwnPage, back, is_open_for_adults, render
from cases.views.read_links import doubles, without_pieces

ADDED = "added"
Added = dict[str, Any]


def show(own: Own) -> HttpResponse:
    return page(own, LinksToAdd())


def act(own: Own) -> HttpResponse:
    """Keep the links. What could not be taken stands in the field again, with the reason."""
    form = LinksToAdd(own.request.POST, needs_word=bool(affirming.unsaid(own.case)))
    without = "without" in own.request.POST
    if without and "links" in form.errors and form.reading and form.reading.unreadable:
        return back(own)
    if not form.is_valid():
        return page(own, form, tried=True)
    try:
        fresh = intake.add_links(case_id=own.case.pk, text=form.cleaned_data["links"], at=own.at)
    except Refused as no:
        form.add_error("links", no.args[0])
        return page(own, form, tried=True)
    added, rest = account(form, fresh), form.after(without=without)
    if rest:
        return page(own, rest, tried=True, added=added)
    own.visit.answers = {**(own.visit.answers or {}), ADDED: added}
    return back(own)


def account(form: LinksToAdd, fresh: list[int]) -> Added:
    """What came of the links that could be read: the numbers of the new ones, and how many were known."""
    reading = form.reading
    known = len(reading.links) - len(fresh) if reading else 0
    return {"fresh": fresh, "known": known, "doubles": len(reading.duplicates) if reading else 0}


def said(added: Added) -> str:
    """The account in words. No address: her page shows none (V-09)."""
    fresh, known = added["fresh"], added["known"]
    new = ngettext(
        "We added one link: Link {numbers}.", "We added {count} links: Links {numbers}.", len(fresh)
    )
    more = ngettext("{count} was there already.", "{count} were there already.", known)
    if not fresh:
        more = ngettext("This link was there already.", "These {count} links were there already.", known)
    lines = (
        new.format(count=number(len(fresh)), numbers=ranges(fresh)) if fresh else "",
        opened(more.format(count=number(known))) if known else "",
        doubles(added["doubles"]),
    )
    return " ".join(filter(None, lines))


def told_once(own: Own) -> Added | None:
    """What was just added, for the page after it and for no other."""
    answers = dict(own.visit.answers or {})
    added: Added | None = answers.pop(ADDED, None) if own.request.method == "GET" else None
    if added:
        visits.keep(own.visit, answers=answers, at=own.at)
    return added


def page(own: Own, form: LinksToAdd, *, tried: bool = False, added: Added | None = None) -> HttpResponse:
    """A report of a threat did not say yet that anything was shared: that is affirmed with the first link."""
    unread = len(form.reading.unreadable) if added and form.reading else 0

    def context() -> dict[str, Any]:
        told = {"told": said(added), "without": without_pieces(unread)} if added else {}
        return {"form": form, "tried": tried, "unsaid": affirming.unsaid(own.case), **told}

    return render(own, "intake/add.html", context)


def typed(own: Own) -> HttpResponse:
    return page(own, LinksToAdd(own.request.POST, needs_word=bool(affirming.unsaid(own.case))))


PAGE = OwnPage(show=show, act=act, exists=is_open_for_adults, label=_("Add a link"), typed=typed)
