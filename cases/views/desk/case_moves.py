"""The next move of a case: before its notices, after them, and where none is open."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from cases.models import Case
from cases.permissions import may
from cases.services import affirming
from cases.views.desk import words
from cases.views.desk.moves import Move, for_how_long, owner, since

C = Case.State
NO_YES = "The person has taken back the yes to writing to sites. Nothing goes out until it is given again."


def of_case(case: Case, reader: User, at: datetime, *, locations: int, open_locations: int) -> Move:
    """What a case without an open notice waits for."""
    path, us = reverse("desk_case", args=[case.reference]), owner(case, reader)
    if case.safeguarding:
        why = "Someone shown may be under 18. No notice goes out from here."
        return Move(us, since(case.opened_at, at), why, "Open", path)
    if case.state == C.SUBMITTED:
        return new_report(case, reader, at, locations=locations)
    if case.state == C.IN_REVIEW:
        return Move(us, since(case.taken_up_at, at), review_words(case, locations), "Review report", path)
    if case.state == C.RESOLVED:
        why = "Nothing is open. Set until when the data is kept, and close."
        return Move(us, since(case.resolved_at, at), why, "Close case", path + "#state")
    if case.state == C.ON_HOLD:
        return Move(us, since(case.held_at, at), "On hold. Nothing new is drafted.", "Open", path)
    if case.state == C.ACTIVE and case.without_place and not locations:
        return Move(us, "", f"{nowhere(case)} There is no site to write to.", "Open", path)
    if case.state == C.ACTIVE and not case.allows("platforms"):
        return Move("The person", "", NO_YES, "Open", path)
    if case.state == C.ACTIVE and open_locations:
        why = f"Accepted. {words.count(open_locations, 'open link')} on no notice yet.{her_word(case)}"
        return Move(us, since(case.accepted_at, at), why, "Draft notices", path + "#notices")
    if case.state == C.ACTIVE:
        return Move(us, "", "No link and no notice is open.", "Resolve case", path + "#state")
    return Move("Nobody", "", f"This case is {case.get_state_display().lower()}.", "Open", path)


def new_report(case: Case, reader: User, at: datetime, *, locations: int) -> Move:
    """Taken up by whoever will work on it; whoever sorts new reports opens it and gives it to someone."""
    behalf = " Someone reports for the person shown." if case.on_behalf else ""
    if case.without_place and not locations:
        behalf = f" {nowhere(case)}{behalf}"
    why, age = f"New report, {words.count(locations, 'link')}.{behalf}", for_how_long(case.opened_at, at)
    if may(reader, "take_up", case):
        path = reverse("desk_case_action", args=[case.reference, "take-up"])
        return Move(owner(case, reader), age, why, "Take up", path, by_post=True)
    return Move(owner(case, reader), age, why, "Open", reverse("desk_case", args=[case.reference]))


def nowhere(case: Case) -> str:
    """Why there is no link, as far as she said."""
    if case.harm == Case.Harm.THREAT:
        return "A threat: nothing is online yet."
    return "Nothing is online yet, or the person knows no link."


def her_word(case: Case) -> str:
    """What a letter would lack: she reported before there was a link."""
    if not affirming.is_awaited(case):
        return ""
    return " No letter can go before the person says that it was shared without consent. Their page asks."


def of_message(case: Case, wrote_at: datetime, reader: User, at: datetime) -> Move:
    """She wrote; it is our turn until someone answers, or says that no answer is needed."""
    path = reverse("desk_case", args=[case.reference]) + "#messages"
    label = "Answer" if may(reader, "message", case) else "Open"
    return Move(owner(case, reader), since(wrote_at, at), "The person wrote.", label, path)


def of_second(case: Case, asked_at: datetime, at: datetime) -> Move:
    """A colleague asked; it needs another person, and how long it has waited is said."""
    path = reverse("desk_seconds")
    why = "A colleague asked. Someone else has to agree."
    return Move("You", for_how_long(asked_at, at), why, "Look and decide", path)


def review_words(case: Case, locations: int) -> str:
    if case.adult_confirmed_at is None:
        return "Being read. Nobody has confirmed yet that everyone shown is an adult."
    if case.without_place and not locations:
        return f"{nowhere(case)} Ready to be accepted."
    if not case.consents.get("platforms"):
        return "The person has not agreed that we write to platforms."
    return f"Ready to be accepted.{her_word(case)}" if locations else "The report names no link yet."


def of_drafts(
    case: Case, reader: User, at: datetime, *, numbers: list[int], missing: int, oldest: datetime
) -> Move:
    """Several letters of one case that wait together."""
    many = words.in_words(len(numbers))
    why = (
        f"Something is missing in {words.count(missing, 'of the letters', 'of the letters')}."
        if missing
        else f"{'Both' if len(numbers) == 2 else many} letters wait to be read and approved."
    )
    path = reverse("desk_case", args=[case.reference]) + "#notices"
    return Move(owner(case, reader), for_how_long(oldest, at), why, f"Review {len(numbers)} letters", path)
