"""How we may reach her: the form's own questions once more, with her words as proof (V-44)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.forms.draft import INTO_ACCOUNTS
from cases.forms.own import ContactAgain
from cases.forms.report import safe_contact
from cases.forms.why import whys
from cases.models import Case
from cases.models.keyring import CannotOpen
from cases.rules.help import Place, place
from cases.services import wishes
from cases.views.own import plan
from cases.views.own.page import Own, OwnPage, back, render
from cases.views.own.proof import is_proven, refused


def show(own: Own) -> HttpResponse:
    """What stands now is not shown: whoever holds this page could read an address here (V-09)."""
    return page(own, ContactAgain(initial={"zone": home(own).clock_of_all}, **options(own)))


def act(own: Own) -> HttpResponse:
    if own.go == "back":
        return back(own)
    form = ContactAgain(own.request.POST, **options(own))
    if not is_proven(own, form):
        return refused(form, page(own, form, tried=True))
    told = form.cleaned_data
    wishes.reach(case_id=own.case.pk, plan=safe_contact(told), keep_from=told["keep_from"], at=own.at)
    return back(own)


def home(own: Own) -> Place:
    return place(own.case.place)


def options(own: Own) -> dict[str, Any]:
    return {**risks(own), "near": home(own).all_zones}


def risks(own: Own) -> dict[str, bool]:
    """What the form must not offer: mail to a device, or to a mailbox, that someone else may read.

    That it is safe to write to sites does not make her device safe. What she ticked on her plan in this visit
    counts like what she told us; answers that cannot be opened count as a risk.
    """
    case = own.case
    try:
        ways = {*(case.sources or ()), *plan.ticked(own).get("sources", ())}
    except CannotOpen:
        ways = INTO_ACCOUNTS
    return {
        "device_at_risk": case.device_at_risk or case.staged,
        "account_at_risk": case.harm == Case.Harm.ACCOUNT or bool(ways & INTO_ACCOUNTS),
    }


def page(own: Own, form: ContactAgain, *, tried: bool = False) -> HttpResponse:
    shown = {"form": form, "tried": tried, "page": {"key": "contact"}, "whys": whys("contact")}
    return render(own, "own/contact.html", shown)


def exists(case: Case) -> bool:
    return case.state not in Case.FINAL


def typed(own: Own) -> HttpResponse:
    return page(own, ContactAgain(own.request.POST, **options(own)))


PAGE = OwnPage(show=show, act=act, exists=exists, label=_("Change how we may reach you"), typed=typed)
