"""Forms of sites that she can send now, with the text for each field ready to copy."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.forms.own import SentIt
from cases.models import Case
from cases.models.fields import readable
from cases.rules.sentences import moment
from cases.services import own_forms
from cases.services.refusal import Refused
from cases.views.own.page import Own, OwnPage, opened, render

KEY, SITE = "ready", "site"


def show(own: Own) -> HttpResponse:
    """The sites alone, until she asks for the text of one: her links stand in it (V-09)."""
    return page(own, SentIt())


def act(own: Own) -> HttpResponse:
    """Show the text for one site, or write down that she has sent its form."""
    form = SentIt(own.request.POST)
    if own.go == "show":
        return choose(own, own.request.POST.get(SITE, ""))
    if form.is_valid():
        told = form.cleaned_data["reference"]
        try:
            own_forms.sent(case_id=own.case.pk, key=chosen(own), reference=told, at=own.at)
            return choose(own, "")
        except Refused as no:
            form.add_error(None, no.args[0])
    return page(own, form, tried=True)


def typed(own: Own) -> HttpResponse:
    return page(own, SentIt(own.request.POST))


def choose(own: Own, key: str) -> HttpResponse:
    """For this visit alone."""
    own.visit.answers = {**(own.visit.answers or {}), SITE: key}
    return opened(own, KEY)


def chosen(own: Own) -> str:
    found: str = (own.visit.answers or {}).get(SITE, "")
    return found


def page(own: Own, form: SentIt, *, tried: bool = False) -> HttpResponse:
    return render(own, "own/ready.html", lambda: {**standing(own), "form": form, "tried": tried})


def standing(own: Own) -> dict[str, Any]:
    """Every site with a form, what she has sent already, and the text for the one she chose."""
    sites = own_forms.forms(own.case)
    site = next((each for each in sites if each.key == chosen(own)), None)
    return {
        "sites": sites,
        "chosen": site,
        "answers": own_forms.texts(own.case, site.key) if site else (),
        "told": [
            (readable(each, "site"), moment(each.at, at=own.at, zone=own.case.zone))
            for each in own.case.earlier_reports.exclude(at=None)
        ],
    }


def exists(case: Case) -> bool:
    return bool(own_forms.forms(case))


PAGE = OwnPage(show=show, act=act, exists=exists, label=_("Send a site’s form yourself"), typed=typed)
