"""Her safety plan: steps from her answers, the safest first.

What she ticks here lives in the visit and ends with it. It is not kept with the case: whoever makes her log
in later learns no more than she had told us, and a caseworker who should know hears it from her.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse

from cases.forms.plan import WaysOut
from cases.models.keyring import CannotOpen
from cases.rules import safety_plan
from cases.rules.safety_plan import Told
from cases.views.help import near
from cases.views.own.page import Own, OwnPage, opened, render

KEY = "plan"


def show(own: Own) -> HttpResponse:
    return render(own, "intake/plan.html", lambda: steps(own))


def typed(own: Own) -> HttpResponse:
    return render(own, "intake/plan.html", lambda: {**steps(own), "form": WaysOut(own.request.POST)})


def steps(own: Own) -> dict[str, Any]:
    """On a device that someone may watch: first how to get away from it, the rest once she says so."""
    chosen = ticked(own)
    told = told_now(own, chosen)
    is_held = safety_plan.is_held(told) and not chosen.get("whole")
    context: dict[str, Any] = {
        "parts": safety_plan.held(told) if is_held else safety_plan.plan(told),
        "is_held": is_held,
        "told": told,
        "form": WaysOut(initial={"sources": told.sources}),
    }
    if told.young:
        context |= near(own.case.place, at=own.at, zone=own.case.zone)
    return context


def act(own: Own) -> HttpResponse:
    """Show the whole plan, or the steps for other ways out."""
    chosen = ticked(own)
    if own.go == "whole":
        chosen = {**chosen, "whole": True}
    form = WaysOut(own.request.POST)
    if own.go == "choose" and form.is_valid():
        chosen = {**chosen, "sources": form.cleaned_data["sources"]}
    own.visit.answers = {**(own.visit.answers or {}), KEY: chosen}
    return opened(own, KEY)


def ticked(own: Own) -> dict[str, Any]:
    """What she chose on this page during this visit."""
    found: dict[str, Any] = (own.visit.answers or {}).get(KEY, {})
    return found


def told_now(own: Own, chosen: dict[str, Any]) -> Told:
    """Her answers, with what she ticked instead of the ways out. What cannot be opened is as if unsaid."""
    try:
        told = own.case.told
    except CannotOpen:
        told = Told(young=own.case.safeguarding, device=own.case.device)
    return replace(told, sources=chosen.get("sources", told.sources))


def always(case: object) -> bool:
    return True


PAGE = OwnPage(show=show, act=act, exists=always, typed=typed)
