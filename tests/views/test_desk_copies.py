"""A copy of everything for the person, as the desk gives it out: never unseen (D-30, S-05, S-11)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from cases.models import Access, Approval, Case, DataRequest
from cases.services import access_log, acts
from tests.conftest import AT
from tests.views.desk import after, do, read, say_why, text_of

Make = Callable[..., Any]
TEXT = {"as": "text"}
WANTED = {"asked_on": "2026-11-20", "known_by": "words"}


@pytest.fixture
def case(make_case: Make, bo: User, as_bo: Client) -> Case:
    """Bo's case, whose person wants a copy."""
    made: Case = make_case(assignee=bo, facts="What she told us")
    Case.objects.update(opened_at=AT - timedelta(days=9))
    page = after(as_bo, do(as_bo, "desk_case_action", made.reference, "copy-asked", **WANTED))
    assert "a second person is asked for" in page
    assert "Asked for on 20 Nov 2026. It is due" in page and "Take it out" not in page
    return made


def agree(case: Case, who: User) -> None:
    asked = Approval.objects.get(case=case, ended_at=None)
    acts.agree(approval_id=asked.pk, actor=who, at=timezone.now())


@pytest.fixture
def agreed(case: Case, di: User) -> Case:
    agree(case, di)
    return case


def test_d30_the_second_person_reads_what_for_and_by_when(case: Case, as_di: Client) -> None:
    page = read(as_di, "desk_second", Approval.objects.get().pk)
    assert "20 Nov 2026" in page and "behind code and words" in page and "Due by" in page
    DataRequest.objects.all().delete()
    assert "Due by" not in read(as_di, "desk_second", Approval.objects.get().pk)


def test_d30_whoever_asked_takes_it_out_as_text_and_as_data(agreed: Case, as_bo: Client) -> None:
    assert "Take it out as text" in read(as_bo, "desk_case", agreed.reference)
    text = do(as_bo, "desk_copy", agreed.reference, **{"as": "text"})
    assert text["Content-Disposition"] == f'attachment; filename="{agreed.reference}.txt"'
    assert "facts: What she told us" in text.content.decode()
    assert "no-store" in text["Cache-Control"]
    data = do(as_bo, "desk_copy", agreed.reference, **{"as": "data"})
    assert json.loads(data.content)["The report"][0]["facts"] == "What she told us"
    assert Access.objects.filter(kind="copy", case=agreed).count() == 2
    page = read(as_bo, "desk_case", agreed.reference)
    assert "taken out" in page and "Take it out as data" in page


def test_s30_nobody_else_and_nothing_that_changed(agreed: Case, as_bo: Client, as_di: Client) -> None:
    assert "Take it out" not in read(as_bo, "desk_case", agreed.reference).replace("Take it out as", "", 2)
    agreed.facts = "Something new"
    agreed.save()
    answer = after(as_bo, do(as_bo, "desk_copy", agreed.reference, **TEXT))
    assert "ask again" in answer and "Take it out" not in answer
    assert [*Access.objects.filter(kind__in=("copy", "untaken")).values_list("kind", flat=True)] == [
        "untaken"
    ]
    assert DataRequest.objects.get().done_at is None
    do(as_bo, "desk_case_action", agreed.reference, "copy-again")
    assert Approval.objects.filter(ended_at=None, agreed_at=None).exists()


def test_d30_once_it_is_over_the_case_says_nothing_of_it(agreed: Case, as_bo: Client) -> None:
    do(as_bo, "desk_copy", agreed.reference, **TEXT)
    Approval.objects.update(expires_at=AT)
    assert "wants a copy of everything." not in read(as_bo, "desk_case", agreed.reference)


def test_d30_a_day_that_is_past_is_called_so(case: Case, as_bo: Client) -> None:
    DataRequest.objects.update(due_at=AT - timedelta(hours=1))
    assert "That is past." in read(as_bo, "desk_case", case.reference)


def test_s05_it_asks_for_the_second_factor_again(agreed: Case, as_bo: Client, bo: User) -> None:
    bo.desk_sessions.update(proven_at=AT - timedelta(minutes=30))  # type: ignore[attr-defined]
    assert "Once more, it is you" in text_of(do(as_bo, "desk_copy", agreed.reference, **TEXT))
    assert DataRequest.objects.get().done_at is None


def test_s11_nothing_is_given_where_it_cannot_be_written_down(
    agreed: Case, as_bo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**told: Any) -> None:
        raise access_log.NotKept

    monkeypatch.setattr(access_log, "note", away)
    as_bo.raise_request_exception = False
    answer = do(as_bo, "desk_copy", agreed.reference, **TEXT)
    assert answer.status_code == 503 and b"What she told us" not in answer.content
    assert DataRequest.objects.get().done_at is None


def test_what_is_not_said_is_asked_for(make_case: Make, bo: User, as_bo: Client) -> None:
    case = make_case(assignee=bo)
    answer = do(as_bo, "desk_case_action", case.reference, "copy-asked")
    assert answer.status_code == 422
    assert "Set the day." in text_of(answer) and "Say how you know" in text_of(answer)


def test_s30_what_lapsed_is_said_with_the_way_to_ask_again(case: Case, as_bo: Client) -> None:
    again = '/copy-again">Ask a second person</a>'
    assert again not in read(as_bo, "desk_case", case.reference).partition('id="move"')[0]
    Approval.objects.update(expires_at=AT)
    head = read(as_bo, "desk_case", case.reference).partition('id="move"')[0]
    assert "It has to be asked for again." in head and again in head
    Approval.objects.all().delete()
    assert "A second person has to be asked now." in read(as_bo, "desk_case", case.reference)


def test_s30_who_can_take_it_out_is_said_to_others(agreed: Case, as_di: Client) -> None:
    say_why(as_di, agreed)
    page = read(as_di, "desk_case", agreed.reference)
    assert "Bo can take it out." in page and "asked for again" not in page


def test_d30_after_a_change_the_page_says_that_it_was_taken_out_and_what_to_do(
    agreed: Case, as_bo: Client, as_di: Client
) -> None:
    do(as_bo, "desk_copy", agreed.reference, **TEXT)
    say_why(as_di, agreed)
    assert "Something changed" not in read(as_di, "desk_case", agreed.reference)
    agreed.facts = "Something new"
    agreed.save()
    page = read(as_bo, "desk_case", agreed.reference)
    assert "taken out today 10:00 GMT. Something changed since." in page and "Take it out" not in page


@pytest.mark.parametrize("kind", [{}, {"as": "xml"}])
def test_neither_text_nor_data_is_nothing(agreed: Case, as_bo: Client, kind: dict[str, str]) -> None:
    assert "as text or as data" in after(as_bo, do(as_bo, "desk_copy", agreed.reference, **kind))
    assert DataRequest.objects.get().done_at is None and not Access.objects.filter(kind="copy").exists()


def test_s30_what_has_changed_cannot_be_agreed_to_and_says_so(
    case: Case, as_bo: Client, as_di: Client
) -> None:
    asked = Approval.objects.get()
    assert "they may take out the copy" in read(as_di, "desk_second", asked.pk)
    case.facts = "Something new"
    case.save()
    page = read(as_di, "desk_second", asked.pk)
    assert "has changed since" in page and "they may take out the copy" not in page
    assert "has changed since" in read(as_bo, "desk_case", case.reference)
