"""Whether two accounts may be one person: links to their sign-in were in the same hands lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from cases.models import Approval, Invitation
from cases.rules import four_eyes


def why_one(asked: Approval, user: User, links: Sequence[Invitation] | None = None) -> str:
    """Why this person and the one who asked count as one, in a sentence; nothing if they are two.

    Whoever asks about many requests reads the `recent` links once for all.
    """
    if asked.asked_by_id == user.pk:
        return "You asked for this yourself."
    links = recent(asked.asked_at) if links is None else links
    theirs, mine = (makers(pk, asked.asked_at, links) for pk in (asked.asked_by_id, user.pk))
    lately = f"in the {span() // four_eyes.HOUR} hours before the request or since."
    if user.pk in theirs:
        return f"You made the sign-in of whoever asked, {lately}"
    if asked.asked_by_id in mine:
        return f"Whoever asked made your sign-in, {lately}"
    if theirs & mine:
        return f"One and the same colleague made your sign-in and that of whoever asked, {lately}"
    return ""


def may_be_one(first: int, second: int, at: datetime) -> bool:
    """Whether two accounts count as one for what the first did then."""
    links = recent(at)
    theirs, mine = makers(first, at, links), makers(second, at, links)
    return second in theirs or first in mine or bool(theirs & mine)


def span() -> timedelta:
    return four_eyes.rule().let_in


def recent(asked_at: datetime) -> list[Invitation]:
    """Links that somebody made, and that were made or used late enough to count for what was asked then."""
    return list(Invitation.recent(asked_at - span()))


def makers(user_id: int, asked_at: datetime, links: Sequence[Invitation]) -> set[int]:
    """Who made the links to this sign-in that count for what was asked then."""
    late = [each for each in links if (each.used_at or each.made_at) > asked_at - span()]
    return {each.invited_by_id for each in late if each.user_id == user_id and each.invited_by_id}
