"""One engine: cases someone may not know of, and none at all, asked for in turns over HTTP; prints JSON.

Run by benchmarks.strangers with DATABASE_URL set to an empty database.
"""

from __future__ import annotations

import http.client
import io
import json
import os
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
django.setup()

from django.conf import settings  # noqa: E402  the program must be set up first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.urls import get_resolver, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks._handler import Answer  # noqa: E402
from benchmarks._server import served  # noqa: E402
from cases.models import Approval, Bucket, Case, Conflict, Disclosure, Notice, Paper, Platform  # noqa: E402
from cases.routes import ROUTES  # noqa: E402
from cases.services import credentials, desk_sessions, intake, outbox  # noqa: E402

TRIES, WARM = 200, 5
SOME = 50  # of each kind, and one after another, so that no row is warmer than the others
ACTIONS = {
    "desk_case_action": "take_up",
    "desk_notice_action": "approve",
    "desk_location_action": "confirm_live",
    "desk_delivery_action": "cancel",
}
# What an address can name of a case beside its reference.
BY_OTHER_NAMES = ("delivery_id", "paper_id", "approval_id", "letter_id", "disclosure_id")


@dataclass(frozen=True)
class Thing:
    """What an address or a search can name of one case, there or not."""

    reference: str
    link: str
    ids: dict[str, str]


def main() -> None:
    """The seconds each try took, by way and kind, and how many different answers a turn had."""
    call_command("migrate", verbosity=0)
    call_command("load_platforms", stdout=io.StringIO())
    me, other = (colleague(name) for name in ("me", "other"))
    cookie = signed_in(me)
    kinds = {
        "none": [nothing(number) for number in range(3 * SOME)],
        "not mine": [
            each
            for three in zip(
                cases(other, other),
                cases(other, other, safeguarding=True),
                cases(me, other, block=me),
                strict=True,
            )
            for each in three
        ],
    }
    with served() as port:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        ways = [way for way in ways_of_a_case() if found(line, way, kinds["none"][0], cookie) != 405]
        json.dump(measured(line, ways, kinds, cookie), sys.stdout)


def measured(
    line: http.client.HTTPConnection, ways: list[Way], kinds: dict[str, list[Thing]], cookie: str
) -> dict[str, Any]:
    """Every way in turn, and on each way every kind in a new order."""
    taken: dict[str, dict[str, list[float]]] = {str(way): {kind: [] for kind in kinds} for way in ways}
    different, statuses = 0, set()
    for turn in range(TRIES + WARM):
        Bucket.objects.all().delete()  # more searches than a minute allows
        for way in ways:
            heard = set()
            for kind in random.sample(list(kinds), len(kinds)):
                thing = kinds[kind][turn % len(kinds[kind])]
                start = time.perf_counter()
                answer = way.ask(line, thing, cookie)
                took = time.perf_counter() - start
                heard.add(plain(answer, thing))
                if turn >= WARM:
                    taken[str(way)][kind].append(took)
            different = max(different, len(heard))
            statuses |= {each[0] for each in heard}
    return {"seconds": taken, "different": different, "status": sorted(statuses)}


@dataclass(frozen=True)
class Way:
    """One address, and how it is asked."""

    name: str
    method: str
    search: str = ""  # which word of the thing is typed

    def __str__(self) -> str:
        return f"{self.method} {self.name.removeprefix('desk_')} {self.search}".strip()

    def ask(self, line: http.client.HTTPConnection, thing: Thing, cookie: str) -> Answer:
        """As a browser would: over HTTP, with the session's cookie and the token of the form."""
        secret = "a" * 32
        values = {"csrfmiddlewaretoken": secret} | ({"q": getattr(thing, self.search)} if self.search else {})
        headers = {"Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={secret}"}
        if self.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(
            self.method, self.path(thing), urlencode(values) if self.method == "POST" else None, headers
        )
        said = line.getresponse()
        return Answer(said.status, said.getheaders(), said.read())

    def path(self, thing: Thing) -> str:
        given = {"reference": thing.reference, "number": 1, **thing.ids}
        needs = converters(self.name)
        given |= {"action": ACTIONS[self.name]} if "action" in needs else {}
        return reverse(self.name, kwargs={name: given[name] for name in needs})


