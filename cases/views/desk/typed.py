"""What was typed when the session ended, given back to whoever typed it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.views.decorators.http import require_GET, require_POST

from cases.permissions import reachable
from cases.routes import ROUTES
from cases.services import carried
from cases.views.desk.entrance import now, reason_for, staff, user_of
from cases.views.desk.factor import need_fresh_factor
from cases.views.desk.frame import page
from cases.views.desk.onward import TYPED


@staff
@require_GET
def typed(request: HttpRequest) -> HttpResponse:
    """One click sends it on to where it was going, which decides about it anew. Without any: Today."""
    at, user = now(), user_of(request)
    found = carried.unseal(user=user, sealed=request.session.get(TYPED, ""), at=at)
    if found is None or not still_theirs(request, found.path.partition("?")[0]):
        return HttpResponseRedirect(reverse("desk_today"))
    context = {"title": "Signed in again", "to": found.path, "kept": found.fields}
    return page(request, "desk/typed.html", context, at=at)


def still_theirs(request: HttpRequest, path: str) -> bool:
    """Whether this person can still open what it belongs to; a form may hold words of its case."""
    match = resolve(path)
    if not ROUTES[match.url_name or ""].of_case:
        return True
    rows = reachable(request.user, "open").filter(reference=match.kwargs["reference"].upper())
    case = rows.select_related("assignee").first()
    if case is None:
        return False
    if case.safeguarding:
        need_fresh_factor(request)
    reason_for(request, case)
    return True


@staff
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Someone types or clicks on a page: coming in at the door has renewed the session, and that is all."""
    return HttpResponse(status=204, content_type="text/plain")
