"""One engine, one process: cases someone may not know of, and none at all, asked for in turns; prints JSON.

Run by benchmarks.strangers with DATABASE_URL set to an empty database.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import sys
import time
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
django.setup()

from django.conf import settings  # noqa: E402  the program must be set up first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks._handler import Answer, request  # noqa: E402
from cases.models import Case, Conflict  # noqa: E402
from cases.services import desk_sessions, intake  # noqa: E402

TRIES, WARM = 200, 10
SOME = 50  # of each kind, and one after another, so that no row is warmer than the others
WAYS: dict[str, tuple[str, dict[str, str] | None]] = {
    "page": ("/desk/cases/{}", None),
    "button": ("/desk/cases/{}/report", {}),
}


def main() -> None:
    """The seconds each try took, by way and kind, and in how many different ways they were answered."""
    call_command("migrate", verbosity=0)
    call_command("load_platforms", stdout=io.StringIO())
    me, other = (colleague(name) for name in ("me", "other"))
    cookie = signed_in(me)
    kinds = {
        "none": [f"ZZ{number:04d}" for number in range(SOME)],
        "another one's": cases(other),
        "flagged": cases(other, safeguarding=True),
        "kept away": cases(me, block=me),
    }
    taken: dict[str, dict[str, list[float]]] = {way: {kind: [] for kind in kinds} for way in WAYS}
    heard = set()
    for turn in range(TRIES + WARM):
        for way, (path, values) in WAYS.items():
            for kind in random.sample(list(kinds), len(kinds)):
                ask = request(path.format(kinds[kind][turn % SOME]), values, **cookie)
                start = time.perf_counter()
                answer = ask()
                took = time.perf_counter() - start
                heard.add((way, *plain(answer)))
                if turn >= WARM:
                    taken[way][kind].append(took)
    statuses = sorted({each[1] for each in heard})
    json.dump({"seconds": taken, "answers": len(heard), "ways": len(WAYS), "status": statuses}, sys.stdout)


def colleague(name: str) -> User:
    user = User.objects.create_user(name, f"{name}@helpline.example", uuid4().hex)
    user.groups.add(Group.objects.get_or_create(name="caseworker")[0])
    return user


def signed_in(user: User) -> dict[str, str]:
    """The cookie of a desk session with both factors shown."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    key = str(session.session_key)
    desk_sessions.begin(user=user, session_key=key, device="A browser", at=timezone.now(), proven=True)
    return {settings.SESSION_COOKIE_NAME: key}


def cases(owner: User, *, safeguarding: bool = False, block: User | None = None) -> list[str]:
    """Their references; with `block`, this person is kept away from each."""
    references = []
    for number in range(SOME):
        report = intake.Report(place="GB", links=f"https://example.org/p/{number}", affirmed=True)
        case = intake.open_case(report=report, token=uuid4().hex, at=timezone.now()).case
        Case.objects.filter(pk=case.pk).update(assignee=owner, safeguarding=safeguarding, state="active")
        if block:
            Conflict.objects.create(
                case=case, user=block, state="blocked", ground="decided", noted_at=timezone.now()
            )
        references.append(case.reference)
    return references


def plain(answer: Answer) -> tuple[int, str, bytes]:
    """An answer without what differs each time: the token of a form, and its cookie."""
    headers = [(name, "" if name == "Set-Cookie" else value) for name, value in answer.headers]
    return (
        answer.status,
        repr(headers),
        re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.body),
    )


if __name__ == "__main__":
    main()
