"""What the person and the caseworker wrote, and the notes of staff: each behind one logged click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from cases.models import Case, Message, Note, Wellbeing
from cases.models.fields import readable
from cases.services import exposure, messages
from cases.views.desk import words
from cases.views.desk.case_doings import DOINGS
from cases.views.desk.doing import offered
from cases.views.desk.entrance import case_or_404, now, staff, user_of, write_down
from cases.views.desk.frame import page
from cases.views.desk.moves import name_of
from cases.views.desk.report import Part, shown


@staff
@require_POST
def written(request: HttpRequest, reference: str) -> HttpResponse:
    """The messages, or the notes, one open at a time. That is written down before it is read."""
    at, user = now(), user_of(request)
    found = case_or_404(request, reference)
    notes = request.POST.get("part") == "notes"
    write_down(request, found, "notes" if notes else "messages", at)
    rows = list((found.notes if notes else found.messages).select_related("actor"))
    item = chosen(rows, request.POST.get("item", ""), exposure.chosen_by(user))
    if isinstance(item, Message):
        messages.read_one(item, at=at)
    ready = offered(DOINGS, found, user)
    keys = ("note",) if notes else ("answer", "set-aside")
    context: dict[str, Any] = {
        "title": found.reference,
        "section": "cases",
        "case": found,
        "notes": notes,
        "which": "notes" if notes else "messages",
        "parts": [part(each, item, at) for each in rows],
        "answers": [
            (doing, doing.form(found, user, None) if doing.form else None)
            for key, doing in ready.items()
            if key in keys
        ],
    }
    return page(request, "desk/written.html", context, at=at)


def chosen(rows: Sequence[Message | Note], asked: str, choices: Wellbeing) -> Message | Note | None:
    """The one asked for; unasked the newest, unless this reader wants nothing to open by itself (S-41)."""
    found = next((each for each in rows if str(each.pk) == asked), None)
    return found or (rows[-1] if rows and not asked and not choices.all_collapsed else None)


def part(row: Message | Note, item: Message | Note | None, at: datetime) -> Part:
    """Who wrote it and when; what it says only if it is the one that is open."""
    label = f"{name_of(row.actor) if row.actor else 'The person'}, {words.moment(row.at, at)}"
    return shown(label, readable(row, "text")) if row == item else Part(label, None, str(row.pk))


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
