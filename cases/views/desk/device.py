"""The browser someone signs in with: what it calls itself, and whether it has been in before."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from cases.models.fields import blind_index
from cases.services import throttle
from cases.views.person import network

SALT = "cases.desk.device"
DAYS, MOST = 90, 8
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "a Mac"), ("CrOS", "a Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def words_of(request: HttpRequest) -> str:
    """“Firefox on Linux”: enough to know one's own browser again, and nothing that traces it."""
    said = request.META.get("HTTP_USER_AGENT", "")
    browser = next((word for sign, word in BROWSERS if sign in said), "A browser")
    system = next((word for sign, word in SYSTEMS if sign in said), "")
    return f"{browser} on {system}" if system else browser


def network_of(request: HttpRequest) -> str:
    return throttle.prefix(network(request))


def index_of(name: str) -> str:
    return blind_index(name.casefold(), purpose="known device")


def known(request: HttpRequest, name: str) -> str:
    """The id of this browser if this name has signed in with it before, or nothing."""
    return everyone(request).get(index_of(name), "")


def everyone(request: HttpRequest) -> dict[str, str]:
    """Whoever has signed in with this browser, and its id for each: several people may share one."""
    cookie = request.COOKIES.get(settings.KNOWN_COOKIE_NAME, "")
    try:
        rows = signing.loads(cookie, salt=SALT, max_age=DAYS * 86_400)
        return {str(whose): str(device) for whose, device in rows}
    except (signing.BadSignature, ValueError, TypeError):
        return {}


def remember(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Both factors were shown here: from now on nobody elsewhere can use up this browser's tries."""
    others, mine = everyone(request), index_of(name)
    device = others.pop(mine, "") or secrets.token_hex(8)
    rows = [[mine, device], *map(list, others.items())][:MOST]
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME, signing.dumps(rows, salt=SALT),
        max_age=DAYS * 86_400, path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict",
    )  # fmt: skip
