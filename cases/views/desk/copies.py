"""What leaves for the person, a court or the police: when it is due, and taking it out once two agreed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.models import Approval, Case, Disclosure
from cases.permissions import may
from cases.services import approvals, data_requests, disclosures
from cases.services.refusal import Refused
from cases.views.desk import words
from cases.views.desk.entrance import NOT_HERE, case_or_404, now, staff, user_of, write_down
from cases.views.desk.frame import say
from cases.views.desk.moves import name_of

KINDS = {
    "text": (data_requests.as_text, "text/plain; charset=utf-8", "txt"),
    "data": (data_requests.as_json, "application/json", "json"),
}
TRIED = "untaken"
ONCE_MORE = "Something changed since. If it is needed once more, note anew that the person wants a copy."
UNASKED = "A second person has to be asked now."
LAPSED = "Nobody agreed in time, or something ran out or changed since. It has to be asked for again."


def waiting(case: Case, user: User, at: datetime) -> dict[str, Any]:
    """What the case's page says of a copy that waits or can be taken out, if one was asked for."""
    wish = case.data_requests.order_by("-noted_at").first()
    ready = wish is not None and data_requests.is_ready(case, user, at=at)
    found = approvals.last_asked(data_requests.COPY, str(case.pk))
    if wish is None or (wish.done_at and (found is None or at >= found.expires_at)):
        return {}
    stands = ready or (found and approvals.stands(found, lambda: data_requests.content(case), at=at))
    asked = f"Asked for on {words.plain_date(wish.asked_on)}"
    if wish.done_at:
        line = f"{asked}, taken out {words.moment(wish.done_at, at)}."
        return {"line": line, "ready": ready, "then": "" if stands else ONCE_MORE}
    late = " That is past." if at > wish.due_at else ""
    line = f"{asked}. It is due {words.moment(wish.due_at, at)}.{late}"
    return {"line": line, "ready": ready, **then(found, bool(stands), "copy-again", case, user)}


def then(asked: Approval | None, stands: bool, again: str, case: Case, user: User) -> dict[str, str]:
    """What has to be done before it can be taken out, and the way there for whoever may do it."""
    if asked is not None and stands:
        other = asked.agreed_at is not None and asked.asked_by_id != user.pk
        return {"then": f"{name_of(asked.asked_by)} can take it out." if other else ""}
    path = reverse("desk_case_action", args=[case.reference, again])
    return {"then": LAPSED if asked else UNASKED, "again": path if may(user, "ask_two", case) else ""}


@staff
@require_POST
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """The copy as a file, made now and kept nowhere; who takes it out is written down before it leaves."""
    at = now()
    case = case_or_404(request, reference)
    make, kind, ending = KINDS.get(request.POST.get("as", ""), (None, "", ""))
    if make is None:
        return back(request, case, "Choose whether you want it as text or as data.")

    def fetch() -> str:
        return make(data_requests.fetch(case_id=case.pk, actor=user_of(request), at=at))

    return take_out(request, case, "copy", fetch, file=(kind, ending), at=at)


def take_out(
    request: HttpRequest,
    case: Case,
    look: str,
    fetch: Callable[[], str],
    *,
    file: tuple[str, str],
    at: datetime,
) -> HttpResponse:
    """Serve what `fetch` gives as a file. What was refused is written down as a try, and as nothing more.

    It is taken out and written down in one step: where it cannot be written down, nothing is taken out.
    """
    try:
        with transaction.atomic():
            made = fetch()
            write_down(request, case, look, at)
    except Refused as no:
        write_down(request, case, TRIED, at)
        return back(request, case, str(no))
    kind, ending = file
    name = f'attachment; filename="{case.reference}.{ending}"'
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": name})


def back(request: HttpRequest, case: Case, sentence: str) -> HttpResponse:
    say(request, sentence)
    return HttpResponseRedirect(reverse("desk_case", args=[case.reference]))


def demands(case: Case, user: User, at: datetime) -> list[dict[str, Any]]:
    """The demands that have not been answered yet, and whether this person may take one out now."""
    return [demand(each, user, at) for each in disclosures.waiting(case)]


def demand(made: Disclosure, user: User, at: datetime) -> dict[str, Any]:
    found = approvals.last_asked(disclosures.DISCLOSE, str(made.pk))
    stands = found and approvals.stands(found, lambda: disclosures.content(made), at=at)
    return {
        "pk": made.pk,
        "line": f"Noted {words.moment(made.asked_at, at)}: {made.get_basis_display()}.",
        "ready": disclosures.is_ready(made, user, at=at),
        **then(found, bool(stands), "disclose-again", made.case, user),
    }


@staff
@require_POST
def disclose(request: HttpRequest, reference: str, disclosure_id: UUID) -> HttpResponse:
    """What the demand covers, as a file, once; who takes it out is written down before it leaves."""
    at = now()
    case = case_or_404(request, reference)
    if not Disclosure.objects.filter(pk=disclosure_id, case=case).exists():
        raise Http404(NOT_HERE)

    def fetch() -> str:
        return disclosures.fetch(disclosure_id=disclosure_id, actor=user_of(request), at=at)

    return take_out(request, case, "disclosed", fetch, file=KINDS["text"][1:], at=at)
