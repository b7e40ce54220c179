"""Four eyes, bound to what was asked (S-30, S-31)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.models import Approval, Case
from cases.permissions import ROLE_ADMIN
from cases.rules import four_eyes
from cases.services import accounts, approvals, sweep
from cases.services.record import verify_house
from cases.services.refusal import Refused
from tests.conftest import AT, person_of_staff
from tests.services.story import kinds

Make = Callable[..., Case]
KIND = Approval.Kind.NEW_WORDS
WHAT = {"do": "this", "to": "them"}
H = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def case(make_case: Make, bo: Any, di: Any) -> Case:
    return make_case()


def asked(case: Case, bo: Any, at: Any = AT) -> Approval:
    return approvals.ask(case_id=case.pk, kind=KIND, content=WHAT, actor=bo, at=at)


def agree(case: Case, who: Any, at: Any = AT, what: Any = WHAT) -> Approval:
    newest = case.approvals.order_by("-asked_at")[0]
    return approvals.agree(approval_id=newest.pk, content=what, actor=who, at=at)


def decline(request: Approval, who: Any) -> None:
    approvals.decline(approval_id=request.pk, actor=who, at=AT)


def told(step: str) -> list[str]:
    rows = Approval.objects.get().case.deliveries.filter(step=step).order_by("created_at", "pk")
    return sorted(row.to_user.username for row in rows)


def test_s30_one_asks_another_agrees(case: Case, bo: Any, di: Any) -> None:
    asked(case, bo)
    given = agree(case, di)
    assert approvals.holds(given, WHAT, at=AT)
    assert approvals.given(KIND, str(case.pk), WHAT, at=AT) == given
    assert kinds(case) == ["approval_asked", "approval_given"]


def test_s30_nobody_agrees_to_what_they_asked_for(case: Case, di: Any) -> None:
    asked(case, di)
    with pytest.raises(Refused, match="yourself"):
        agree(case, di)


def test_s30_an_account_closed_in_the_meantime_agrees_to_nothing(case: Case, bo: Any, di: Any) -> None:
    asked(case, bo)
    type(di).objects.filter(pk=di.pk).update(is_active=False)
    with pytest.raises(Refused, match="closed"):
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
    other = {**WHAT, "to": "others"}
    assert not approvals.holds(agree(case, di), other, at=AT)
    assert approvals.given(KIND, str(case.pk), other, at=AT) is None


def test_what_nobody_asked_for_is_not_given(case: Case) -> None:
    assert approvals.given(KIND, str(case.pk), WHAT, at=AT) is None


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
    assert kinds(case)[-1] == "approval_used"


def test_what_nobody_agreed_to_cannot_be_spent(case: Case, bo: Any) -> None:
    assert not approvals.use(asked(case, bo), at=AT)


def test_asking_again_takes_the_place_of_the_first(case: Case, bo: Any) -> None:
    first, second = asked(case, bo), asked(case, bo, at=AT + H)
    assert Approval.objects.get(pk=first.pk).ended_at == AT + H
    assert approvals.pending(KIND, str(case.pk), at=AT + H) == second


def test_it_can_be_declined_or_taken_back(case: Case, bo: Any, di: Any) -> None:
    for who in (di, bo):
        request = asked(case, bo)
        decline(request, who)
        with pytest.raises(Refused):
            agree(case, di)
    with pytest.raises(Refused, match="Nothing waits"):
        decline(request, di)


def test_what_belongs_to_no_case_stands_in_the_record_of_the_house(di: Any) -> None:
    deb = person_of_staff("deb", "supervisor")
    request = approvals.ask(kind="grant", subject="x", content=WHAT, actor=di, at=AT)
    given = approvals.agree(approval_id=request.pk, content=WHAT, actor=deb, at=AT)
    assert approvals.use(given, at=AT)
    assert verify_house() == []


# Who may see and decide


def test_whoever_asked_sees_it_and_whoever_may_agree(case: Case, bo: Any, cy: Any, di: Any) -> None:
    asked(case, bo)
    seen = [approvals.queue(user, at=AT).count() for user in (bo, cy, di)]
    assert seen == [1, 0, 1]
    assert [approvals.may_decide(user, Approval.objects.get()) for user in (bo, cy, di)] == [
        False,
        False,
        True,
    ]


def test_what_belongs_to_no_case_is_decided_by_supervisors(bo: Any, di: Any) -> None:
    ada = person_of_staff("ada", ROLE_ADMIN)
    request = approvals.ask(kind="grant", subject="x", content=WHAT, actor=ada, at=AT)
    assert [approvals.queue(user, at=AT).count() for user in (ada, bo, di)] == [1, 0, 1]
    assert [approvals.may_decide(user, request) for user in (ada, bo, di)] == [False, False, True]


def test_what_is_too_old_or_settled_waits_for_nobody(case: Case, bo: Any, di: Any) -> None:
    request = asked(case, bo)
    assert not approvals.queue(di, at=AT + 72 * H).exists()
    decline(request, di)
    assert not approvals.queue(di, at=AT).exists()


# Its age (S-31)


def test_s31_everyone_who_may_agree_is_told_but_not_who_asked(case: Case, di: Any) -> None:
    other = person_of_staff("deb", "supervisor")
    asked(case, di)
    assert [row.to_user for row in case.deliveries.filter(step="second")] == [other]


@pytest.mark.parametrize(
    ("after", "times"),
    [(2 * H - SECOND, 0), (2 * H, 1), (6 * H - SECOND, 1), (6 * H, 2), (12 * H, 4), (20 * H, 4)],
)
def test_s31_it_reminds_and_in_the_end_tells_everyone(
    case: Case, di: Any, after: timedelta, times: int
) -> None:
    """Deb may agree; Di asked, and hears only when everyone does."""
    person_of_staff("deb", "supervisor")
    asked(case, di)
    for span in sorted({2 * H, 6 * H, 12 * H, after}):
        if span <= after:
            sweep.sweep(at=AT + span)
            sweep.sweep(at=AT + span)
    assert told("second_waits") == sorted((["deb"] * 3 + ["di"])[:times] if times == 4 else ["deb"] * times)


def test_s31_late_by_a_day_it_says_only_the_last(case: Case, bo: Any, di: Any) -> None:
    asked(case, bo)
    sweep.sweep(at=AT + 24 * H)
    assert told("second_waits") == ["di"]


def test_s31_what_was_settled_or_is_too_old_reminds_nobody(case: Case, bo: Any, di: Any) -> None:
    asked(case, bo)
    approvals.remind(at=AT + 72 * H)
    agree(case, di)
    approvals.remind(at=AT + 6 * H)
    assert told("second_waits") == []


def test_s31_the_hours_are_data() -> None:
    rule = four_eyes.rule()
    assert (rule.expires, rule.reminders, rule.tell_everyone) == (72 * H, (2 * H, 6 * H), 12 * H)
    assert rule.alone_after == 12 * H


# A house of one (S-31)


@pytest.mark.parametrize(("after", "allowed"), [(12 * H - SECOND, False), (12 * H, True)])
def test_s31_in_a_house_of_one_the_same_person_waits_twelve_hours(
    case: Case, di: Any, settings: Any, after: timedelta, allowed: bool
) -> None:
    settings.SOLE_OPERATOR = True
    request = asked(case, di)
    assert approvals.may_decide(di, request)
    if not allowed:
        with pytest.raises(Refused, match="too soon"):
            agree(case, di, at=AT + after)
        return
    assert agree(case, di, at=AT + after).alone
    assert case.events.get(kind="approval_given").facts["alone"] is True


def test_s31_the_setting_helps_nobody_where_a_second_person_is_there(
    case: Case, di: Any, settings: Any
) -> None:
    settings.SOLE_OPERATOR = True
    request, ed = asked(case, di), person_of_staff("ed", "supervisor")
    assert not approvals.may_decide(di, request) and approvals.may_decide(ed, request)
    assert list(approvals.for_second(di, Approval.objects.all())) == []
    with pytest.raises(Refused, match="Someone else has to agree"):
        agree(case, di, at=AT + 13 * H)
    accounts.close(user=ed, actor=di, at=AT)
    assert agree(case, di, at=AT + 13 * H).alone


def test_s31_in_a_house_of_one_a_real_second_person_is_no_lone_one(
    case: Case, bo: Any, di: Any, settings: Any
) -> None:
    settings.SOLE_OPERATOR = True
    asked(case, bo)
    assert not agree(case, di).alone
