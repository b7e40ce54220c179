"""The fingerprints of a case, behind one logged click: what looks alike, attest, remove."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.permissions import may
from cases.rules.fingerprints import ATTESTED, NAMES, PDQ, Fingerprint, Kept
from cases.services import fingerprints as held
from cases.views.desk import words
from cases.views.desk.entrance import attempt, case_or_404, now, staff, user_of, write_down
from cases.views.desk.frame import page, say

DOES = {"attest": (held.attest, "Attested."), "remove": (held.remove, "Removed. No later letter has them.")}
NOT_SAFE = "in no letter: a site cannot match safely by it"


@dataclass(frozen=True)
class Line:
    """One picture's fingerprints: each with its label, and who vouches for them."""

    key: str
    said: str
    prints: tuple[tuple[str, str], ...]


@staff
@require_POST
def fingerprints(request: HttpRequest, reference: str) -> HttpResponse:
    """Show them, or attest or remove those that are ticked. Either is written down."""
    at, does = now(), DOES.get(request.POST.get("do", ""))
    case = case_or_404(request, reference, "prepare" if does else "open")
    if does:
        act, done = does
        chosen = request.POST.getlist("key")
        no = attempt(act, case_id=case.pk, keys=chosen, actor=user_of(request), at=at)
        say(request, no or (done if chosen else "Nothing was ticked, so nothing was done."))
        return HttpResponseRedirect(reverse("desk_case", args=[case.reference]))
    write_down(request, case, "reveal", at)
    context = {
        "title": case.reference,
        "section": "cases",
        "case": case,
        "pictures": [[line(kept, at) for kept in group] for group in held.pictures(case)],
        "may_change": may(request.user, "prepare", case),
    }
    return page(request, "desk/fingerprints.html", context, at=at)


def line(kept: Kept, at: datetime) -> Line:
    by = "attested by a caseworker" if kept.provenance == ATTESTED else "declared by the person"
    said = f"{by}, {words.short_moment(kept.declared_at, at)}"
    return Line(kept.key, words.opening(said), tuple((label(each), each.digits) for each in kept.picture))


def label(each: Fingerprint) -> str:
    name = (
        f"{NAMES[each.kind]}, quality {each.quality}"
        if each.kind == PDQ and each.quality
        else NAMES[each.kind]
    )
    return words.opening(name if each.matches_safely else f"{name} ({NOT_SAFE})")
