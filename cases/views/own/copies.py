"""Fingerprints of her pictures, made on her own device: add some, see how many we have, take them back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.forms.own import PicturesToAdd
from cases.rules.fingerprints import PICTURES_AT_ONCE
from cases.rules.sentences import moment
from cases.services import fingerprints
from cases.services.refusal import Refused
from cases.views.own.page import Own, OwnPage, opened, render


def show(own: Own) -> HttpResponse:
    return page(own, PicturesToAdd())


def act(own: Own) -> HttpResponse:
    """Take one picture's fingerprints back, or keep those that were sent."""
    if own.go == "take back":
        keys = own.request.POST.get("keys", "").split()
        fingerprints.remove(case_id=own.case.pk, keys=keys, actor=None, at=own.at)
        return opened(own, "copies")
    form = PicturesToAdd(own.request.POST)
    if form.is_valid():
        try:
            given = form.cleaned_data["fingerprints"]
            fingerprints.declare(case_id=own.case.pk, given=given, at=own.at)
            return opened(own, "copies")
        except Refused as no:
            form.add_error("fingerprints", no.args[0])
    return page(own, form, tried=True)


def page(own: Own, form: PicturesToAdd, **more: Any) -> HttpResponse:
    told = {"form": form, "most": PICTURES_AT_ONCE, **more}
    return render(own, "own/copies.html", lambda: {**told, "pictures": pictures(own)})


def pictures(own: Own) -> list[dict[str, Any]]:
    """What we have, versions of one picture together: when it came, and the keys its button sends."""
    return [
        {
            "keys": " ".join(kept.key for kept in group),
            "since": moment(group[0].declared_at, at=own.at, zone=own.case.zone),
            "versions": len(group),
        }
        for group in fingerprints.pictures(own.case)
    ]


def typed(own: Own) -> HttpResponse:
    return page(own, PicturesToAdd(own.request.POST))


PAGE = OwnPage(show=show, act=act, exists=fingerprints.takes, label=_("Help sites find copies"), typed=typed)
