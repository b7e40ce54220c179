"""Drafts and open pages on the server (V-15, V-16)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError

from cases.models import Case, Visit
from cases.models.fields import Token
from cases.services import visits

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
ANSWERS = {"typed": {"links": {"links": ["canary.test"]}}}


def test_it_is_found_by_its_token(at: datetime) -> None:
    token, visit = visits.begin(at=at, answers=ANSWERS)
    found = visits.find(token, at=at)
    assert found is not None
    assert (found.pk, found.answers) == (visit.pk, ANSWERS)


def test_v16_the_token_itself_is_not_kept(at: datetime) -> None:
    token, visit = visits.begin(at=at)
    assert token not in str(Visit.objects.values().get())
    assert visit.token_index != token


def test_v16_what_was_typed_is_sealed(at: datetime) -> None:
    visits.begin(at=at, answers=ANSWERS)
    row = Visit.objects.values_list("answers", flat=True).get()
    assert "canary" not in row


def test_a_wrong_token_finds_nothing(at: datetime) -> None:
    visits.begin(at=at)
    assert visits.find("x" * 32, at=at) is None


@pytest.mark.parametrize("token", ["", "x" * 65])
def test_a_strange_cookie_finds_nothing(token: str, at: datetime) -> None:
    assert visits.find(token, at=at) is None


def test_v16_it_lasts_thirty_minutes_of_rest(at: datetime) -> None:
    token, _ = visits.begin(at=at)
    assert visits.find(token, at=at + timedelta(minutes=30)) is not None


def test_v16_it_is_gone_a_second_later(at: datetime) -> None:
    token, _ = visits.begin(at=at)
    assert visits.find(token, at=at + timedelta(minutes=30) + SECOND) is None
    assert not Visit.objects.exists()


def test_v16_it_is_gone_after_four_hours_whatever_happens(at: datetime) -> None:
    token, visit = visits.begin(at=at)
    later = at + timedelta(hours=4)
    visits.touch(visit, at=later)
    assert visits.find(token, at=later) is not None
    visits.touch(visit, at=later + SECOND)
    assert visits.find(token, at=later + SECOND) is None


def test_each_step_gives_thirty_minutes_more(at: datetime) -> None:
    token, visit = visits.begin(at=at)
    visits.keep(visit, answers=ANSWERS, at=at + timedelta(minutes=29))
    assert visits.find(token, at=at + timedelta(minutes=58)) is not None


def test_keeping_seals_the_new_answers(at: datetime) -> None:
    token, visit = visits.begin(at=at)
    assert visits.keep(visit, answers=ANSWERS, at=at)
    assert "canary" not in Visit.objects.values_list("answers", flat=True).get()
    found = visits.find(token, at=at)
    assert found is not None
    assert found.answers == ANSWERS


def test_a_visit_that_was_ended_does_not_come_back(at: datetime) -> None:
    token, visit = visits.begin(at=at)
    visits.end(token)
    assert not visits.keep(visit, answers=ANSWERS, at=at)
    visits.touch(visit, at=at)
    assert not Visit.objects.exists()


def test_ending_forgets_one_visit_only(at: datetime) -> None:
    token, _ = visits.begin(at=at)
    other, _ = visits.begin(at=at)
    visits.end(token)
    assert visits.find(other, at=at) is not None


def test_ending_twice_or_without_a_token_is_harmless(at: datetime) -> None:
    token, _ = visits.begin(at=at)
    for each in (token, token, "", "x" * 99):
        visits.end(each)
    assert not Visit.objects.exists()


def test_v22_leaving_works_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseError

    monkeypatch.setattr(visits, "hurried", away)
    visits.end_quietly("token")


def test_v16_the_round_forgets_what_rested_too_long(at: datetime) -> None:
    visits.begin(at=at)
    fresh, _ = visits.begin(at=at + timedelta(minutes=20))
    assert visits.forget(at=at + timedelta(minutes=31)) == 1
    assert visits.find(fresh, at=at + timedelta(minutes=31)) is not None


def test_v16_the_round_forgets_what_was_open_too_long(at: datetime) -> None:
    _, visit = visits.begin(at=at)
    visits.touch(visit, at=at + timedelta(hours=4))
    assert visits.forget(at=at + timedelta(hours=4, seconds=1)) == 1


def test_a_visit_sealed_with_a_lost_key_is_removed(at: datetime) -> None:
    token, _ = visits.begin(at=at, answers=ANSWERS)
    Visit.objects.update(answers=Token("1.row.AAAA"))
    assert visits.find(token, at=at) is None
    assert not Visit.objects.exists()


def test_a_sent_draft_keeps_nothing_but_the_case(make_case: Callable[..., Case], at: datetime) -> None:
    token, visit = visits.begin(at=at, answers=ANSWERS)
    case = make_case()
    visits.attach(visit, case=case, at=at)
    found = visits.find(token, at=at)
    assert found is not None
    assert (found.case, found.answers) == (case, "")


def test_forgetting_visits_leaves_the_case(make_case: Callable[..., Case], at: datetime) -> None:
    visits.begin(at=at, case=make_case())
    visits.forget(at=at + timedelta(hours=5))
    assert Case.objects.count() == 1
