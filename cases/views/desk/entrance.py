"""Every page's door: signed in, allowed, written down, and only then opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from typing import Any, Concatenate, NoReturn, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Location, Notice
from cases.models.base import ConcurrentTransition, TransitionNotAllowed
from cases.permissions import acting_as, in_emergency, must_say_why, reachable, visible_cases
from cases.routes import ROUTES, Route
from cases.services import access_log, factors
from cases.services.refusal import Refused
from cases.views.desk import onward
from cases.views.desk.factor import FactorNeeded, ask_again, need_fresh_factor
from cases.views.desk.menu import HOME, may_enter, menu

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
WHY = "why"  # in the session: the reason given for each case
NOT_HERE = "This page is not here."
NOT_ALLOWED = "This cannot be done now: it has changed in the meantime. The page shows how it stands."
CHANGED = "Someone has just changed this. The page shows how it stands now; look again and decide."


class ReasonMissing(Exception):
    """This person has not said yet why this case, which is another one's, is opened."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class NotWritten(Exception):
    """A page would show what a case says without a row that says who reads it."""


def staff(view: View[P]) -> View[P]:
    """Signed-in staff whom the row of the address in routes.py lets in; a stranger is sent to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            response = onward.send_to(request, way_in(request))
        elif owes_paper(request):
            response = HttpResponseRedirect(reverse("desk_codes"))
        elif may_enter(request.user, name_of(request)):
            response = answer(request, partial(view, request, *args, **kwargs))
        else:
            response = elsewhere(request)
        response["Cache-Control"] = "no-store"
        return response

    guarded.is_door = True  # type: ignore[attr-defined]  the check at the start looks for it
    return guarded


def answer(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """What the view says, if what it shows is written down; or the question that comes first: why, or who."""
    try:
        if request.method in route_of(request).fresh:
            need_fresh_factor(request)
        response = view()
    except ReasonMissing as missing:
        here = request.path if request.method == "GET" else ""
        path = reverse("desk_reason", args=[missing.reference])
        return HttpResponseRedirect(f"{path}?{urlencode({'to': here})}" if here else path)
    except FactorNeeded as wanted:
        return ask_again(request, str(wanted))
    check_written(request, response)
    return response


def owes_paper(request: HttpRequest) -> bool:
    """Recovery codes are still on the screen alone: each page leads back to them. A form that was on its way
    is taken, so that nothing typed is lost, and the page after it leads there."""
    shows_codes: bool = request.desk_session.shows_codes  # type: ignore[attr-defined]
    return shows_codes and request.method != "POST" and name_of(request) != "desk_codes"


def way_in(request: HttpRequest) -> str:
    """Where a stranger goes; whoever has shown the password goes on with the second factor."""
    user = request.arriving  # type: ignore[attr-defined]
    if user is None:
        return "desk_sign_in"
    return "desk_factor" if factors.enrolled(user) else "desk_enrol"


def arriving(view: View[P]) -> View[P]:
    """Only for whoever has shown the password and not yet the second factor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.arriving is None:  # type: ignore[attr-defined]
            response: HttpResponse = HttpResponseRedirect(reverse(HOME))
        elif way_in(request) != name_of(request):
            response = HttpResponseRedirect(reverse(way_in(request)))
        else:
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    guarded.is_door = True  # type: ignore[attr-defined]
    return guarded


def name_of(request: HttpRequest) -> str:
    """The name of the address that was asked for."""
    assert request.resolver_match is not None  # noqa: S101  a view runs, so an address matched
    return request.resolver_match.url_name or ""


def route_of(request: HttpRequest) -> Route:
    """Its row. An address without one is an error, and nothing is served."""
    return ROUTES[name_of(request)]


def elsewhere(request: HttpRequest) -> HttpResponse:
    """Not for this person: as if it were not there. Whoever comes in is led to what there is for the role."""
    if name_of(request) != HOME:
        write(request, None, access_log.REFUSED, now())
        raise Http404(NOT_HERE)
    entries = menu(request.user)
    if entries:
        return HttpResponseRedirect(entries[0][2])
    return render(request, "desk/no_role.html", {"title": "Desk"}, status=403)


