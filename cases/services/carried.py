"""A form that met an ended session: sealed for whoever sent it, until that person is signed in again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from cases.models.fields import open_text, seal_text
from cases.models.keyring import CannotOpen
from cases.services.sealed_factors import key_of

KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Carried:
    """What was on its way, and where to."""

    path: str
    fields: list[tuple[str, str]]


def place(user: User) -> str:
    return f"django_session|typed|{user.pk}"


def seal(*, user: User, path: str, fields: list[tuple[str, str]], at: datetime) -> str:
    """As it may wait in a session: under this person's own key, so that it opens for nobody else."""
    text = json.dumps({"path": path, "fields": fields, "at": at.timestamp()})
    return seal_text(key_of(user), text, place=place(user))


def unseal(*, user: User, sealed: str, at: datetime) -> Carried | None:
    """What this person sent within the hour; None for another's, for what is older, and for nothing."""
    try:
        kept = json.loads(open_text(key_of(user), sealed, place=place(user)))
    except CannotOpen:
        return None
    if at.timestamp() - kept["at"] > KEPT_FOR.total_seconds():
        return None
    return Carried(kept["path"], [(name, value) for name, value in kept["fields"]])
