"""Whether two accounts may be one person: links to their sign-in were in the same hands lately (S-30)."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q

from cases.models import Approval, Invitation
from cases.rules import four_eyes


def why_one(asked: Approval, user: User) -> str:
    """Why this person and the one who asked count as one, in a sentence; nothing if they are two."""
    if asked.asked_by_id == user.pk:
        return "You asked for this yourself."
    span = four_eyes.rule().let_in
    theirs, mine = makers(asked.asked_by_id, asked.asked_at - span), makers(user.pk, asked.asked_at - span)
    lately = f"in the {span // four_eyes.HOUR} hours before the request or since."
    if user.pk in theirs:
        return f"You made the sign-in of whoever asked, {lately}"
    if asked.asked_by_id in mine:
        return f"Whoever asked made your sign-in, {lately}"
    if theirs & mine:
        return f"One and the same colleague made your sign-in and that of whoever asked, {lately}"
    return ""


def makers(user_id: int, since: datetime) -> set[int]:
    """Who made a link to this sign-in that was made or used after this moment; the operator has no name.

    One that was taken back unused let nobody in.
    """
    late = Q(made_at__gt=since) | Q(used_at__gt=since)
    rows = Invitation.objects.filter(late, user=user_id, invited_by__isnull=False)
    return set(rows.exclude(used_at=None, ended_at__isnull=False).values_list("invited_by_id", flat=True))
