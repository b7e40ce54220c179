"""While a case is on hold nothing leaves for others; afterwards it goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Notice
from cases.services import claims, dead_letters, notices, outbox, triage
from cases.services.refusal import Refused
from tests.conftest import AT, build_platform
from tests.services.rows import claim

Make = Callable[..., Any]
HOUR = timedelta(hours=1)


@pytest.fixture
def mailed(make_notice: Make, bo: Any) -> Notice:
    """Approved and waiting to go by mail."""
    notice = make_notice(platform=build_platform("clipshare", channel="email"))
    return notices.approve(notice_id=notice.pk, actor=bo, at=AT)


def waiting() -> Delivery:
    return Delivery.objects.get(kind="notice")


def test_a_hold_holds_what_waits_to_leave(mailed: Notice, bo: Any) -> None:
    triage.hold(case_id=mailed.case_id, actor=bo, at=AT)
    assert (waiting().state, waiting().last_error) == ("held", "held: the case is on hold")
    assert claims.due(at=AT + HOUR) == []


def test_after_the_hold_it_waits_its_turn_again(mailed: Notice, bo: Any) -> None:
    triage.hold(case_id=mailed.case_id, actor=bo, at=AT)
    triage.resume(case_id=mailed.case_id, actor=bo, at=AT + HOUR)
    assert (waiting().state, waiting().next_attempt_at) == ("queued", AT + HOUR)
    assert claim(waiting(), at=AT + HOUR) is not None


def test_what_a_person_files_is_not_set_going(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="approved")
    outbox.put([outbox.row(case=notice.case, kind="notice", key="n", at=AT, notice=notice, state="held")])
    triage.hold(case_id=notice.case_id, actor=bo, at=AT)
    triage.resume(case_id=notice.case_id, actor=bo, at=AT + HOUR)
    assert waiting().state == "held"


def test_a_worker_that_comes_after_the_hold_leaves_it(mailed: Notice, bo: Any) -> None:
    Case.objects.filter(pk=mailed.case_id).update(state="on_hold")
    assert claim(waiting()) is None
    assert waiting().state == "held"


def test_nobody_sends_it_by_hand_meanwhile(mailed: Notice, bo: Any) -> None:
    triage.hold(case_id=mailed.case_id, actor=bo, at=AT)
    with pytest.raises(Refused, match="on hold"):
        dead_letters.retry(delivery_id=waiting().pk, actor=bo, at=AT + HOUR)


def test_our_own_people_are_told_all_the_same(make_case: Make, bo: Any) -> None:
    case = make_case(state="on_hold")
    outbox.put([outbox.row(case=case, kind="reminder", key="r", at=AT, to_user=bo)])
    assert claim(Delivery.objects.get()) is not None
