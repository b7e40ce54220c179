"""What a caseworker decides about a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Clock, Delivery, Item, Notice
from cases.models.base import TransitionNotAllowed
from cases.services import outbox, sweep, triage
from cases.services.refusal import Refused
from tests.conftest import AT
from tests.services.story import approved, kinds, last, received, states

Make = Callable[..., Any]
HOUR = timedelta(hours=1)


def test_taking_up_makes_it_hers_and_says_so(make_case: Make, bo: Any) -> None:
    case = triage.take_up(case_id=make_case(state="submitted", assignee=None).pk, actor=bo, at=AT)
    assert (case.state, case.assignee, case.taken_up_at) == ("in_review", bo, AT)
    event = last(case)
    assert (event.kind, event.from_state, event.to_state) == ("taken_up", "submitted", "in_review")
    assert (event.actor, event.at) == (bo, AT)


def test_a_case_given_to_someone_stays_with_her(make_case: Make, bo: Any, cy: Any) -> None:
    assert triage.take_up(case_id=make_case(state="submitted").pk, actor=cy, at=AT).assignee == bo


def test_a_case_is_taken_up_once(make_case: Make, bo: Any) -> None:
    case = triage.take_up(case_id=make_case(state="submitted").pk, actor=bo, at=AT)
    with pytest.raises(TransitionNotAllowed):
        triage.take_up(case_id=case.pk, actor=bo, at=AT)
    assert kinds(case) == ["taken_up"]


def test_assigning_changes_no_state(make_case: Make, bo: Any, cy: Any) -> None:
    case = triage.assign(case_id=make_case(state="active").pk, to=cy, actor=bo, at=AT)
    assert (case.state, case.assignee) == ("active", cy)
    assert (last(case).kind, last(case).facts) == ("assigned", {"to": cy.pk})


def test_age_is_confirmed_once(make_case: Make, bo: Any) -> None:
    case = make_case(state="in_review")
    Case.objects.update(adult_confirmed_at=None)
    triage.confirm_adult(case_id=case.pk, actor=bo, at=AT)
    later = triage.confirm_adult(case_id=case.pk, actor=bo, at=AT + HOUR)
    assert later.adult_confirmed_at == AT
    assert kinds(case) == ["adult_confirmed"]


def test_age_is_not_decided_here_once_it_is_in_doubt(make_case: Make, bo: Any) -> None:
    with pytest.raises(Refused, match="safeguarding lead"):
        triage.confirm_adult(case_id=make_case(state="in_review", safeguarding=True).pk, actor=bo, at=AT)


def test_accepting_starts_the_work(make_case: Make, bo: Any) -> None:
    case = triage.accept(case_id=make_case(state="in_review").pk, actor=bo, at=AT)
    assert (case.state, case.accepted_at) == ("active", AT)
    assert last(case).kind == "accepted"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"adult_confirmed_at": None}, "18 or older"),
        ({"consents": {}}, "has not agreed"),
        ({"consents": {"platforms": False}}, "has not agreed"),
    ],
)
def test_it_says_what_keeps_a_report_from_being_accepted(
    make_case: Make, bo: Any, change: dict[str, Any], says: str
) -> None:
    case = make_case(state="in_review")
    Case.objects.filter(pk=case.pk).update(**change)
    with pytest.raises(Refused, match=says):
        triage.accept(case_id=case.pk, actor=bo, at=AT)
    assert kinds(case) == []


def test_a_report_without_link_is_not_accepted(make_case: Make, bo: Any) -> None:
    with pytest.raises(Refused, match="no link"):
        triage.accept(case_id=make_case(state="in_review", links=0).pk, actor=bo, at=AT)


def test_a_flagged_report_is_not_accepted(make_case: Make, bo: Any) -> None:
    with pytest.raises(TransitionNotAllowed):
        triage.accept(case_id=make_case(state="in_review", safeguarding=True).pk, actor=bo, at=AT)


def test_holding_and_resuming(make_case: Make, bo: Any) -> None:
    case = triage.hold(case_id=make_case().pk, actor=bo, at=AT)
    assert (case.state, case.held_at) == ("on_hold", AT)
    case = triage.resume(case_id=case.pk, actor=bo, at=AT + HOUR)
    assert (case.state, case.resumed_at) == ("active", AT + HOUR)
    assert kinds(case) == ["held", "resumed"]


def test_clocks_run_on_while_a_case_is_held(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    triage.hold(case_id=notice.case_id, actor=bo, at=AT)
    assert Notice.objects.get(pk=notice.pk).next_step_at is not None
    assert notice.clocks.filter(stopped_at=None).count() > 0


@pytest.mark.parametrize("to", ["", "   "])
def test_a_referral_says_where_to(make_case: Make, bo: Any, to: str) -> None:
    case = make_case()
    with pytest.raises(Refused, match="handed over"):
        triage.refer(case_id=case.pk, to=to, actor=bo, at=AT)
    assert Case.objects.get(pk=case.pk).state == "active"


def test_a_referral_keeps_where_to_sealed(make_case: Make, bo: Any) -> None:
    case = triage.refer(case_id=make_case().pk, to=" Police, ref 7 ", actor=bo, at=AT)
    assert Case.objects.get(pk=case.pk).refer_to == "Police, ref 7"
    assert "Police" not in str(last(case).facts)


@pytest.mark.parametrize("end", ["refer", "withdraw"])
def test_the_end_stops_everything_at_once(make_case: Make, bo: Any, end: str) -> None:
    notice = received(make_case(), bo)
    sweep.sweep(at=AT + timedelta(hours=49))
    values = {"to": "Police"} if end == "refer" else {}
    getattr(triage, end)(case_id=notice.case_id, actor=bo, at=AT + timedelta(hours=50), **values)
    assert Notice.objects.get(pk=notice.pk).state == "withdrawn"
    assert not Clock.objects.filter(stopped_at=None).exists()
    assert set(Clock.objects.values_list("stop_reason", flat=True)) == {"withdrawn"}
    assert not Item.objects.filter(is_open=True).exists()
    waiting = Delivery.objects.exclude(kind="alert").filter(
        state__in=["queued", "held", "unknown", "claimed"]
    )
    assert not waiting.exists()


def test_withdrawing_records_the_notice_and_the_case(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    triage.withdraw(case_id=notice.case_id, actor=bo, at=AT)
    assert kinds(notice.case)[-2:] == ["notice_withdrawn", "withdrawn"]
    assert last(notice.case).to_state == "withdrawn"


def test_after_a_withdrawal_the_sweep_finds_nothing(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    triage.withdraw(case_id=notice.case_id, actor=bo, at=AT)
    assert sweep.sweep(at=AT + timedelta(days=30)).notices == 0


def test_a_case_that_is_over_cannot_be_withdrawn(make_case: Make, bo: Any) -> None:
    with pytest.raises(TransitionNotAllowed):
        triage.withdraw(case_id=make_case(state="closed").pk, actor=bo, at=AT)


def test_withdrawing_keeps_alerts_to_our_own_people(make_case: Make, bo: Any) -> None:
    case = make_case()
    outbox.put([outbox.row(case=case, kind="alert", key="a", at=AT, to_user=bo)])
    triage.withdraw(case_id=case.pk, actor=bo, at=AT)
    assert states(case) == ["queued"]


def test_v37_under_18_freezes_every_notice(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    waiting = outbox.row(case=notice.case, kind="chaser", key="c", at=AT, notice=notice)
    outbox.put([waiting])
    case = triage.flag_under_18(case_id=notice.case_id, actor=bo, at=AT)
    assert case.safeguarding
    assert Notice.objects.get(pk=notice.pk).next_step_at is None
    held = Delivery.objects.get(key="c")
    assert (held.state, held.next_attempt_at) == ("held", None)


def test_under_18_tells_the_lead_and_nobody_else(make_case: Make, bo: Any, di: Any, sam: Any) -> None:
    case = triage.flag_under_18(case_id=make_case().pk, actor=bo, at=AT)
    [alert] = Delivery.objects.filter(case=case, kind="alert")
    assert (alert.to_user, alert.step, alert.state) == (sam, "safeguarding", "queued")


def test_flagging_twice_is_flagging_once(make_case: Make, bo: Any, sam: Any) -> None:
    case = make_case()
    for _ in range(2):
        triage.flag_under_18(case_id=case.pk, actor=bo, at=AT)
    assert kinds(case) == ["safeguarding"]
    assert len(states(case)) == 1


def test_under_18_the_sweep_says_nothing_more(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    triage.flag_under_18(case_id=notice.case_id, actor=bo, at=AT)
    Notice.objects.update(next_step_at=AT)
    sweep.sweep(at=AT + timedelta(days=9))
    assert not notice.steps.exists()
    assert Notice.objects.get(pk=notice.pk).next_step_at is None


def test_a_refused_decision_leaves_nothing_behind(make_case: Make, bo: Any) -> None:
    case = make_case(state="closed")
    with pytest.raises(TransitionNotAllowed):
        triage.refer(case_id=case.pk, to="Police", actor=bo, at=AT)
    assert kinds(case) == []
    assert Case.objects.get(pk=case.pk).refer_to in ("", None)
