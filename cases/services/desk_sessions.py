"""Where staff are signed in: soon over when idle, over at once when password, roles or factors change."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac

from cases.models import DeskSession
from cases.models.fields import blind_index
from cases.permissions import roles
from cases.services import factors

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=10)
FRESH = timedelta(minutes=5)
NOTED_EVERY = timedelta(seconds=10)


def key_index(session_key: str) -> str:
    return blind_index(session_key, purpose="desk session")


def mark(user: User, held: factors.Held) -> str:
    """Changes with the password, the roles, the second factors, and when someone is disabled."""
    own = [f"{pk}" for pk in factors.ids_of(held)]
    known = "|".join([user.password, str(user.is_active), ",".join(sorted(roles(user))), ",".join(own)])
    return salted_hmac("cases.desk_sessions", f"{user.pk}|{known}", algorithm="sha256").hexdigest()[:32]


def begin(*, user: User, session_key: str, device: str, at: datetime, proven: bool = False) -> DeskSession:
    """Someone has shown the password; with `proven`, both factors."""
    return DeskSession.objects.create(
        user=user, key_index=key_index(session_key), mark=mark(user, factors.of(user)), device=device[:60],
        started_at=at, seen_at=at, proven_at=at if proven else None,
    )  # fmt: skip


def find(*, user: User, session_key: str, at: datetime) -> DeskSession | None:
    """The session of this cookie while it stands, noted as seen; one that is over is removed on sight.

    Its owner's factors are read once, for the mark and for whether recovery codes are still on the screen;
    what each page has to know of the owner's choices comes along.
    """
    rows = DeskSession.objects.annotate(no_keys=F("user__wellbeing__keys_off"))
    found = rows.filter(user=user, key_index=key_index(session_key)).first()
    if found is None:
        return None
    held = factors.of(user)
    if is_over(found, at=at) or not constant_time_compare(found.mark, mark(user, held)):
        found.delete()
        return None
    found.keys_off = bool(found.no_keys)
    found.shows_codes = factors.are_shown(held)
    if at - found.seen_at >= NOTED_EVERY:
        DeskSession.objects.filter(pk=found.pk).update(seen_at=at)
    return found


def is_over(session: DeskSession, *, at: datetime) -> bool:
    return at - session.seen_at > IDLE or at - session.started_at > ABSOLUTE


def is_fresh(session: DeskSession, *, at: datetime) -> bool:
    """Whether the second factor was shown within the last five minutes."""
    return session.proven_at is not None and at - session.proven_at <= FRESH


def prove(session: DeskSession, *, user: User, session_key: str, at: datetime) -> None:
    """The second factor was shown: the session goes on under its new key. One ended meanwhile stays ended."""
    fitting = mark(user, factors.of(user))
    fresh = {"key_index": key_index(session_key), "mark": fitting, "proven_at": at, "seen_at": at}
    DeskSession.objects.filter(pk=session.pk).update(**fresh)


def carry_on(session: DeskSession, *, user: User, session_key: str) -> None:
    """This session outlives a change that its own person has just made; all others end with it."""
    fresh = {"key_index": key_index(session_key), "mark": mark(user, factors.of(user))}
    DeskSession.objects.filter(pk=session.pk).update(**fresh)


def of(user: User, *, at: datetime) -> list[DeskSession]:
    """Where this person is signed in now, latest first."""
    rows = DeskSession.objects.filter(user=user, proven_at__isnull=False).order_by("-seen_at")
    return [each for each in rows if not is_over(each, at=at)]


def end(*, user: User, session_id: int) -> None:
    """End one of a person's own sessions, at once."""
    DeskSession.objects.filter(user=user, pk=session_id).delete()


def end_all(*, user: User, keep: DeskSession | None = None) -> int:
    """End every session of a person, at once, but the one that asks; how many those were."""
    rows = DeskSession.objects.filter(user=user)
    return (rows.exclude(pk=keep.pk) if keep else rows).delete()[0]


def end_of_closed(*, session_key: str) -> None:
    """A cookie of an account that is closed, by whatever way: opened again, it does not come back."""
    DeskSession.objects.filter(key_index=key_index(session_key)).delete()


def forget(*, at: datetime) -> int:
    """Remove what is over, and what belongs to an account that is closed."""
    over = Q(seen_at__lt=at - IDLE) | Q(started_at__lt=at - ABSOLUTE) | Q(user__is_active=False)
    return DeskSession.objects.filter(over).delete()[0]
