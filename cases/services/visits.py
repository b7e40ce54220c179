"""Visits: what a person typed so far, or the case she has open. Found by a random cookie, soon forgotten."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.models import Q

from cases.models import Case, Visit
from cases.models.fields import blind_index
from cases.models.keyring import CannotOpen, KeyRingError

log = logging.getLogger("cases.visits")
TOKEN_BYTES = 24
LONGEST_TOKEN = 64
ABSOLUTE = timedelta(hours=settings.VISIT_ABSOLUTE_HOURS)
IDLE = timedelta(minutes=settings.VISIT_IDLE_MINUTES)
MILLISECOND, A_MOMENT = timedelta(milliseconds=1), timedelta(seconds=1)


def token_index(token: str) -> str:
    return blind_index(token, purpose="visit")


def begin(
    *, at: datetime, answers: dict[str, Any] | None = None, case: Case | None = None
) -> tuple[str, Visit]:
    """A new visit and the token for its cookie, of which only the blind index is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    visit = Visit(
        token_index=token_index(token), answers=answers or {}, case=case, started_at=at, touched_at=at
    )
    visit.save(force_insert=True)
    return token, visit


def find(token: str, *, at: datetime) -> Visit | None:
    """The visit of this token while it is fresh; a stale or unreadable one is removed on sight."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    visit = Visit.objects.filter(token_index=token_index(token)).first()
    if visit is None:
        return None
    if stale(visit, at=at) or not opens(visit):
        visit.delete()
        return None
    return visit


def stale(visit: Visit, *, at: datetime) -> bool:
    return at - visit.touched_at > IDLE or at - visit.started_at > ABSOLUTE


def opens(visit: Visit) -> bool:
    try:
        return isinstance(visit.answers or {}, dict)
    except CannotOpen:
        return False


def touch(visit: Visit, *, at: datetime) -> None:
    """She is still here. A visit that was ended meanwhile stays ended."""
    Visit.objects.filter(pk=visit.pk).update(touched_at=at)


def keep(visit: Visit, *, answers: dict[str, Any], at: datetime) -> bool:
    """Keep what she typed; False where the visit was ended meanwhile, by the exit link for example."""
    visit.answers, visit.touched_at = answers, at
    sealed = Visit._meta.get_field("answers").pre_save(visit, False)  # type: ignore[union-attr]
    return Visit.objects.filter(pk=visit.pk).update(answers=sealed, touched_at=at) == 1


def language(visit: Visit) -> str:
    """What she chose in this visit, or else what her case remembers."""
    spoken: str = (visit.answers or {}).get("language", "")
    return spoken or (visit.case.language if visit.case else "")


def speak(visit: Visit, *, language: str, at: datetime) -> None:
    """Remember the language she chose, in the visit and in her case if one is open."""
    if (visit.answers or {}).get("language") != language:
        keep(visit, answers={**(visit.answers or {}), "language": language}, at=at)
    if visit.case and visit.case.language != language:
        visit.case.language = language
        Case.objects.filter(pk=visit.case.pk).update(language=language)


def attach(visit: Visit, *, case: Case, at: datetime) -> None:
    """The draft has become a case: forget what was typed, keep the visit open on the case."""
    visit.answers, visit.case, visit.touched_at = "", case, at
    Visit.objects.filter(pk=visit.pk).update(answers="", case=case, touched_at=at)


def end_quietly(token: str) -> None:
    """End the visit if the database and the keys let us; whoever leaves must get away in any case."""
    try:
        index = token_index(token)  # without keys nothing can be found, and the database is left alone
        with hurried():
            Visit.objects.filter(token_index=index).delete()
    except (Error, KeyRingError):
        log.warning("a visit could not be ended; it will be forgotten when it is idle too long")


@contextmanager
def hurried() -> Iterator[None]:
    """SQLite waits for a lock for a moment only: whoever leaves must not stand there while a page is seen."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {A_MOMENT // MILLISECOND}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def end(token: str) -> None:
    """Forget the visit at once, whatever it holds."""
    if token and len(token) <= LONGEST_TOKEN:
        Visit.objects.filter(token_index=token_index(token)).delete()


def forget(*, at: datetime) -> int:
    """Remove every visit that has been idle or open too long."""
    old = Q(touched_at__lt=at - IDLE) | Q(started_at__lt=at - ABSOLUTE)
    return Visit.objects.filter(old).delete()[0]
