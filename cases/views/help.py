"""How to stay safe online, and who else can help by country. Works without a visit, a cookie or a script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from cases.forms.draft import Draft
from cases.forms.help import HelpHere, YoungHelpHere
from cases.models import Visit
from cases.rules.help import ELSEWHERE, checked, place, services
from cases.views import errors
from cases.views.person import person_page, show, token_of, visit_of


@dataclass(frozen=True)
class Known:
    """What an open visit says of her."""

    place: str = ""
    zone: str = ""
    young: bool = False


@csrf_exempt  # to choose a country changes nothing and must work without a cookie
@person_page("GET", "HEAD", "POST")
def help_page(request: HttpRequest) -> HttpResponse:
    """The lists of adults and of the young never stand together: whoever said "under 18" sees hers alone."""
    at = timezone.now()
    known = known_of(request, at=at)
    form = (YoungHelpHere if known.young else HelpHere)(request.POST or None, initial={"place": known.place})
    chosen = form.cleaned_data if form.is_valid() else {"place": known.place}
    where, young = chosen["place"], known.young or chosen.get("who") == "young"
    zone = known.zone if where == known.place else ""

    def context() -> dict[str, Any]:
        found = services(place(where), young=young, at=at, zone=zone)
        return {
            "form": form,
            "services": found,
            "checked": checked(service.line for service in found),
            "is_young": young,
            "knows_young": known.young,
        }

    return show(request, "intake/help.html", context, where=where, zone=zone)


def known_of(request: HttpRequest, *, at: datetime) -> Known:
    """Nothing is known without a database: the page holds for everyone and must be there then too."""
    try:
        return told_by(visit_of(request, at=at) if token_of(request) else None)
    except errors.AWAY_ERRORS:
        return Known()


def told_by(visit: Visit | None) -> Known:
    if visit is None:
        return Known()
    if visit.case is not None:
        return Known(visit.case.home, visit.case.zone, visit.case.safeguarding)
    draft = Draft(visit.answers)
    return Known(draft.place, "", draft.is_young)


def near(code: str, *, at: datetime, zone: str = "") -> dict[str, Any]:
    """Services for the young where she lives; until she says where, the house's own and those of any."""
    if code:
        return {"services": services(place(code), young=True, at=at, zone=zone)}
    own, anywhere = place(settings.HOME_PLACES[0]), place(ELSEWHERE)
    found = services(own, young=True, at=at)
    also = [each for each in services(anywhere, young=True, at=at) if each.line not in own.young]
    return {"services": [*found, *also], "assumed": own.name}
