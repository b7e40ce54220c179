"""Every address of the desk x every role x every kind of case, against the table of roles (S-10).

What is expected is worked out here from the words in the cells alone, not by asking the code that is tested.
Views are called without the frame and the template around them, so that thousands of tries take seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from cases.models import Case, DeskSession, Notice
from cases.models.base import ConcurrentTransition, TransitionNotAllowed
from cases.routes import ROUTES
from cases.rules.roles import ROLES, TABLE
from cases.services.refusal import Refused
from tests.caseload import KINDS, Load, Stranger, Way, caseload, person, samples, ways_of_a_case
from tests.conftest import AT, build_platform

EVERYONE = (*ROLES, "none", "disabled")
METHODS = ("GET", "POST")
SIGN_IN = "/desk/sign-in"
# Which kinds of case each word of a cell reaches; one that is blocked is in none.
REACHES = {
    "new": {"new"},
    "own": {"own", "own, closed"},
    "hour": {"in an emergency"},
    "team": {kind for kind in KINDS if "blocked" not in kind and "flagged" not in kind},
    "flagged": {"flagged", "own, flagged", "in an emergency, flagged"},
    "all": {kind for kind in KINDS if "blocked" not in kind},
    "why": set(),
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No template and no frame around the answers, and one moment for all of them."""

    def blank(request: object, name: str, context: object, status: int = 200) -> HttpResponse:
        return HttpResponse(status=status)

    monkeypatch.setattr("cases.views.desk.frame.frame", lambda request, context, at: {})
    monkeypatch.setattr("cases.views.desk.frame.render", blank)
    monkeypatch.setattr("cases.services.desk_sessions.is_fresh", lambda session, at: True)
    with time_machine.travel(AT, tick=False):
        yield


def knock(user: User | AnonymousUser, path: str, method: str) -> tuple[int, str]:
    """The status, and where a redirect leads; what a POST did is undone."""
    request = RequestFactory().generic(method, path, "", "application/x-www-form-urlencoded")
    request.user, request.session, request.resolver_match = user, SessionStore(), resolve(path)
    request.arriving, request.lapsed, request.desk_session = None, False, DeskSession()
    with transaction.atomic() if method == "POST" else nullcontext():
        try:
            match = request.resolver_match
            answer = match.func(request, *match.args, **match.kwargs)
        except Http404:
            return 404, ""
        except (Refused, TransitionNotAllowed, ConcurrentTransition):
            return 409, ""
        finally:
            if method == "POST":
                transaction.set_rollback(True)
    return answer.status_code, answer.headers.get("Location", "").partition("?to=")[0]


def expected(role: str, way: Way, kind: str) -> bool:
    """Whether the table opens this kind of case for this role."""
    cell = TABLE[way.needs].cells.get(role, ())
    return any(kind in REACHES[scope] for scope in cell)


def walk(me: User | AnonymousUser, role: str, loads: list[Load]) -> Iterator[str]:
    """Each answer that is not what the table says."""
    for way in ways_of_a_case():
        for method in METHODS:
            missing = knock(me, reverse(way.name, kwargs=Stranger().fill(way.path)), method)
            for load in loads if missing[0] != 405 else loads[:2]:
                said = knock(me, reverse(way.name, kwargs=load.fill(way.path)), method)
                if missing[0] != 405 and expected(role, way, load.kind):
                    right = said[0] in (200, 302, 409, 422)
                else:
                    right = said == missing and missing[0] in (404, 405)
                if not right:
                    yield f"{method} {way} as {role}, {load.kind}: {said} (missing: {missing})"


@pytest.mark.parametrize("role", [*ROLES, "none"])
def test_s10_every_address_of_a_case_answers_as_the_table_says(
    role: str, bo: User, make_case: Callable[..., Case], make_notice: Callable[..., Notice]
) -> None:
    me = person("me", role)
    loads = caseload(me, bo, make_case, make_notice)
    assert list(walk(me, role, loads)) == []


@pytest.mark.parametrize("role", EVERYONE)
def test_s10_every_other_address_answers_as_the_table_says(bo: User, role: str) -> None:
    known = {"why": "restored", "slug": "clipshare", "user_id": bo.pk}
    known["channel_id"] = build_platform().channels.get().pk
    me: Any = AnonymousUser() if role == "disabled" else person("me", role)
    for name, route in ROUTES.items():
        if not route.of_house:
            continue
        given = samples(name)
        path = reverse(name, kwargs={each: known.get(each, value) for each, value in given.items()})
        found = {200, 302, 405, 409, 422} | ({404} if given.keys() - known.keys() else set())
        for method in METHODS:
            status, to = knock(me, path, method)
            if role == "disabled":
                assert (status, to) == (302, SIGN_IN), name
            elif "yes" in TABLE[route.needs].cells.get(role, ()):
                assert status in found and to != SIGN_IN, (name, status)
            elif name == "desk_today":
                assert status == 403 if role == "none" else to not in ("", path), name
            else:
                assert status == 404, (name, method, status)


def test_a_closed_account_and_a_visitor_are_sent_to_sign_in(
    bo: User, make_case: Callable[..., Case], make_notice: Callable[..., Notice]
) -> None:
    """A disabled account is nobody: its session is not read back."""
    gone = person("gone", "disabled")
    [own, *_] = caseload(gone, bo, make_case, make_notice)
    for way in ways_of_a_case():
        path = reverse(way.name, kwargs=own.fill(way.path))
        assert {knock(AnonymousUser(), path, method) for method in METHODS} == {(302, SIGN_IN)}, str(way)


def test_the_walk_meets_every_address() -> None:
    walked = {way.name for way in ways_of_a_case()}
    assert walked == {name for name, route in ROUTES.items() if route.of_case}
    assert len(list(ways_of_a_case())) > 50
