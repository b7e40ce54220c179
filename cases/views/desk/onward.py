"""Where someone was going when the desk asked to sign in first."""

from __future__ import annotations

from urllib.parse import unquote, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from cases.routes import ARRIVING, OPEN, ROUTES
from cases.views import errors
from cases.views.desk.menu import HOME

TO = "to"  # in the session between the two steps, and in the address of the first
ENDED = "ended"  # in that address: somebody was signed in here until just now
LONGEST = 512


def landing(to: str) -> str:
    """This address if it is a page behind the sign-in, or nothing. No case is looked up for it."""
    if not to.startswith("/desk/") or len(to) > LONGEST:
        return ""
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        return ""
    try:
        name = resolve(unquote(urlsplit(to).path)).url_name or ""
    except Resolver404:
        return ""
    route = ROUTES[name]
    return "" if name == HOME or route.posted or route.needs in (OPEN, ARRIVING) else to


def send_to(request: HttpRequest, door: str) -> HttpResponse:
    """A stranger goes to the way in, and on to the address asked for, whether or not there is anything.

    What somebody sends just after the session has ended is given back at once, and kept nowhere.
    """
    ended: bool = request.lapsed  # type: ignore[attr-defined]
    if ended and (texts := errors.to_copy(request)):
        return errors.signed_out(request, texts)
    to = landing(request.get_full_path()) if request.method == "GET" else ""
    if door != "desk_sign_in":
        request.session[TO] = to
        to = ""
    query = urlencode({**({TO: to} if to else {}), **({ENDED: "1"} if ended else {})})
    return HttpResponseRedirect(reverse(door) + (f"?{query}" if query else ""))


def settle(request: HttpRequest) -> None:
    """Someone has shown a password: where the address of the page leads, and not where another was going."""
    request.session[TO] = landing(request.GET.get(TO, ""))


def go_on(request: HttpRequest) -> HttpResponse:
    """Signed in at last: to the page that was asked for, or to Today."""
    return HttpResponseRedirect(request.session.pop(TO, "") or reverse(HOME))
