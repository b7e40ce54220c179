"""Where someone was going when the desk asked to sign in first, and what was typed on the way."""

from __future__ import annotations

from urllib.parse import unquote, urlencode, urlsplit

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from cases.routes import ARRIVING, OPEN, ROUTES
from cases.services import carried
from cases.views.desk.factor import typed
from cases.views.desk.menu import HOME

# In the session. LAPSED says whose sign-in ended in this browser: all that is left of it.
LAPSED, TYPED, TO = "lapsed", "typed", "to"
LONGEST = 512
NOT_CARRIED = {"desk_own", "desk_add_factor", "desk_again"}  # passwords and codes are typed anew


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
    """A stranger goes to the way in. Where to go on to is the address asked for, whether or not there is
    anything; a form that was on its way is kept for whoever was signed in here."""
    to = landing(request.get_full_path()) if request.method == "GET" else ""
    if request.method == "POST":
        keep(request)
    if door != "desk_sign_in":
        request.session[TO] = to
        to = ""
    query = f"?{urlencode({'to': to})}" if to else ""
    return HttpResponseRedirect(reverse(door) + query)


def keep(request: HttpRequest) -> None:
    """What was typed, sealed for the one whose sign-in has ended in this browser; for nobody else."""
    user = User.objects.filter(pk=request.session.get(LAPSED), is_active=True).first()
    match, fields = request.resolver_match, list(typed(request))
    if user is None or match is None or match.url_name in NOT_CARRIED or not fields:
        return
    request.session[TYPED] = carried.seal(
        user=user, path=request.get_full_path(), fields=fields, at=timezone.now()
    )


def settle(request: HttpRequest, user: User) -> None:
    """Someone has shown a password: what was on its way stays only if it is the same person as before."""
    if request.session.pop(LAPSED, None) != user.pk:
        request.session.pop(TYPED, None)
    request.session[TO] = landing(request.GET.get("to", ""))


def go_on(request: HttpRequest) -> HttpResponse:
    """Signed in at last: to what was typed, to the page that was asked for, or to Today."""
    to = request.session.pop(TO, "")
    if TYPED in request.session:
        return HttpResponseRedirect(reverse("desk_typed"))
    return HttpResponseRedirect(to or reverse(HOME))
