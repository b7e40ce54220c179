"""Four eyes, bound to what was asked (S-30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.models import Approval, Case
from cases.services import approvals
from cases.services.refusal import Refused
from tests.conftest import AT, person_of_staff
from tests.services.story import kinds

Make = Callable[..., Case]
KIND = Approval.Kind.NEW_WORDS
WHAT = {"do": "this", "to": "them"}
H = timedelta(hours=1)


@pytest.fixture
def case(make_case: Make, bo: Any, di: Any) -> Case:
    return make_case()


def asked(case: Case, bo: Any, at: Any = AT) -> Approval:
    return approvals.ask(case_id=case.pk, kind=KIND, content=WHAT, actor=bo, at=at)


def agree(case: Case, who: Any, at: Any = AT, what: Any = WHAT) -> Approval:
    return approvals.agree(case_id=case.pk, kind=KIND, content=what, actor=who, at=at)


def test_s30_one_asks_another_agrees(case: Case, bo: Any, di: Any) -> None:
    asked(case, bo)
    given = agree(case, di)
    assert approvals.holds(given, WHAT, at=AT)
    assert kinds(case) == ["approval_asked", "approval_given"]


def test_s30_nobody_agrees_to_what_they_asked_for(case: Case, di: Any) -> None:
    asked(case, di)
    with pytest.raises(Refused, match="yourself"):
        agree(case, di)


def test_s30_not_even_the_database_lets_one_person_be_two(case: Case, bo: Any) -> None:
    request = asked(case, bo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=request.pk).update(agreed_by=bo)


def test_s30_what_changed_since_is_not_agreed_to(case: Case, bo: Any, di: Any) -> None:
    asked(case, bo)
    with pytest.raises(Refused, match="changed since"):
        agree(case, di, what={**WHAT, "to": "others"})


def test_s30_what_changes_afterwards_is_void(case: Case, bo: Any, di: Any) -> None:
    asked(case, bo)
    assert not approvals.holds(agree(case, di), {**WHAT, "to": "others"}, at=AT)


@pytest.mark.parametrize(("hours", "in_time"), [(71, True), (72, False)])
def test_s30_it_ends_after_three_days(case: Case, bo: Any, di: Any, hours: int, in_time: bool) -> None:
    asked(case, bo)
    if in_time:
        given = agree(case, di, at=AT + hours * H)
        assert not approvals.holds(given, WHAT, at=AT + 72 * H)
        return
    with pytest.raises(Refused, match="too old"):
        agree(case, di, at=AT + hours * H)


def test_it_is_spent_once(case: Case, bo: Any, di: Any) -> None:
    asked(case, bo)
    given = agree(case, di)
    assert [approvals.use(given, at=AT), approvals.use(given, at=AT)] == [True, False]
    assert not approvals.holds(Approval.objects.get(), WHAT, at=AT)


def test_what_nobody_agreed_to_cannot_be_spent(case: Case, bo: Any) -> None:
    assert not approvals.use(asked(case, bo), at=AT)


def test_asking_again_takes_the_place_of_the_first(case: Case, bo: Any) -> None:
    first, second = asked(case, bo), asked(case, bo, at=AT + H)
    assert Approval.objects.get(pk=first.pk).ended_at == AT + H
    assert approvals.pending(case, KIND, at=AT + H) == second


def test_it_can_be_declined_or_taken_back(case: Case, bo: Any, di: Any) -> None:
    for who in (di, bo):
        asked(case, bo)
        approvals.decline(case_id=case.pk, kind=KIND, actor=who, at=AT)
        with pytest.raises(Refused):
            agree(case, di)
    with pytest.raises(Refused, match="Nothing waits"):
        approvals.decline(case_id=case.pk, kind=KIND, actor=di, at=AT)


def test_s31_everyone_who_may_agree_is_told_but_not_who_asked(case: Case, di: Any) -> None:
    other = person_of_staff("deb", "supervisor")
    asked(case, di)
    assert [row.to_user for row in case.deliveries.filter(step="second")] == [other]
