"""One colleague, for supervisors: absence and rota. And the end of an absence, by either of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms import duty as forms
from cases.models import Absence, Shift, ShiftChange
from cases.permissions import may
from cases.services import duty
from cases.views.desk import words
from cases.views.desk.entrance import NOT_HERE, attempt, now, staff, user_of
from cases.views.desk.frame import page, say
from cases.views.desk.moves import name_of
from cases.views.desk.team import workers

LINES = {"shift": Shift, "day": ShiftChange}


@staff
@require_http_methods(["GET", "POST"])
def colleague(request: HttpRequest, user_id: int) -> HttpResponse:
    """Note an absence, or change the rota; a no shows the page again with all that was typed."""
    at, user = now(), user_of(request)
    person = someone(user_id)
    act = request.POST.get("do", "")
    made = {key: make(person, request.POST if key == act else None) for key, make in FORMS.items()}
    sentence = ""
    if act in made and made[act].is_valid():
        sentence = attempt(DOES[act], user=person, actor=user, at=at, **wanted(act, made[act].cleaned_data))
        if not sentence:
            say(request, "It is noted." if act == "away" else "The rota is changed.")
            return HttpResponseRedirect(reverse("desk_colleague", args=[person.pk]))
    context = {
        "title": name_of(person),
        "section": "team",
        "person": person,
        "name": name_of(person),
        "absences": absences(person, at),
        "shifts": person.shifts.all(),
        "changes": person.shift_changes.filter(day__gte=words.local(at).date()),
        "forms": made,
        "form": made.get(act),
        "sentence": sentence,
    }
    status = 409 if sentence else 422 if act in made else 200
    return page(request, "desk/colleague.html", context, at=at, status=status)


def someone(user_id: int) -> User:
    found = next((each for each in workers() if each.pk == user_id), None)
    if found is None:
        raise Http404(NOT_HERE)
    return found


def away_form(person: User, typed: Any) -> forms.Away:
    others = User.objects.filter(pk__in=[each.pk for each in workers() if each.pk != person.pk])
    return forms.Away(typed, colleagues=others.order_by("username"), prefix="away")


FORMS: dict[str, Callable[[User, Any], forms.DeskForm]] = {
    "away": away_form,
    "shift": lambda person, typed: forms.WeeklyShift(typed, prefix="shift"),
    "day": lambda person, typed: forms.OneDay(typed, prefix="day"),
}
DOES = {"away": duty.go_away, "shift": duty.plan_shift, "day": duty.change_day}


def wanted(act: str, cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the service takes of what was typed."""
    names = {"away": ("cover", "starts_at", "ends_at"), "shift": ("weekday", "begins", "ends", "zone")}
    return {name: cleaned[name] for name in names.get(act, ("day", "begins", "ends", "zone"))}


def absences(person: User, at: datetime) -> list[tuple[int, str]]:
    """Those that last or are to come, each with its number."""
    rows = Absence.objects.filter(user=person, ends_at__gt=at).select_related("cover")
    return [(each.pk, absence_line(each, at)) for each in rows]


def absence_line(each: Absence, at: datetime) -> str:
    who = f"{name_of(each.cover)} covers" if each.cover else "nobody covers"
    first, last = words.local(each.starts_at).date(), words.last_day(each.ends_at)
    today = words.local(at).date()
    days = words.day_word(first, today) if first == last else (
        f"{words.day_word(first, today)} to {words.day_word(last, today)}"
    )  # fmt: skip
    return f"{words.opening(days)}, {who}"


@staff
@require_POST
def back(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Someone is back: by that person, or by a supervisor."""
    at, user = now(), user_of(request)
    absence = Absence.objects.filter(pk=absence_id).first()
    leads = may(user, "see_team")
    if absence is None or not (leads or absence.user_id == user.pk):
        raise Http404(NOT_HERE)
    no = attempt(duty.come_back, absence_id=absence_id, actor=user, at=at)
    say(request, no or "The absence has ended.")
    own = absence.user_id == user.pk
    return HttpResponseRedirect(
        reverse("desk_you") if own else reverse("desk_colleague", args=[absence.user_id])
    )


@staff
@require_POST
def strike(request: HttpRequest, user_id: int, kind: str, line_id: int) -> HttpResponse:
    """Take one line out of the rota."""
    person = someone(user_id)
    if kind not in LINES:
        raise Http404(NOT_HERE)
    line = get_object_or_404(LINES[kind].objects.filter(user=person), pk=line_id)
    duty.strike(line=line, actor=user_of(request), at=now())
    say(request, "The rota is changed.")
    return HttpResponseRedirect(reverse("desk_colleague", args=[person.pk]))
