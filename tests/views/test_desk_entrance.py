"""The door of every page: what is not written down does not leave, and a race is one plain sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from cases.models import Access, Case
from cases.models.base import ConcurrentTransition, TransitionNotAllowed
from cases.services import access
from cases.services.refusal import Refused
from cases.views.desk import entrance
from cases.views.desk.entrance import NotWritten
from cases.views.desk.factor import passkeys_work
from tests.conftest import AT
from tests.desk import enrol
from tests.views.desk import do, post, read, text_of

MakeCase = Callable[..., Case]


def test_s11_a_page_that_forgot_to_write_down_its_look_is_not_served(
    as_bo: Client, make_case: MakeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, written = make_case(facts="A secret fact"), Access.objects.count()
    monkeypatch.setattr("cases.views.desk.printing.write_down", lambda *given: None)
    with pytest.raises(NotWritten):
        do(as_bo, "desk_print", case.reference)
    as_bo.raise_request_exception = False
    answer = do(as_bo, "desk_print", case.reference)
    assert (answer.status_code, Access.objects.count()) == (500, written)
    assert case.reference not in answer.content.decode()


@pytest.mark.parametrize("error", [IntegrityError, OperationalError, DataError, InterfaceError])
def test_s11_whatever_keeps_a_look_from_being_written_nothing_is_shown(
    error: type[Exception], as_bo: Client, make_case: MakeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise error("no")

    case = make_case()
    monkeypatch.setattr(Access, "save", refuse)
    as_bo.raise_request_exception = False
    for answer in (as_bo.get(reverse("desk_case", args=[case.reference])), do(as_bo, "desk_search", q="x")):
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert case.reference not in answer.content.decode()


def test_s11_a_trigger_that_takes_no_look_gives_the_calm_page(as_bo: Client, make_case: MakeCase) -> None:
    """A constraint of the database itself: this case's looks are refused by it."""
    case = make_case()
    Access.objects.create(user=case.assignee, kind="open", at=AT, seq=1, digest="")  # the next one meets it
    as_bo.raise_request_exception = False
    answer = as_bo.get(reverse("desk_case", args=[case.reference]))
    assert answer.status_code == 503 and case.reference not in answer.content.decode()


def test_s11_a_look_of_a_kind_that_the_row_does_not_name_is_refused(bo: User, make_case: MakeCase) -> None:
    case = make_case()
    path = reverse("desk_print", args=[case.reference])
    request = RequestFactory().post(path)
    request.user, request.resolver_match = bo, resolve(path)
    with pytest.raises(NotWritten, match="'open' does not stand in the row"):
        entrance.write_down(request, case, "open", AT)
    assert not Access.objects.exists()


def test_a_link_and_a_notice_that_are_not_there_are_not_here(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(links=1)
    read(as_bo, "desk_look", case.reference, 1)
    read(as_bo, "desk_look", case.reference, 2, status=404)
    read(as_bo, "desk_notice", case.reference, 1, status=404)


def test_whoever_has_no_role_finds_nothing_but_the_way_out(
    bo: User, signed_in: Callable[[User], Client]
) -> None:
    bo.groups.clear()
    text = read(signed_in(bo), "desk_today", status=403)
    assert "no role at this desk" in text and "Sign out" in text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused("Not today."), "Not today."),
        (ConcurrentTransition("x"), entrance.CHANGED),
        (TransitionNotAllowed("x"), entrance.NOT_ALLOWED),
    ],
)
def test_what_cannot_be_done_is_one_plain_sentence(error: Exception, said: str) -> None:
    def act() -> NoReturn:
        raise error

    assert entrance.attempt(act) == said


def test_whoever_is_not_in_can_sign_out_all_the_same(client: Client, db: None) -> None:
    answer = post(client, reverse("desk_sign_out"))
    assert answer["Location"] == reverse("desk_sign_in")
    assert answer["Clear-Site-Data"] == '"storage"'


def refusing(sentence: str) -> Callable[..., NoReturn]:
    def act(**given: Any) -> NoReturn:
        raise Refused(sentence)

    return act


def test_of_two_clicks_on_a_sign_in_link_the_slower_is_told(
    client: Client, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "redeem", refusing("This link has just been used."))
    answer = post(client, access.sign_in_link(bo))
    assert answer.status_code == 410
    assert "has just been used" in text_of(answer)


def test_of_two_who_set_the_desk_up_the_slower_is_told(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "set_up", refusing("This desk is already set up."))
    answer = post(
        client, access.set_up_link(), full_name="Dina Okafor", name="di", password="a long enough word"
    )
    assert answer.status_code == 422
    assert "already set up" in text_of(answer)
    assert not User.objects.exists()


@pytest.mark.parametrize(("host", "works"), [("localhost:8000", True), ("127.0.0.1:8000", False)])
def test_a_passkey_is_offered_where_a_name_is_served(host: str, works: bool) -> None:
    assert passkeys_work(RequestFactory().get("/desk/", HTTP_HOST=host)) is works


def test_s01_what_is_no_passkey_opens_nothing(client: Client, bo: User) -> None:
    enrol(bo)
    do(client, "desk_sign_in", name="bo", password="a long enough word")
    answer = do(client, "desk_factor", passkey="{}")
    assert answer.status_code == 422
    assert client.get(reverse("desk_today")).status_code == 302
