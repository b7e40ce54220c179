"""What every page of the person shares: one way to render, one cookie, strict bounds on the request."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone

from cases.languages import whole
from cases.models import Visit
from cases.services import visits
from cases.views import errors, tongue
from cases.views.around import around

View = Callable[..., HttpResponse]
Context = dict[str, Any] | Callable[[], dict[str, Any]]


def show(
    request: HttpRequest, template: str, context: Context | None = None, *, where: str = "", zone: str = ""
) -> HttpResponse:
    """Render a page with what all of them show: the way out, the phone line, the emergency number.

    A context with sentences that are not lazy comes as a function: where her language lacks a message, the
    page is made once more, in English.
    """
    at = timezone.now()

    def say() -> str:
        made = (context() if callable(context) else context) or {}
        told = {name: unwritten(value) for name, value in made.items()}
        return render_to_string(template, {**around(at=at, where=where, zone=zone), **told}, request)

    text, language = whole(say)
    return HttpResponse(text, headers={"Content-Language": language})


def unwritten(value: Any) -> Any:
    """A form as before it was first shown: it would keep the words of its choices from then."""
    if not isinstance(value, BaseForm):
        return value
    form = copy(value)
    form._bound_fields_cache = {}
    return form


def see_other(path: str) -> HttpResponseRedirect:
    """303: the browser asks for the page anew and its history holds one entry."""
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response


def person_page(*methods: str) -> Callable[[View], View]:
    """Only these methods, and an empty query."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return errors.not_allowed(request, methods)
            if request.META.get("QUERY_STRING"):
                # What stands in an address stays in histories and logs, so it is dropped unread.
                return errors.bad_request(request) if request.method == "POST" else see_other(request.path)
            return view(request, *args, **kwargs)

        return checked

    return decorate


def network(request: HttpRequest) -> str:
    """The visitor's address as far as our own proxies vouch for it."""
    hops = settings.TRUSTED_PROXY_HOPS
    named = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if hops and len(named) >= hops:
        return named[-hops]
    return str(request.META.get("REMOTE_ADDR", ""))


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site made her browser send this. Browsers say so; older ones name the origin."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()


def token_of(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.VISIT_COOKIE_NAME, "")


def visit_of(request: HttpRequest, *, at: datetime) -> Visit | None:
    """Her visit, and from here on its language; a language this request names is kept with it."""
    visit = visits.find(token_of(request), at=at)
    if visit is None:
        return None
    if tongue.chosen(request):
        visits.speak(visit, language=tongue.chosen(request), at=at)
    tongue.settle(request, visits.language(visit))
    return visit


def carry(response: HttpResponse, token: str) -> HttpResponse:
    """Give the browser the visit's cookie: for this browser session only, unreadable for scripts."""
    response.set_cookie(
        settings.VISIT_COOKIE_NAME,
        token,
        httponly=True,
        samesite="Strict",
        secure=settings.PRODUCTION,
        path="/",
    )
    return response


def drop(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(settings.VISIT_COOKIE_NAME, path="/", samesite="Strict")
    return response
