"""Showing a second factor: when coming in, and again before something that must not happen unattended.

`fresh` in a row of cases/routes.py, `fresh` of a Doing, or `need_fresh_factor(request)` in a view: each asks
for the factor again unless it was shown within five minutes. What had been typed goes on afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cases.services import desk_sessions, doorstep, factors
from cases.views.desk import device

CODE, PASSKEY = "factor_code", "factor_passkey"
PASSWORDS = {"old", "new", "password"}  # typed anew, and never written into a page
NOT_KEPT = {CODE, PASSKEY, "csrfmiddlewaretoken"}
TOO_MANY = "Too many tries. Wait a minute and try again."
A_MINUTE = "60"  # the same whichever limit it was: each gives one try back within it
WRONG = "That did not work. A code works once: wait for the next one, or use a recovery code."
EMPTY = "Type the code from your app, or one of your recovery codes."


class FactorNeeded(Exception):
    """The second factor must be shown again. The door answers with the page that asks for it."""


def need_fresh_factor(request: HttpRequest) -> None:
    """Go on only if the second factor was shown within five minutes, or is shown with this very form."""
    at = timezone.now()
    if desk_sessions.is_fresh(request.desk_session, at=at):  # type: ignore[attr-defined]
        return
    if not is_shown(request):
        raise FactorNeeded("")
    sentence = show(request, request.user, at)  # type: ignore[arg-type]
    if sentence:
        raise FactorNeeded(sentence)


def is_shown(request: HttpRequest) -> bool:
    return request.method == "POST" and (CODE in request.POST or PASSKEY in request.POST)


def show(request: HttpRequest, user: User, at: datetime) -> str:
    """Check what was typed or held up, and let the session go on under a new id; or say why not."""
    code, passkey = request.POST.get(CODE, ""), request.POST.get(PASSKEY, "")
    if not (code.strip() or passkey):
        return EMPTY
    known = device.known(request, user.username)
    if not doorstep.may_try_factor(user_id=user.pk, network=device.network_of(request), device=known, at=at):
        return TOO_MANY
    if passkey:
        right = factors.check_passkey(user=user, answer=passkey, at=at)
    else:
        right = bool(factors.check_code(user=user, typed=code, at=at))
    if not right:
        return WRONG
    prove(request, user, at)
    return ""


def prove(request: HttpRequest, user: User, at: datetime) -> None:
    """The session goes on under a new id, good for five minutes of what asks for a fresh factor."""
    request.session.cycle_key()
    session = request.desk_session  # type: ignore[attr-defined]
    desk_sessions.prove(session, user=user, session_key=request.session.session_key or "", at=at)
    session.proven_at = at


def ask_again(request: HttpRequest, sentence: str) -> HttpResponse:
    """The page that asks. A form that was on its way is carried along; a page is opened afterwards."""
    posted = request.method == "POST" and not PASSWORDS & request.POST.keys()
    return ask(
        request,
        request.user,  # type: ignore[arg-type]
        sentence,
        title="Once more, it is you",
        action="" if posted else "again",
        back=request.get_full_path(),
        kept=list(typed(request)) if posted else [],
    )


def typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in NOT_KEPT:
            yield from ((name, str(value)) for value in values)


def ask(request: HttpRequest, user: User, sentence: str, **context: Any) -> HttpResponse:
    """The page with the field for a code, and the button for a passkey where there is one."""
    kinds = {each.type for each in factors.of(user)}
    options = ""
    if factors.PASSKEY in kinds and passkeys_work(request):
        options = json.dumps(factors.passkey_options(user, new=False))
    has_app = factors.TOTP in kinds
    filled = {"sentence": sentence, "options": options, "has_app": has_app, **context}
    filled["passkey_first"] = bool(options) and not has_app
    status = 429 if sentence == TOO_MANY else 422 if sentence else context.pop("status", 403)
    response = render(request, "desk/factor.html", filled, status=status)
    if status == 429:
        response["Retry-After"] = A_MINUTE
    return response


def passkeys_work(request: HttpRequest) -> bool:
    """A passkey belongs to a name; a browser makes none for a bare number such as 127.0.0.1."""
    try:
        ip_address(request.get_host().rpartition(":")[0].strip("[]") or request.get_host())
    except ValueError:
        return True
    return False