def converters(name: str) -> list[str]:
    return list(get_resolver().reverse_dict.getlist(name)[0][3])  # type: ignore[attr-defined]


def ways_of_a_case() -> Iterator[Way]:
    """Every address that names a case or a thing of one, read and posted to; and the search."""
    for name in ROUTES:
        if {"reference", *BY_OTHER_NAMES} & set(converters(name)):
            yield from (Way(name, method) for method in ("GET", "POST"))
    yield from (Way("desk_search", "POST", word) for word in ("reference", "link"))


def found(line: http.client.HTTPConnection, way: Way, thing: Thing, cookie: str) -> int:
    return way.ask(line, thing, cookie).status


def colleague(name: str) -> User:
    user = User.objects.create_user(name, f"{name}@helpline.example", uuid4().hex)
    user.groups.add(Group.objects.get_or_create(name="caseworker")[0])
    return user


def signed_in(user: User) -> str:
    """The cookie of a desk session with both factors shown."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    key = str(session.session_key)
    desk_sessions.begin(user=user, session_key=key, device="A browser", at=timezone.now(), proven=True)
    return f"{settings.SESSION_COOKIE_NAME}={key}"


def nothing(number: int) -> Thing:
    """What a case that does not exist would be called."""
    ids = {name: str(uuid4()) for name in BY_OTHER_NAMES}
    return Thing(numbered(), f"https://example.org/nothing/{number}", ids)


def numbered() -> str:
    """A reference as cases have them, with a digit: without one the search would read it as a name too."""
    drawn = iter(credentials.new_reference, "")
    return next(each for each in drawn if any(sign.isdigit() for sign in each))


def cases(owner: User, other: User, *, safeguarding: bool = False, block: User | None = None) -> list[Thing]:
    """Real ones with a notice, a paper, a draft and a request each; with `block`, one person is kept away."""
    return [thing(case, other) for case in opened(owner, safeguarding, block)]


def opened(owner: User, safeguarding: bool, block: User | None) -> Iterator[Case]:
    for _ in range(SOME):
        report = intake.Report(place="GB", links=f"https://example.org/{uuid4().hex}", affirmed=True)
        case = intake.open_case(report=report, token=uuid4().hex, at=timezone.now()).case
        row = {"reference": numbered(), "assignee": owner, "safeguarding": safeguarding, "state": "active"}
        Case.objects.filter(pk=case.pk).update(**row)
        if block:
            Conflict.objects.create(
                case=case, user=block, state="blocked", ground="decided", noted_at=timezone.now()
            )
        yield Case.objects.get(pk=case.pk)


def thing(case: Case, other: User) -> Thing:
    at = timezone.now()
    notice = Notice(
        case=case, platform=Platform.objects.first(), number=1, regimes=["us-tida"], created_at=at
    )
    notice.save()
    paper = Paper(notice=notice, kind="notice", pdf=b"%PDF", sha256="0" * 64, made_at=at)
    paper.save()
    draft = outbox.row(case=case, notice=notice, kind="chaser", key=str(uuid4()), at=at, state="dead")
    draft.save()
    asked = Approval(
        case=case, kind="close", subject=str(case.pk), digest="x",
        asked_by=other, asked_at=at, expires_at=at + timedelta(days=3),
    )  # fmt: skip
    asked.save()
    demand = Disclosure(case=case, basis="order", authority="x", demand="x", parts=["case"])
    demand.asked_by, demand.asked_at = other, at
    demand.save()
    rows = zip(BY_OTHER_NAMES, (draft, paper, asked, draft, demand), strict=True)
    link = case.locations.get().address
    return Thing(case.reference, link, {name: str(row.pk) for name, row in rows})


VARIES = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|\d\d:\d\d(:\d\d)?')


def plain(answer: Answer, thing: Thing) -> tuple[int, str, bytes]:
    """An answer without what differs each time: the time, the token and cookie of a form, what was asked."""
    headers = [(name, "" if name in ("Set-Cookie", "Date") else value) for name, value in answer.headers]
    said, body = repr(headers), VARIES.sub(b"", answer.body)
    for word in (thing.reference, thing.link, *thing.ids.values()):
        said, body = said.replace(word, ""), body.replace(word.encode(), b"")
    return answer.status, re.sub(r"'Content-Length', '\d+'", "", said), body


if __name__ == "__main__":
    main()
