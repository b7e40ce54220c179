"""How I sign in: my second factors, recovery codes, password, and where I am signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.forms.people import NewPassword
from cases.models import DeskSession
from cases.services import desk_sessions, factors
from cases.views.desk import words
from cases.views.desk.arrive import choose
from cases.views.desk.entrance import attempt, now, staff, user_of
from cases.views.desk.frame import page, say

KINDS = {factors.TOTP: "App with codes", factors.PASSKEY: "Passkey"}


@staff
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Everything on one page; each button does one thing and comes back."""
    at, user = now(), user_of(request)
    act = ACTS.get(request.POST.get("go", "")) if request.method == "POST" else None
    if act is not None:
        return act(request, user)
    form = NewPassword(request.POST if "old" in request.POST else None, user=user)
    if form.is_bound and form.is_valid():
        user.set_password(form.cleaned_data["new"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        carry_on(request, user)
        say(request, "Your password is changed. You are signed out everywhere else.")
        return HttpResponseRedirect(reverse("desk_own"))
    context = {**standing(request, user, at), "form": form, "sentence": ""}
    return page(request, "desk/own.html", context, at=at, status=422 if form.is_bound else 200)


@staff
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Another second factor beside the one there is."""
    answer = choose(request, user_of(request), now(), title="Another second factor")
    if answer is None:
        say(request, "It is added. You are signed out everywhere else.")
    return answer or HttpResponseRedirect(reverse("desk_own"))


def standing(request: HttpRequest, user: User, at: datetime) -> dict[str, Any]:
    here: DeskSession = request.desk_session  # type: ignore[attr-defined]
    own_factors = factors.of(user, factors.TOTP, factors.PASSKEY)
    return {
        "title": "How you sign in",
        "section": "you",
        "factors": [(each.pk, factor_words(each), used(each.last_used_at, at)) for each in own_factors],
        "only_one": len(own_factors) == 1,
        "codes_left": factors.recovery_codes_left(user),
        "sessions": [
            (each.pk, each.device, words.ago(each.seen_at, at), each.pk == here.pk)
            for each in desk_sessions.of(user, at=at)
        ],
    }


def factor_words(factor: Any) -> str:
    name = factor.data.get("name", "")
    return f"{KINDS[factor.type]}, {name}" if name else KINDS[factor.type]


def used(last: datetime | None, at: datetime) -> str:
    return f"used {words.ago(last, at)}" if last else "never used"


def carry_on(request: HttpRequest, user: User) -> None:
    request.session.cycle_key()
    session: DeskSession = request.desk_session  # type: ignore[attr-defined]
    desk_sessions.carry_on(session, user=user, session_key=request.session.session_key or "")


def number(request: HttpRequest) -> int:
    typed = request.POST.get("which", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def remove(request: HttpRequest, user: User) -> HttpResponse:
    sentence = attempt(factors.remove, user=user, factor_id=number(request))
    if not sentence:
        carry_on(request, user)
    say(request, sentence or "It is removed. You are signed out everywhere else.")
    return HttpResponseRedirect(reverse("desk_own"))


def new_codes(request: HttpRequest, user: User) -> HttpResponse:
    factors.new_recovery_codes(user=user)
    return HttpResponseRedirect(reverse("desk_codes"))


def end_one(request: HttpRequest, user: User) -> HttpResponse:
    desk_sessions.end(user=user, session_id=number(request))
    return HttpResponseRedirect(reverse("desk_own"))


def end_others(request: HttpRequest, user: User) -> HttpResponse:
    desk_sessions.end_all(user=user, keep=request.desk_session)  # type: ignore[attr-defined]
    say(request, "You are signed out everywhere else.")
    return HttpResponseRedirect(reverse("desk_own"))


ACTS: dict[str, Callable[[HttpRequest, User], HttpResponse]] = {
    "remove": remove,
    "codes": new_codes,
    "end": end_one,
    "end-others": end_others,
}
