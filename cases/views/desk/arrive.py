"""From the password to the desk: the second factor, or choosing one, and the recovery codes."""

from __future__ import annotations

import json
from datetime import datetime

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from cases.services import factors
from cases.views.desk import device, onward
from cases.views.desk.entrance import arriving, attempt, now, staff, user_of
from cases.views.desk.factor import CODE, PASSKEY, ask, passkeys_work, prove, show

SEED = "seed"


@arriving
@require_http_methods(["GET", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """The second step of signing in."""
    user: User = request.arriving  # type: ignore[attr-defined]
    sentence = ""
    if request.method == "POST":
        sentence = show(request, user, now())
        if not sentence:
            return welcome(request, user, onward.go_on(request))
    return ask(request, user, sentence, title="Second step", action="sign-in", status=200)


def welcome(request: HttpRequest, user: User, response: HttpResponse) -> HttpResponse:
    """This browser is a known one from now on."""
    device.remember(request, response, user.username)
    return response


@arriving
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Choose a second factor. Until there is one, nothing else of the desk opens."""
    user: User = request.arriving  # type: ignore[attr-defined]
    answer = choose(request, user, now(), title="Your second factor")
    return answer or welcome(request, user, HttpResponseRedirect(reverse("desk_codes")))


def choose(request: HttpRequest, user: User, at: datetime, *, title: str) -> HttpResponse | None:
    """The page where an app or a passkey is added; None once it is. The first one brings recovery codes."""
    first, sentence = not factors.enrolled(user), ""
    seed = factors.kept_seed(user, request.session.get(SEED, ""))
    if request.method == "POST" and (PASSKEY in request.POST or CODE in request.POST):
        sentence = take_up(request, user, seed, at)
        if not sentence:
            request.session.pop(SEED, None)
            if first:
                factors.new_recovery_codes(user=user)
            prove(request, user, at)
            return None
    request.session[SEED] = factors.sealed_seed(user, seed)
    side, dark = factors.picture(user, seed)
    context = {
        "title": title,
        "first": first,
        "has_app": bool(factors.of(user, factors.TOTP)),
        "sentence": sentence,
        "side": side,
        "dark": dark,
        "seed": " ".join(seed[place : place + 4] for place in range(0, len(seed), 4)),
        "options": json.dumps(factors.passkey_options(user, new=True)) if passkeys_work(request) else "",
    }
    return render(request, "desk/enrol.html", context, status=422 if sentence else 200)


def take_up(request: HttpRequest, user: User, seed: str, at: datetime) -> str:
    """Add what was typed or made; or say in one sentence why not."""
    if request.POST.get(PASSKEY):
        name = device.words_of(request)
        return attempt(factors.add_passkey, user=user, answer=request.POST[PASSKEY], name=name, at=at)
    return attempt(factors.add_app, user=user, seed=seed, code=request.POST.get(CODE, ""), at=at)


@staff
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """The recovery codes, until it is confirmed that they are written down; then never again."""
    user = user_of(request)
    if request.method == "POST":
        factors.close_recovery_codes(user=user)
        alone = not User.objects.filter(is_active=True).exclude(pk=user.pk).exists()
        return HttpResponseRedirect(reverse("desk_people")) if alone else onward.go_on(request)
    shown = factors.open_recovery_codes(user)
    if not shown:
        return HttpResponseRedirect(reverse("desk_today"))
    return render(request, "desk/codes.html", {"title": "Recovery codes", "codes": shown})


@staff
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """The second factor was shown again; back to the page that asked for it."""
    back = request.POST.get("back", "")
    own = back.startswith("/desk/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back if own else reverse("desk_today"))
