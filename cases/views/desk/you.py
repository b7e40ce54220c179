"""Your own page: how much you opened, what you chose for yourself, and when you are away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms import duty as forms
from cases.permissions import ROLE_CASEWORKER, ROLE_SAFEGUARDING, ROLE_SUPERVISOR, roles
from cases.services import duty, exposure
from cases.views.desk.colleague import absences, away_form, wanted
from cases.views.desk.entrance import attempt, now, staff, user_of
from cases.views.desk.frame import page, say
from cases.views.desk.moves import name_of

HAVE_CASES = {ROLE_CASEWORKER, ROLE_SUPERVISOR, ROLE_SAFEGUARDING}
KEPT = ("all_collapsed", "break_after", "quiet_from", "quiet_to", "zone", "keys_off")


@staff
@require_http_methods(["GET", "POST"])
def you(request: HttpRequest) -> HttpResponse:
    """The counts are shown to their owner and to nobody else."""
    at, user = now(), user_of(request)
    act, typed = request.POST.get("do", ""), request.POST
    chosen = exposure.chosen_by(user)
    choices = forms.Choices(
        typed if act == "choose" else None, initial={name: getattr(chosen, name) for name in KEPT}
    )
    away = away_form(user, typed if act == "away" else None)
    sentence, done = "", ""
    if act == "choose" and choices.is_valid():
        exposure.choose(user=user, at=at, **{name: choices.cleaned_data[name] for name in KEPT})
        done = "Your choices are kept."
    elif act == "away" and away.is_valid():
        given = wanted("away", away.cleaned_data)
        sentence = attempt(duty.go_away, user=user, actor=user, at=at, **given)
        done = "" if sentence else "It is noted."
    if done:
        say(request, done)
        return HttpResponseRedirect(reverse("desk_you"))
    context: dict[str, Any] = {
        "title": "You",
        "section": "you",
        "name": name_of(user),
        "opened": exposure.of(user, at=at),
        "choices": choices,
        "away": away if roles(user) & HAVE_CASES else None,
        "absences": absences(user, at),
        "form": {"choose": choices, "away": away}.get(act),
        "sentence": sentence,
    }
    return page(request, "desk/you.html", context, at=at, status=409 if sentence else 422 if act else 200)


@staff
@require_POST
def rest(request: HttpRequest) -> HttpResponse:
    """A break was had, or will be: the reminder waits for the next one."""
    exposure.rest(user=user_of(request), at=now())
    say(request, "Good. The count begins anew.")
    return HttpResponseRedirect(reverse("desk_today"))
