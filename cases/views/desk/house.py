"""The house's own rules: look at what a change would affect, and only then save it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.forms.house import LABELS, Rules
from cases.models import HouseRules
from cases.services import house, house_change
from cases.services.refusal import Refused
from cases.views.desk import words
from cases.views.desk.entrance import attempt, now, staff, user_of
from cases.views.desk.frame import page, say
from cases.views.desk.moves import name_of


@staff
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The numbers that hold, a preview of other ones, and the versions there were."""
    at, user, holds = now(), user_of(request), house.current()
    initial = {"retention_days": holds.retention_days, **dict(holds.hours)}
    form = Rules(request.POST if request.method == "POST" else None, initial=initial)
    sentence, effect, seal = "", None, ""
    if form.is_bound and form.is_valid():
        given = {"retention_days": form.cleaned_data["retention_days"], "hours": form.hours}
        if request.POST.get("do") == "save":
            asked = form.cleaned_data["seal"]
            sentence = attempt(house_change.change, **given, seal=asked, actor=user, at=at)
            if not sentence:
                say(request, "The rules are saved. They hold from now on.")
                return HttpResponseRedirect(reverse("desk_rules"))
        else:
            try:
                effect, seal = house_change.preview(**given, at=at), holds.seal(**given)
            except Refused as no:
                sentence = str(no)
    context: dict[str, Any] = {
        "title": "Settings",
        "section": "rules",
        "form": form,
        "sentence": sentence,
        "effect": effect,
        "seal": seal,
        "says": sentences(effect, form) if effect else [],
        "same": effect is not None and not form.changed_data,
        "versions": [version(each, at) for each in HouseRules.objects.select_related("made_by")[:20]],
    }
    status = 409 if sentence else 422 if form.is_bound and not form.is_valid() else 200
    return page(request, "desk/rules.html", context, at=at, status=status)


def sentences(effect: house_change.Effect, form: Rules) -> list[str]:
    """What would happen, a sentence for each kind of thing."""
    notices = words.count(effect.notices, "notice")
    said = [
        f"It would change the next step of {effect.moved or 'none'} of {notices} with a clock.",
        "No deadline of a law and no target moves.",
    ]
    if effect.at_once:
        said.insert(1, f"For {effect.at_once} of them the next reminder would be due at once.")
    if "retention_days" in form.changed_data:
        days = form.cleaned_data["retention_days"]
        said.append(f"A case that is closed from now on would be kept {words.count(days, 'day')}.")
        said.append(f"{words.count(effect.resolved, 'resolved case')} would be offered that day.")
        said.append(f"{words.count(effect.closed, 'closed case')} would keep the day set at closing.")
    return said


def version(each: HouseRules, at: Any) -> str:
    """ "Ada, today 10:00 GMT: 90 days; 2, 24, 12, 4, 1 h"."""
    hours = ", ".join(str(each.ladder[kind]) for kind in LABELS)
    return f"{name_of(each.made_by)}, {words.moment(each.made_at, at)}: {each.retention_days} days; {hours} h"
