"""Every page of the desk as each role meets it, worked out from the table of addresses, new ones too.

What is opened or posted is undone after each answer, so that one caseload serves thousands of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, signals
from django.urls import reverse

from cases.models import Case, Notice
from cases.permissions import reachable
from cases.routes import ROUTES
from cases.views.desk.case_doings import DOINGS as OF_CASES
from cases.views.desk.menu import may_enter
from cases.views.desk.notice_doings import DOINGS as OF_NOTICES
from tests.caseload import Load, Way, samples, ways_of_a_case

FORM = "application/x-www-form-urlencoded"
NUMBERS = {
    "retention_days": "30", "ack_missing": "2", "reminder_24": "36", "reminder_12": "12", "reminder_4": "4",
    "reminder_1": "1",
}  # fmt: skip
# What is posted beside nothing at all, where that leads to another page; and what follows an address.
POSTED: dict[str, tuple[dict[str, Any], ...]] = {
    "desk_report": ({"part": "report"}, {"part": "contact"}, {"part": "facts"}),
    "desk_written": ({"part": "messages"}, {"part": "notes"}),
    "desk_search": ({"q": "T0"}, {"q": "nobody"}, {"q": "x" * 5000}),
    "desk_rules": ({"do": "preview", **NUMBERS}, {"do": "preview", **NUMBERS, "reminder_24": "3"}),
    "desk_people": ({"first_name": "Eve"},),
    "desk_person": ({"do": "mailbox", "email": "x"}, {"do": "name"}, {"do": "give caseworker"}),
    "desk_audit": ({"reference": "ZZZZZZ"},),
    "desk_you": ({"do": "choose", "break_after": "x"}, {"do": "away"}),
    "desk_colleague": ({"do": "away"}, {"do": "shift"}, {"do": "day"}),
    "desk_own": ({"go": "codes"}, {"old": "x", "new": "y"}),
    "desk_seconds": (),
}
ASKED: dict[str, tuple[str, ...]] = {
    "desk_case": ("?all=1",),
    "desk_cases": ("?state=closed", "?whose=nobody"),
    "desk_outbox": ("?show=waiting", "?show=held"),
    "desk_today": ("?tab=team", "?tab=unowned"),
    "desk_directory": ("?find=nothing",),
}


VARIES = r'(href|value|action|content|id|for|aria-(?!current)\w+|d|data-\w+|title)="[^"]*"'


@dataclass(frozen=True)
class Seen:
    """One answer: whose, to what, and what stands on it."""

    who: str
    what: str
    route: str
    status: int
    html: str
    templates: frozenset[str]

    def __str__(self) -> str:
        return f"{self.what} as {self.who} ({self.status})"

    @property
    def shape(self) -> str:
        """The page below its head, without words, numbers and addresses: what decides how it is built."""
        main = self.html.partition("<main")[2]
        return re.sub(r">[^<]+<", "><", re.sub(VARIES, r"\1", main))


@dataclass
class Reader:
    """Someone at the desk who opens and posts, and leaves everything as it was."""

    client: Client
    who: str
    user: User | None = None
    loads: list[Load] = field(default_factory=list)

    def see(self, route: str, path: str, posted: dict[str, Any] | None = None, what: str = "") -> Seen | None:
        """The page that answers; None where the answer is another address, or no page."""
        names: set[str] = set()
        cookies = deepcopy(self.client.cookies)

        def note(template: Any, **told: Any) -> None:
            names.add(str(template.name))

        signals.template_rendered.connect(note)
        try:
            with transaction.atomic():
                answer = self.ask(path, posted)
                transaction.set_rollback(True)
        finally:
            signals.template_rendered.disconnect(note)
            self.client.cookies = cookies
        if answer.status_code in (301, 302, 303) or "html" not in answer.headers.get("Content-Type", ""):
            return None
        what = what or f"{'GET' if posted is None else 'POST'} {route}"
        return Seen(self.who, what, route, answer.status_code, answer.content.decode(), frozenset(names))

    def ask(self, path: str, posted: dict[str, Any] | None) -> HttpResponse:
        if posted is None:
            return self.client.get(path)  # type: ignore[return-value]
        return self.client.post(path, urlencode(posted, doseq=True), content_type=FORM)  # type: ignore[return-value]

    def walk(self, known: dict[str, Any]) -> Iterator[Seen]:
        """Every address this person may enter: opened, and with nothing or something posted."""
        for name, path in self.addresses(known):
            yield from self.at(name, path)

    def at(self, name: str, path: str, what: str = "") -> Iterator[Seen]:
        tries = [(path + each, None) for each in ("", *ASKED.get(name, ()))]
        tries += [(path, posted) for posted in ({}, *POSTED.get(name, ()))]
        for where, posted in tries:
            if seen := self.see(name, where, posted, what):
                yield seen

    def addresses(self, known: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for name, route in ROUTES.items():
            given = {each: known.get(each, value) for each, value in samples(name).items()}
            if not route.of_case and self.user is not None and may_enter(self.user, name):
                yield name, reverse(name, kwargs=given)
        for way in ways_of_a_case():
            for found in self.cases_for(way):
                yield way.name, reverse(way.name, kwargs=found.fill(way.path))

    def cases_for(self, way: Way) -> list[Load]:
        """The first case the table opens for this; all of them where it is the case's own page."""
        assert self.user is not None
        rows = set(reachable(self.user, way.needs).values_list("pk", flat=True))
        found = [each for each in self.loads if each.case.pk in rows]
        return found if way.name == "desk_case" else found[:1]

    def at_work(self, cases: list[Case], notices: list[Notice]) -> Iterator[Seen]:
        """Cases and notices in every state, and each thing that can be done to them there."""
        for case in cases:
            yield from self.at("desk_case", reverse("desk_case", args=[case.reference]), f"case {case.state}")
            yield from self.doings("desk_case_action", [case.reference], OF_CASES, case)
        for notice in notices:
            place = [notice.case.reference, notice.number]
            yield from self.at("desk_notice", reverse("desk_notice", args=place), f"notice {notice.state}")
            yield from self.doings("desk_notice_action", place, OF_NOTICES, notice)

    def doings(self, name: str, place: list[Any], table: dict[str, Any], subject: Any) -> Iterator[Seen]:
        for key, doing in table.items():
            if doing.fits(subject):
                yield from self.at(name, reverse(name, args=[*place, key]), f"{subject.state}: {key}")


def unlike(pages: Iterable[Seen]) -> list[Seen]:
    """Each page that is built differently, once, and for everyone the head with the menu."""
    found: dict[str, Seen] = {}
    for each in pages:
        found.setdefault(each.who, each)
        found.setdefault(each.shape, each)
    return list(dict.fromkeys(found.values()))
