"""Members of staff who are signed in with both factors, and the code their app would show."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from cases.services import desk_sessions, factors

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LONG_AGO = datetime.fromisoformat("2001-01-01T00:00:00+00:00")
_minutes = count(1)


def enrol(user: User) -> User:
    """Give this person the app of the tests, once. Its codes of today are all still good."""
    if not factors.enrolled(user):
        at = LONG_AGO + timedelta(minutes=next(_minutes))
        factors.add_app(user=user, seed=SEED, code=factors.code_at(SEED, at), at=at)
    return user


def code(at: datetime | None = None) -> str:
    """What the app shows now."""
    return factors.code_at(SEED, at or timezone.now())


def stand_at_the_desk(client: Client, user: User, at: datetime | None = None) -> None:
    """After Django has signed this person in: the session of the desk, with both factors just shown."""
    key = client.cookies["desk"].value
    desk_sessions.begin(
        user=enrol(user), session_key=key, device="A browser", at=at or timezone.now(), proven=True
    )


def sign_in(client: Client, user: User, backend: str | None = None) -> None:
    """In with both factors, as Client.force_login does with one."""
    _force_login(client, user, backend)
    stand_at_the_desk(client, User.objects.get(pk=user.pk))


_force_login = Client.force_login
