"""A copy of all that we hold, asked for on her own page: due in her month, given by two (D-30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cases.models import Approval, Case, DataRequest, Delivery
from cases.services import data_requests
from tests.person import Browser, inside
from tests.services.story import kinds
from tests.views.desk import do, read

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ASK, TAKE_BACK = {"page": "everything", "go": "ask"}, {"page": "everything", "go": "take back"}


@pytest.fixture
def case(make_case: Make, bo: User) -> Case:
    made: Case = make_case(assignee=bo)
    return made


@pytest.fixture
def her(case: Case) -> Browser:
    return inside(case)


def test_d30_one_button_asks_and_her_page_says_by_when(her: Browser, case: Case) -> None:
    assert "Get a copy of everything" in her.see("/progress")
    her.send("/progress", {"go": "everything"})
    assert "Do you want a copy of everything?" in her.see("/progress")
    her.send("/progress", ASK)
    wish = DataRequest.objects.get(case=case)
    assert (wish.known_by, wish.noted_by) == ("words", None)
    assert wish.due_at == data_requests.due(wish.asked_on)
    said = her.see("/progress")
    assert "Your copy is on its way" in said and f"{wish.due_at:%-d %B %Y}" in said
    assert kinds(case)[-1] == "copy_asked"


def test_d30_nothing_leaves_by_her_asking_alone(her: Browser, case: Case) -> None:
    her.send("/progress", ASK)
    assert not Approval.objects.filter(case=case).exists()
    assert "clipshare" not in her.see("/progress")


def test_d30_twice_is_once_and_her_caseworker_hears_once_a_day(her: Browser, case: Case, bo: User) -> None:
    for fields in (ASK, ASK, TAKE_BACK, ASK):
        her.send("/progress", fields)
    assert DataRequest.objects.filter(case=case, done_at=None).count() == 1
    assert Delivery.objects.filter(case=case, step="copy_asked", to_user=bo).count() == 1


def test_d30_she_takes_it_back_and_what_waited_ends(her: Browser, case: Case, as_bo: Client) -> None:
    her.send("/progress", ASK)
    do(as_bo, "desk_case_action", case.reference, "copy-again")
    assert Approval.objects.filter(case=case, kind="copy", ended_at=None).exists()
    her.send("/progress", TAKE_BACK)
    assert not DataRequest.objects.filter(case=case).exists()
    assert not Approval.objects.filter(case=case, kind="copy", ended_at=None).exists()
    assert kinds(case)[-1] == "copy_dropped"
    her.send("/progress", {"go": "everything"})
    assert "Yes, I want a copy" in her.see("/progress")


def test_d30_to_take_back_what_was_never_asked_does_nothing(her: Browser, case: Case) -> None:
    before = kinds(case)
    her.send("/progress", TAKE_BACK)
    assert kinds(case) == before


def test_d30_the_desk_asks_a_second_person_and_says_who_wanted_it(
    her: Browser, case: Case, as_bo: Client
) -> None:
    her.send("/progress", ASK)
    page = read(as_bo, "desk_case", case.reference)
    assert "Asked for on" in page and "Ask a second person about the copy" in page
    assert "A copy of everything is wanted for the person: noted by The person" in page
    do(as_bo, "desk_case_action", case.reference, "copy-again")
    assert Approval.objects.get(case=case, kind="copy").asked_by.username == "bo"


def test_d30_her_caseworker_notes_that_she_does_not_want_it(her: Browser, case: Case, as_bo: Client) -> None:
    her.send("/progress", ASK)
    do(as_bo, "desk_case_action", case.reference, "copy-dropped")
    assert DataRequest.objects.filter(case=case).exists()  # not without the tick
    do(as_bo, "desk_case_action", case.reference, "copy-dropped", sure="on")
    assert not DataRequest.objects.filter(case=case).exists()


def test_d30_the_day_is_the_one_of_the_law(case: Case) -> None:
    at = datetime(2027, 1, 31, 22, 0, tzinfo=UTC)
    wish = data_requests.wish(case_id=case.pk, at=at)
    assert wish.due_at.date().isoformat() == "2027-03-01"