def check_written(request: HttpRequest, response: HttpResponse) -> None:
    """The last lock: a page of content leaves only if this request has written down that it is read."""
    if route_of(request).content and response.status_code == 200 and not hasattr(request, "looked"):
        raise NotWritten(f"{request.resolver_match} shows content and has written nothing down.")


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  staff() has made sure
    return request.user


def now() -> datetime:
    """The one reading of the clock of a request."""
    return timezone.now()


def case_or_404(request: HttpRequest, reference: str, action: str = "") -> Case:
    """The case, if this person may do with it what the address asks for. Both noes give the same answer.

    Only an address whose row leaves it to the doing, or names more than one action, is told which.
    """
    rows = reachable(request.user, action or route_of(request).needs)
    found = rows.filter(reference=reference.upper()).select_related("assignee").first()
    if found is None:
        refuse(request, Case.objects.filter(reference=reference.upper()))
    return found


def refuse(request: HttpRequest, those: QuerySet[Case]) -> NoReturn:
    """Not here. Another one's case and none at all cost the same work, and the try is written down alike."""
    write_refused(request, those)
    raise Http404(NOT_HERE)


def write_refused(request: HttpRequest, those: QuerySet[Case]) -> None:
    """Note a try to come at what is not there for this person, with the case where there is one."""
    write(request, those.values_list("pk", flat=True).first(), access_log.REFUSED, now())


def notice_or_404(request: HttpRequest, reference: str, number: int, action: str = "") -> Notice:
    case = case_or_404(request, reference, action)
    rows = Notice.objects.filter(case=case, number=number).select_related(
        "case__assignee", "platform", "channel__verified_by", "approved_by", "reappearance_of"
    )
    found = rows.first()
    if found is None:
        raise Http404(NOT_HERE)
    return found


def location_or_404(request: HttpRequest, reference: str, number: int, action: str = "") -> Location:
    case = case_or_404(request, reference, action)
    found = Location.objects.filter(case=case, number=number).select_related("case", "platform").first()
    if found is None:
        raise Http404(NOT_HERE)
    return found


def write_down(request: HttpRequest, case: Case | None, kind: str, at: datetime) -> None:
    """Note who looks, before anything is read. If this fails the request fails, and nothing is shown."""
    if kind not in route_of(request).writes:
        raise NotWritten(f"{kind!r} does not stand in the row of {request.resolver_match}.")
    if kind in route_of(request).fresh or (case is not None and case.safeguarding):
        need_fresh_factor(request)
    if case is None:
        write(request, None, kind, at, role=acting_as(request.user, route_of(request).needs))
    else:
        role, reason = acting_as(request.user, "open", case), reason_for(request, case)
        write(request, case.pk, kind, at, role=role, reason=reason)
    request.looked = kind  # type: ignore[attr-defined]


def write(
    request: HttpRequest, case_id: UUID | None, kind: str, at: datetime, *, role: str = "", reason: str = ""
) -> None:
    access_log.note(
        user=user_of(request),
        case_id=case_id,
        kind=kind,
        session_key=request.session.session_key,
        at=at,
        role=role,
        reason=reason,
    )


def reason_for(request: HttpRequest, case: Case) -> str:
    """Why this person reads the case, where a reason is asked for; without one the question comes first."""
    if route_of(request).of_house or not must_say_why(request.user, case):
        if case.pk in in_emergency(request.user):
            return access_log.EMERGENCY
        return access_log.UNOWNED if case.assignee_id is None else ""
    said: str = request.session.get(WHY, {}).get(str(case.pk), "")
    if not said:
        raise ReasonMissing(case.reference)
    return said


def attempt(act: Callable[..., Any], **arguments: Any) -> str:
    """Do it, and return nothing; or the one plain sentence that says why it was not done."""
    try:
        act(**arguments)
    except Refused as no:
        return str(no)
    except ConcurrentTransition:
        return CHANGED
    except TransitionNotAllowed:
        return NOT_ALLOWED
    return ""


def still_visible(request: HttpRequest, case: Case) -> bool:
    return visible_cases(request.user).filter(pk=case.pk).exists()
