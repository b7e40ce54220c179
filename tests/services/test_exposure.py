"""How much someone has read, for that person alone (S-42)."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User

from cases.services import access_log, exposure
from tests.conftest import AT, person_of_staff

HOUR = timedelta(hours=1)


def read(user: User, times: int) -> None:
    for _ in range(times):
        access_log.note(user=user, case_id=None, kind="reveal", session_key=None, at=AT)


def test_s42_a_break_begins_the_count_for_the_next_one_anew(bo: User) -> None:
    read(bo, 3)
    assert exposure.of(bo, at=AT + HOUR).since_break == 3
    exposure.rest(user=bo, at=AT + HOUR)
    rested = exposure.of(bo, at=AT + 2 * HOUR)
    assert (rested.since_break, rested.today) == (0, 3)


def test_s42_the_number_someone_chose_is_the_number(bo: User) -> None:
    exposure.choose(user=bo, at=AT, break_after=7)
    assert exposure.of(bo, at=AT).break_after == 7


def test_s42_a_total_of_two_would_be_someones_own(bo: User, cy: User) -> None:
    read(bo, 2)
    assert exposure.of_team(at=AT + HOUR) is None
    person_of_staff("di", "supervisor")
    team = exposure.of_team(at=AT + HOUR)
    assert team is not None and team.today == 2
