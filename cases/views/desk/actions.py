"""The POSTs of a case and its links. Each shows its own page on GET, does its one thing on POST."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases.models import Location
from cases.services import locations, looks
from cases.views.desk.case_doings import DOINGS
from cases.views.desk.doing import perform
from cases.views.desk.entrance import (
    NOT_ALLOWED,
    NOT_HERE,
    attempt,
    case_or_404,
    location_or_404,
    now,
    staff,
    user_of,
)
from cases.views.desk.frame import say
from cases.views.desk.places import SAYINGS

LEAVES = frozenset({"flag-under-18", "hand-over", "handed-over"})
DONE = {
    "still-up": "Link {n} is still up.",
    "gone": "Link {n} is gone.",
    "they-say-gone": "They say link {n} is gone. Nobody here has looked yet.",
    "found-again": "Link {n} is up again.",
    "not-visible": "Link {n} cannot be seen from here. That is not gone: the clock runs on.",
    "give-up": "Link {n} is out of reach.",
    "try-again": "Link {n} is taken up again.",
    "double": "Link {n} is a double.",
}


@staff
@require_http_methods(["GET", "POST"])
def case_action(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    """One doing of a case."""
    at, doing = now(), DOINGS.get(action)
    if doing is None:
        raise Http404(NOT_HERE)
    case = case_or_404(request, reference, doing.action)
    page = reverse("desk_case", args=[case.reference])
    context = {"title": case.reference, "section": "cases", "case": case, "where": page}
    back = reverse("desk_today") if action in LEAVES else page
    return perform(request, doing, case, at=at, back=back, context=context)


@staff
@require_POST
def location_action(request: HttpRequest, reference: str, number: int, action: str) -> HttpResponse:
    """Say what is seen at a link."""
    at = now()
    if action not in SAYINGS:
        raise Http404(NOT_HERE)
    location = location_or_404(request, reference, number)
    sentence = NOT_ALLOWED
    if not location.case.safeguarding:
        again = action == "still-up" and location.state == Location.State.LIVE
        service = looks.still_live if again else getattr(locations, SAYINGS[action][0])
        sentence = attempt(service, location_id=location.pk, actor=user_of(request), at=at)
    say(request, sentence or DONE[action].format(n=number))
    return HttpResponseRedirect(reverse("desk_case", args=[location.case.reference]) + "#links")
