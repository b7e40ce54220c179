"""The auditor is told once of each burst, however often and however late the round runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from cases import mails
from cases.models import Alarm, Case, Delivery
from cases.services import access_log, alarms, sweep
from tests.conftest import AT, person_of_staff

MakeCase = Callable[..., Case]
S, M, H = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def audrey(db: None) -> User:
    return person_of_staff("audrey", "auditor")


def search(user: User, count: int, *, start: timedelta = timedelta()) -> None:
    for number in range(count):
        access_log.note(user=user, case_id=None, kind="search", session_key=None, at=AT + start + number * S)


def told() -> list[str]:
    return [str(mail.to_user) for mail in Delivery.objects.filter(step="alarm")]


def test_s13_a_burst_is_told_once_however_often_the_round_runs(bo: User, audrey: User) -> None:
    search(bo, 21)
    assert [alarms.raise_new(at=AT + number * M) for number in (1, 2, 3)] == [1, 0, 0]
    assert told() == ["audrey"]


def test_s13_a_burst_that_goes_on_makes_no_second_mail(bo: User, audrey: User) -> None:
    search(bo, 21)
    alarms.raise_new(at=AT + M)
    search(bo, 30, start=2 * M)
    assert alarms.raise_new(at=AT + 5 * M) == 0
    alarm = Alarm.objects.get()
    assert (alarm.count, alarm.last_at) == (51, AT + 2 * M + 29 * S)


def test_s13_the_next_burst_is_told_again(bo: User, audrey: User) -> None:
    search(bo, 21)
    alarms.raise_new(at=AT + M)
    search(bo, 21, start=2 * H)
    assert alarms.raise_new(at=AT + 2 * H + M) == 1
    assert told() == ["audrey", "audrey"]


def test_s13_what_happened_while_the_worker_was_away_is_told_late(bo: User, audrey: User) -> None:
    alarms.raise_new(at=AT)
    search(bo, 21, start=M)
    assert alarms.raise_new(at=AT + timedelta(days=9)) == 1


def test_s13_two_people_are_two_alarms(bo: User, cy: User, audrey: User) -> None:
    search(bo, 21)
    search(cy, 21)
    assert alarms.raise_new(at=AT + M) == 2
    search(bo, 11, start=M)  # thirty-two in all for one, and no more for the other
    assert alarms.raise_new(at=AT + 2 * M) == 0


def test_s13_opening_a_case_that_is_over_is_told(bo: User, audrey: User, make_case: MakeCase) -> None:
    for state in ("active", "closed"):
        case = make_case(state=state)
        access_log.note(user=bo, case_id=case.pk, kind="open", session_key=None, at=AT)
    assert alarms.raise_new(at=AT + M) == 1
    assert Alarm.objects.get().rule == "closed_cases"


def test_s13_the_mail_says_nothing(bo: User, audrey: User) -> None:
    search(bo, 21)
    sweep.sweep(at=AT + M)
    mail = mails.compose(Delivery.objects.get(step="alarm"), at=AT + M)
    assert mail.subject == "The record needs a look"
    assert mail.to == audrey.email
    assert "/desk/audit" in mail.text and "/desk/audit" in mail.html
    assert not any(word in mail.text.lower() for word in ("bo ", "search", "case"))


def test_s13_without_an_auditor_the_alarm_stands_on_the_page_all_the_same(bo: User) -> None:
    search(bo, 21)
    assert alarms.raise_new(at=AT + M) == 1
    assert told() == []
