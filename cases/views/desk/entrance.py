"""Every page's door: signed in, allowed, written down, and only then opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Location, Notice
from cases.models.base import ConcurrentTransition, TransitionNotAllowed
from cases.permissions import may, visible_cases
from cases.services import access
from cases.services.refusal import Refused

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
NOT_HERE = "This page is not here."
NOT_ALLOWED = "This cannot be done now: it has changed in the meantime. The page shows how it stands."
CHANGED = "Someone has just changed this. The page shows how it stands now; look again and decide."


def staff(view: View[P]) -> View[P]:
    """Signed-in staff only; everyone else goes to the sign-in page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            response: HttpResponse = HttpResponseRedirect(reverse("desk_sign_in"))
        else:
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  staff() has made sure
    return request.user


def now() -> datetime:
    """The one reading of the clock of a request."""
    return timezone.now()


def case_or_404(request: HttpRequest, reference: str, action: str) -> Case:
    """The case, if this person may know of it and may do this. The answer is the same for both noes."""
    found = Case.objects.filter(reference=reference.upper()).select_related("assignee").first()
    if found is None or not may(request.user, action, found):
        raise Http404(NOT_HERE)
    return found


def notice_or_404(request: HttpRequest, reference: str, number: int, action: str) -> Notice:
    case = case_or_404(request, reference, action)
    rows = Notice.objects.filter(case=case, number=number).select_related(
        "case__assignee", "platform", "channel__verified_by", "approved_by", "reappearance_of"
    )
    found = rows.first()
    if found is None:
        raise Http404(NOT_HERE)
    return found


def location_or_404(request: HttpRequest, reference: str, number: int, action: str) -> Location:
    case = case_or_404(request, reference, action)
    found = Location.objects.filter(case=case, number=number).select_related("case", "platform").first()
    if found is None:
        raise Http404(NOT_HERE)
    return found


def write_down(request: HttpRequest, case: Case | None, kind: str, at: datetime) -> None:
    """Note who looks, before anything is read. If this fails the request fails, and nothing is shown."""
    access.note(user=user_of(request), case=case, kind=kind, session_key=request.session.session_key, at=at)


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
