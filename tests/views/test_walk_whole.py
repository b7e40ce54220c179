"""The same walk with whole pages: nothing leaves unwritten, and nothing hidden can be told from nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Access
from cases.routes import ROUTES
from cases.rules.roles import TABLE
from cases.services.access_log import REASONS
from cases.views.desk.case_doings import DOINGS as OF_CASES
from cases.views.desk.notice_doings import DOINGS as OF_NOTICES
from tests.caseload import CANARY, KINDS, Load, Stranger, Way, caseload, person, ways_of_a_case
from tests.person import FORM
from tests.views.test_walk import METHODS, REACHES

Make = Callable[..., Any]
READERS = {"caseworker": "own", "supervisor": "another's", "safeguarding": "flagged", "intake": "new"}
LISTS = ("desk_today", "desk_cases", "desk_outbox", "desk_search")


@pytest.fixture
def walking(frozen: Any, bo: User, make_case: Make, make_notice: Make) -> Make:
    """Someone of a role, signed in, with one of every kind of case; a supervisor has said why."""

    def enter(role: str) -> tuple[Client, list[Load]]:
        me, client = person("me", role), Client()
        client.force_login(me)
        client.raise_request_exception = False
        loads = caseload(me, bo, make_case, make_notice)
        session = client.session
        session["why"] = {str(load.case.pk): next(iter(REASONS)) for load in loads}
        session.save()
        return client, loads

    return enter


def ask(client: Client, way: Way, load: Load | Stranger, method: str) -> HttpResponse:
    """A request as a browser makes it; what it did is undone."""
    path = reverse(way.name, kwargs=load.fill(way.path))
    with transaction.atomic():
        answer = client.generic(method, path, "", content_type=FORM)
        seen = list(Access.objects.exclude(kind="refused").values_list("kind", "case_id", "role"))
        transaction.set_rollback(True)
    answer.seen = seen  # type: ignore[attr-defined]
    return answer  # type: ignore[return-value]


def shows(answer: HttpResponse) -> bool:
    return CANARY in answer.content.decode("utf-8", "replace")


def mine(loads: list[Load], kind: str) -> Load:
    return next(load for load in loads if load.kind == kind)


@pytest.mark.parametrize(("role", "kind"), READERS.items())
def test_s11_what_shows_a_case_has_been_written_down(role: str, kind: str, walking: Make) -> None:
    """Every sealed field holds a word of its own: where it stands in an answer, there is a row for it."""
    client, loads = walking(role)
    load, shown = mine(loads, kind), set()
    for way in ways_of_a_case():
        for method in METHODS:
            answer = ask(client, way, load, method)
            assert answer.status_code != 500, str(way)
            if shows(answer):
                shown.add(way.name)
                assert [(case, by) for _, case, by in answer.seen] == [(load.case.pk, role)], str(way)
                assert answer.seen[0][0] in ROUTES[way.name].writes, str(way)
    assert {"caseworker": 7, "supervisor": 7, "safeguarding": 3, "intake": 2}[role] <= len(shown), shown


def test_s11_lists_show_nothing_of_what_a_case_says(walking: Make) -> None:
    client, _ = walking("supervisor")
    for name in LISTS:
        assert not shows(client.get(reverse(name))), name


@contextmanager
def read_only() -> Iterator[None]:
    """The database as it is after a failed disk: it answers, and takes nothing."""
    off, on = READ_ONLY[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(off)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(on)


READ_ONLY = {
    "sqlite": ("PRAGMA query_only = 1", "PRAGMA query_only = 0"),
    "postgresql": (
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
    ),
}
BY_DOING = ("desk_case_action", "desk_notice_action")


def content_ways() -> list[Way]:
    """What the table of addresses, and the doings, say shows something of a case."""
    doings = {**OF_CASES, **OF_NOTICES}
    return [
        way
        for way in ways_of_a_case()
        if (doings[way.path["action"]].shows if way.name in BY_DOING else ROUTES[way.name].writes)
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("role", "kind"), READERS.items())
def test_s11_where_nothing_can_be_written_nothing_is_shown(role: str, kind: str, walking: Make) -> None:
    """Not one byte of a case, on any address; and one calm page with 503 where content would have been."""
    client, loads = walking(role)
    load, calm, whole = mine(loads, kind), [], content_ways()
    for way in ways_of_a_case():
        for method in METHODS:
            before = ask(client, way, load, method)
            path = reverse(way.name, kwargs=load.fill(way.path))
            with read_only():
                answer = client.generic(method, path, "", content_type=FORM)
            assert not shows(answer), str(way)
            if before.status_code == 200 and way in whole:
                assert answer.status_code == 503, str(way)
                calm.append(re.sub(r"\s+", " ", answer.content.decode()))
    assert len(calm) >= {"caseworker": 9, "supervisor": 9, "safeguarding": 3, "intake": 2}[role]
    assert all("We cannot" in page for page in calm)


@pytest.mark.django_db(transaction=True)
def test_s11_a_search_that_cannot_be_written_down_looks_for_nothing(walking: Make) -> None:
    client, loads = walking("caseworker")
    with read_only():
        answer = client.post(reverse("desk_search"), "q=" + loads[0].case.reference, content_type=FORM)
    assert answer.status_code == 503
    assert f"/desk/cases/{loads[0].case.reference}" not in answer.content.decode()


def test_every_starred_line_with_an_address_of_a_case_has_one_that_writes() -> None:
    starred = {way.needs for way in ways_of_a_case() if TABLE[way.needs].content}
    assert {"open", "look", "message", "prepare"} <= starred <= {way.needs for way in content_ways()}


@pytest.mark.parametrize("kind", ["another's", "own, blocked", "flagged", "another's, closed"])
def test_s10_another_ones_case_and_none_at_all_cannot_be_told_apart(kind: str, walking: Make) -> None:
    """The same bytes, the same headers, the same number of questions to the database."""
    client, loads = walking("caseworker")
    load = mine(loads, kind)
    client.get(reverse("desk_case", args=["ZZZZZZ"]))  # the first row of the log begins its chain
    for way in ways_of_a_case():
        for method in METHODS:
            heard = []
            for each in (load, Stranger()):
                with CaptureQueriesContext(connection) as asked:
                    answer = ask(client, way, each, method)
                heard.append((answer.status_code, answer.content, sorted(answer.headers.items()), len(asked)))
            assert heard[0] == heard[1], str(way)
            assert heard[0][0] in (404, 405), str(way)


@pytest.mark.parametrize("role", ["intake", "caseworker", "supervisor", "safeguarding"])
def test_s10_lists_counts_and_search_know_only_of_what_may_be_known(role: str, walking: Make) -> None:
    client, loads = walking(role)
    known = {kind for scope in TABLE["list"].cells[role] for kind in REACHES[scope]}
    pages = [client.get(reverse("desk_cases"), {"state": "all"}), client.get(reverse("desk_today"))]
    pages += [client.get(reverse("desk_outbox"), {"show": show}) for show in ("dead", "waiting", "held")]
    for load in loads:
        found = client.post(reverse("desk_search"), f"q={load.case.reference}", content_type=FORM)
        assert (found.status_code == 302) == (load.kind in known), load.kind
        for page in pages:
            text = page.content.decode()
            assert page.status_code == 200
            assert load.kind in known or load.case.reference not in text, load.kind
    assert all(loads[list(KINDS).index(kind)].case.reference in pages[0].content.decode() for kind in known)
    held = re.search(r"Waits for a person\D*(\d+)", re.sub(r"<[^>]+>", " ", pages[2].content.decode()))
    assert held and int(held[1]) == 2 * len(known)  # a draft and a letter of each
