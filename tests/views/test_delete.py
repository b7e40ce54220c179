"""Deleting everything, on her own page: asked once, undone on the same page (D-22)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from cases.models import Case
from cases.services import erasure
from tests.conftest import AT
from tests.person import inside
from tests.views.desk import read

Make = Callable[..., Case]


def test_the_effect_is_shown_before_anything_happens(make_case: Make) -> None:
    case = make_case()
    browser = inside(case)
    browser.send("/progress", {"go": "stop"})
    assert "See how to delete it" in browser.see("/progress")
    browser.send("/progress", {"go": "delete"})
    text = browser.see("/progress")
    assert "we do not go after the sites any more" in text and "Three days later we delete it all" in text
    case.refresh_from_db()
    assert (case.state, case.erase_at) == ("active", None)


def test_one_press_stops_and_deletes_and_says_until_when(make_case: Make) -> None:
    case = make_case()
    browser = inside(case)
    browser.send("/progress", {"page": "delete", "go": "delete now"})
    case.refresh_from_db()
    assert case.state == "withdrawn" and case.erase_at
    assert "You have until" in browser.see("/progress")


def test_it_can_be_undone_there_and_on_the_first_page(make_case: Make) -> None:
    case = make_case()
    browser = inside(case)
    browser.send("/progress", {"page": "delete", "go": "delete now"})
    browser.send("/progress", {"go": "back"})
    assert "Everything will be deleted" in browser.see("/progress")
    browser.send("/progress", {"page": "delete", "go": "keep"})
    case.refresh_from_db()
    assert (case.state, case.erase_at) == ("withdrawn", None)
    assert "Everything will be deleted" not in browser.see("/progress")


@pytest.mark.parametrize("state", ["resolved", "closed", "withdrawn", "referred"])
def test_a_report_that_has_ended_can_be_deleted_too(make_case: Make, state: str) -> None:
    case = make_case(state=state)
    browser = inside(case)
    assert "See how to delete it" in browser.see("/progress")
    browser.send("/progress", {"page": "delete", "go": "delete now"})
    case.refresh_from_db()
    assert case.erase_at


def test_once_erased_the_open_page_leads_to_the_way_in(make_case: Make) -> None:
    case = make_case()
    browser = inside(case)
    erasure.ask(case_id=case.pk, at=timezone.now() - timedelta(days=4))
    erasure.erase_due(at=timezone.now())
    assert browser.get("/progress")["Location"] == "/return"


def test_the_desk_says_what_is_about_to_happen(as_bo: Client, make_case: Make) -> None:
    case = make_case()
    erasure.ask(case_id=case.pk, at=AT)
    text = read(as_bo, "desk_case", case.reference)
    assert "The person asked us to delete everything." in text and "Thu 26 Nov 10:00 GMT" in text


def test_the_person_and_the_desk_read_the_day(make_case: Make, as_bo: Client, bo: User) -> None:
    case = make_case(state="closed", links=0, retain_until=date(2027, 5, 1), assignee=bo)
    assert "We keep your report until 1 May 2027. Then we delete it." in inside(case).see("/progress")
    text = read(as_bo, "desk_case", case.reference)
    assert "Its data is kept until 1 May 2027 and is then erased." in text
