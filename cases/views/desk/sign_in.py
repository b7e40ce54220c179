"""The way in and out: name and password, a link that works once, and the first supervisor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms import desk as forms
from cases.forms import people as people_forms
from cases.services import access, desk_sessions, doorstep
from cases.services.refusal import Refused
from cases.views.desk import device, onward
from cases.views.desk.entrance import attempt, now, way_in
from cases.views.desk.factor import A_MINUTE, TOO_MANY

BACKEND = "django.contrib.auth.backends.ModelBackend"
WRONG = "That name and password do not match. Check both and try again."
OLD_LINK = "This link has been used, or it is too old. Ask for a new one."


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password. The answer is the same for an unknown name and a wrong password."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward.landing(request.GET.get(onward.TO, "")) or reverse("desk_today"))
    if request.method == "GET" and request.arriving is not None:  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse(way_in(request)))
    form = forms.SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        if not may_try(request, name, now()):
            response = entrance(request, form, TOO_MANY, status=429)
            response["Retry-After"] = A_MINUTE
            return response
        user = authenticate(request, username=name, password=form.cleaned_data["password"])
        if user is not None:
            return enter(request, user)
        return entrance(request, form, WRONG, status=422)
    return entrance(request, form, "", status=422 if form.is_bound else 200)


def may_try(request: HttpRequest, name: str, at: datetime) -> bool:
    network, known = device.network_of(request), device.known(request, name)
    return doorstep.may_try_password(name=name, network=network, device=known, at=at)


def entrance(request: HttpRequest, form: forms.DeskForm, sentence: str, *, status: int = 200) -> HttpResponse:
    context = {
        "title": "Sign in",
        "form": form,
        "sentence": sentence,
        "ended": onward.ENDED in request.GET,
        "to": onward.landing(request.GET.get(onward.TO, "")),
    }
    return render(request, "desk/sign_in.html", context, status=status)


def enter(request: HttpRequest, user: Any, *, proven: bool = False) -> HttpResponse:
    """The password was right: the second factor comes next. With `proven`, both are done."""
    login(request, user, backend=BACKEND)
    request.desk_session = desk_sessions.begin(  # type: ignore[attr-defined]
        user=user,
        session_key=request.session.session_key or "",
        device=device.words_of(request),
        at=now(),
        proven=proven,
    )
    request.arriving = user  # type: ignore[attr-defined]
    onward.settle(request)
    return onward.go_on(request) if proven else HttpResponseRedirect(reverse(way_in(request)))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.desk_session is not None:  # type: ignore[attr-defined]
        request.desk_session.delete()  # type: ignore[attr-defined]
    logout(request)
    response = HttpResponseRedirect(reverse("desk_sign_in"))
    response["Clear-Site-Data"] = '"storage"'  # not the cookies: this browser stays a known one
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A link into the sample, once and with both factors. Opening it does nothing: a program that follows
    links must not use it up. Where people are real there are no such links (cases/services/access.py)."""
    user = access.holder(token)
    sentence = "" if user else OLD_LINK
    if request.method == "POST" and user:
        try:
            return enter(request, access.redeem(token=token, at=now()), proven=True)
        except Refused as no:
            sentence = str(no)
    context = {"title": "Sign in", "sentence": sentence, "name": user.username if user else ""}
    return render(request, "desk/link.html", context, status=410 if sentence else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """The first supervisor chooses a name and a password, and says where alerts go."""
    if not access.may_set_up(token):
        context = {"title": "Set up", "sentence": OLD_LINK, "form": None}
        return render(request, "desk/set_up.html", context, status=410)
    form = people_forms.FirstSupervisor(request.POST or None)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        sentence = attempt(access.set_up, token=token, at=now(), **form.cleaned_data)
        if not sentence:
            return enter(request, User.objects.get(username=form.cleaned_data["name"]))
    context = {"title": "Set up", "sentence": sentence, "form": form}
    return render(request, "desk/set_up.html", context, status=422 if form.is_bound else 200)
