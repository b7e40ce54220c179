"""Who can sign in: letting someone in, ending someone's sessions, a new way in for whoever lost theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms.people import Invite, Join
from cases.permissions import hidden
from cases.services import accounts, desk_sessions, factors, grants, invitations, vacancies
from cases.services.refusal import Refused
from cases.views.desk import words
from cases.views.desk.entrance import NOT_HERE, attempt, now, staff, user_of
from cases.views.desk.frame import page, say
from cases.views.desk.moves import name_of
from cases.views.desk.sign_in import enter


@staff
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everyone with an account, the invitations that are open, and the form for a new one."""
    at, actor = now(), user_of(request)
    form = Invite(request.POST or None, offered=grants.may_give(actor))
    sentence = link = ""
    if request.method == "POST" and form.is_valid():
        try:
            link = site(request) + invitations.invite(
                first_name=form.cleaned_data["first_name"],
                email=form.cleaned_data["email"],
                given=form.cleaned_data.get("given", []),
                actor=actor,
                at=at,
            )
        except Refused as no:
            sentence = str(no)
    if link:
        return shown(request, link, form.cleaned_data["first_name"], at, given=form.cleaned_data.get("given"))
    context = {**standing(actor, at), "form": form, "sentence": sentence}
    status = 409 if sentence else 422 if form.is_bound else 200
    return page(request, "desk/people.html", context, at=at, status=status)


def standing(actor: User, at: datetime) -> dict[str, Any]:
    everyone = User.objects.order_by("-is_active", "username").prefetch_related("groups")
    waiting = invitations.open_ones(at).filter(user=None).order_by("made_at")
    return {
        "title": "Who can sign in",
        "section": "people",
        "alone": everyone.filter(is_active=True).count() == 1,
        "lines": [line(each, actor, at) for each in everyone],
        "no_lead": vacancies.lead_missing(),
        "stuck": words.count(number, "case")
        if (number := vacancies.without_supervisor(hidden=hidden(actor)))
        else "",
        "waiting": [
            (each.pk, each.first_name, ", ".join(each.roles), words.moment(each.expires_at, at))
            for each in waiting
        ],
    }


def line(user: User, actor: User, at: datetime) -> dict[str, Any]:
    return {
        "id": user.pk,
        "name": name_of(user),
        "username": user.username,
        "path": reverse("desk_person", args=[user.pk]),
        "roles": ", ".join(sorted(group.name for group in user.groups.all())) or "no role",
        "enrolled": factors.enrolled(user),
        "active": user.is_active,
        "sessions": len(desk_sessions.of(user, at=at)),
        "renew": user.is_active and invitations.may_renew(actor, user),
    }


def shown(request: HttpRequest, link: str, name: str, at: datetime, *, given: Any = True) -> HttpResponse:
    """The link, this one time: only what it is found by is kept."""
    context = {"title": "Pass this link on", "section": "people", "link": link, "name": name}
    context["without"] = not given
    context["until"] = words.moment(at + invitations.LASTS, at)
    return page(request, "desk/invited.html", context, at=at)


def site(request: HttpRequest) -> str:
    """The address people type; while trying out, the one this page was opened at: passkeys want a name."""
    return settings.SITE_URL if settings.PRODUCTION else request.build_absolute_uri("/").rstrip("/")


def find(user_id: int) -> User:
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise Http404(NOT_HERE)
    return found


@staff
@require_POST
def end_sessions(request: HttpRequest, user_id: int) -> HttpResponse:
    """End every session of someone, at once."""
    user = find(user_id)
    accounts.end_sessions(user=user, actor=user_of(request), at=now())
    say(request, f"Every session of {name_of(user)} is ended.")
    return HttpResponseRedirect(reverse("desk_people"))


@staff
@require_POST
def renew(request: HttpRequest, user_id: int) -> HttpResponse:
    """A link to a new password and a new second factor, for whoever lost one of them."""
    at, user = now(), find(user_id)
    try:
        link = site(request) + invitations.renew(user=user, actor=user_of(request), at=at)
    except Refused as no:
        say(request, str(no))
        return HttpResponseRedirect(reverse("desk_people"))
    return shown(request, link, name_of(user), at)


@staff
@require_POST
def take_back(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """An invitation that nobody has used yet."""
    sentence = attempt(invitations.take_back, invitation_id=invitation_id, actor=user_of(request), at=now())
    say(request, sentence or "The invitation is taken back.")
    return HttpResponseRedirect(reverse("desk_people"))


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Someone invited chooses a name and a password; opening the link uses nothing up."""
    at = now()
    found = invitations.holder(token, at=at)
    context: dict[str, Any] = {"title": "Welcome", "sentence": invitations.OLD, "form": None}
    if found is None:
        return render(request, "desk/join.html", context, status=410)
    form = Join(request.POST or None, user=found.user)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        typed = {"name": "", **form.cleaned_data}
        sentence = attempt(invitations.accept, token=token, at=at, **typed)
        if not sentence:
            name = found.user.username if found.user else typed["name"]
            return enter(request, User.objects.get(username=name))
    context = {"title": "Welcome", "sentence": sentence, "form": form, "user_name": found.user}
    return render(request, "desk/join.html", context, status=422 if form.is_bound else 200)
