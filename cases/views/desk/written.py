"""What the person and the caseworker wrote, and the notes of staff: each behind one logged click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from cases.models import Case
from cases.models.fields import readable
from cases.rules.unseen import visible
from cases.services import messages
from cases.views.desk import words
from cases.views.desk.case_doings import DOINGS
from cases.views.desk.doing import offered
from cases.views.desk.entrance import case_or_404, now, staff, user_of, write_down
from cases.views.desk.frame import page
from cases.views.desk.moves import name_of
from cases.views.desk.report import Part


@staff
@require_POST
def written(request: HttpRequest, reference: str) -> HttpResponse:
    """The messages, or the notes. Who opens them is written down before one is read."""
    at, user = now(), user_of(request)
    found = case_or_404(request, reference)
    notes = request.POST.get("part") == "notes"
    write_down(request, found, "notes" if notes else "messages", at)
    if not notes:
        messages.read(found, from_person=True, at=at)
    ready = offered(DOINGS, found, user)
    keys = ("note",) if notes else ("answer", "set-aside")
    context: dict[str, Any] = {
        "title": found.reference,
        "section": "cases",
        "case": found,
        "notes": notes,
        "parts": note_parts(found, at) if notes else message_parts(found, at),
        "answers": [
            (doing, doing.form(found, user, None) if doing.form else None)
            for key, doing in ready.items()
            if key in keys
        ],
    }
    return page(request, "desk/written.html", context, at=at)


def message_parts(case: Case, at: datetime) -> list[Part]:
    rows = case.messages.select_related("actor")
    return [(f"{writer(each.actor)}, {words.moment(each.at, at)}", text_of(each)) for each in rows]


def note_parts(case: Case, at: datetime) -> list[Part]:
    rows = case.notes.select_related("actor")
    return [(f"{name_of(each.actor)}, {words.moment(each.at, at)}", text_of(each)) for each in rows]


def writer(actor: User | None) -> str:
    return name_of(actor) if actor else "The person"


def text_of(row: Any) -> str:
    """Plain text, in which what hides is shown (D-66)."""
    return visible(readable(row, "text"))


@dataclass(frozen=True)
class Written:
    """What the case's page says about messages and notes, without a word of what they say."""

    line: str
    waits: bool
    messages: int
    notes: int


def summary(case: Case, at: datetime) -> Written:
    stands = messages.standing(case)
    if stands.waiting_since:
        since = words.moment(stands.waiting_since, at)
        line = f"{words.count(stands.waiting, 'message')} from the person, unanswered since {since}."
    elif stands.asked_at:
        line = f"We asked a question {words.moment(stands.asked_at, at)}. The person has not answered yet."
    else:
        line = "Nothing waits for an answer." if stands.total else "Nobody has written yet."
    return Written(line, bool(stands.waiting), stands.total, case.notes.count())
