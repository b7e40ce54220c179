"""What stands around every page of the desk, and the sentence that a page shows once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.models import Delivery
from cases.permissions import may, reach, roles, unread, visible_cases
from cases.services import approvals, emergencies, exposure, health, sweep
from cases.views.desk import moves, words
from cases.views.desk.menu import may_enter, menu

STALE_AFTER = timedelta(minutes=5)
BANNERS = {
    "back": (
        "The clock went back.",
        "The last check was at {since}. Nothing new is sent before the clock has caught up with it. "
        "Tell whoever runs this system.",
    ),
    "mail": (
        "Mail is not leaving.",
        "The mail server has not answered since {since}. All mail is kept and tried again; deadlines run on. "
        "What is urgent can be filed by hand.",
    ),
    "clock": (
        "The clock is in doubt.",
        "It jumped, or differs from the database’s, {since}. What leaves the house is held; our own alerts "
        "go on. A supervisor lets it go in the outbox.",
    ),
    "space": (
        "Little space is left on the disk.",
        "Reports cannot be kept once it is full. Tell whoever runs this system.",
    ),
}


def say(request: HttpRequest, sentence: str) -> None:
    """Keep one sentence for the next page. It holds numbers and states, never what someone typed."""
    request.session["say"] = sentence


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, at: datetime, status: int = 200
) -> HttpResponse:
    """A page of the desk inside its frame."""
    said = request.session.pop("say", "")
    return render(request, template, {**frame(request, context, at), "said": said, **context}, status=status)


def frame(request: HttpRequest, context: dict[str, Any], at: datetime) -> dict[str, Any]:
    beat = sweep.stand_in(at=at)
    dead = context["dead_letters"] if "dead_letters" in context else dead_letters(request)
    counts = {"outbox": dead, **waiting(request.user, at)}
    return {
        "now_line": words.now_line(at),
        "checked": words.ago(beat, at) if beat else "",
        "stale": beat is None or at - beat > STALE_AFTER,
        "troubles": [banner(each, at) for each in troubles(beat, at)],
        "dead_letters": dead,
        "menu": [(*entry, counts.get(entry[0], 0)) for entry in menu(request.user)],
        "pause": pause(request, at),
        "unread": older(request.user, at),
        "may_find": may_enter(request.user, "desk_search"),
        "me": moves.name_of(request.user),
        "may_take_calls": may_enter(request.user, "desk_phone"),
        "keys_off": request.desk_session.keys_off,  # type: ignore[attr-defined]
        "my_roles": ", ".join(sorted(roles(request.user))),
    }


def pause(request: HttpRequest, at: datetime) -> exposure.Exposure | None:
    """A break is due: said to the reader on the pages that show a text, and nowhere else."""
    if getattr(request, "looked", "") not in exposure.TEXTS or not isinstance(request.user, User):
        return None
    opened = exposure.of(request.user, at=at)
    return opened if opened.break_due else None


def older(user: Any, at: datetime) -> str:
    """Until when reports were opened that someone new does not see yet: the name is looked for first."""
    reached = unread(user) if reach(user, "list") else None
    return words.moment(reached, at) if reached else ""


def waiting(user: Any, at: datetime) -> dict[str, int]:
    """What this person could decide as the second of two, and emergencies to look at."""
    counts = {}
    if may(user, "see_second"):
        counts["second"] = len(approvals.for_second(user, approvals.queue(user, at=at)))
    if may(user, "review_glass"):
        counts["emergencies"] = emergencies.to_review(user).exclude(user=user).count()
    return counts


def troubles(beat: datetime | None, at: datetime) -> list[health.Trouble]:
    went_back = beat is not None and at < beat - sweep.CLOCK_TOLERANCE
    return [*([health.Trouble("back", beat)] if went_back else []), *health.troubles(at=at)]


def banner(trouble: health.Trouble, at: datetime) -> tuple[str, str]:
    """What is wrong, and what that means for the work."""
    heading, sentence = BANNERS[trouble.word]
    return heading, sentence.format(since=words.moment(trouble.since, at) if trouble.since else "")


def dead_letters(request: HttpRequest) -> int:
    visible = visible_cases(request.user)
    return Delivery.objects.filter(Delivery.to_see_to(), case__in=visible).count()
