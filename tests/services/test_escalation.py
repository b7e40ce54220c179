"""Going beyond the platform: when it may be, and what is prepared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Delivery, Notice, Step
from cases.models.base import TransitionNotAllowed
from cases.services import escalation, sweep
from cases.services.refusal import Refused
from tests.conftest import AT
from tests.services.story import kinds, last

Make = Callable[..., Any]
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
DUE = AT + 48 * HOUR


def escalate(notice: Notice, bo: Any, at: Any = DUE + SECOND) -> Notice:
    return escalation.escalate(notice_id=notice.pk, actor=bo, at=at)


@pytest.mark.parametrize("at", [AT, DUE - SECOND, DUE])
def test_not_before_the_period_has_ended(make_notice: Make, bo: Any, at: Any) -> None:
    notice = make_notice(state="sent")
    with pytest.raises(Refused, match="cannot be escalated yet"):
        escalate(notice, bo, at)
    assert Notice.objects.get(pk=notice.pk).state == "sent"


def test_right_after_it_even_without_a_sweep(make_notice: Make, bo: Any) -> None:
    notice = escalate(make_notice(state="sent"), bo, DUE + SECOND)
    assert (notice.state, notice.escalated_at, notice.deadline_passed) == ("escalated", DUE + SECOND, True)


def test_a_refusal_is_escalated_at_once(make_notice: Make, bo: Any) -> None:
    assert escalate(make_notice(state="refused"), bo, AT).state == "escalated"


@pytest.mark.parametrize(
    "state", ["draft", "approved", "undeliverable", "complied", "withdrawn", "escalated"]
)
def test_what_they_never_had_is_not_escalated(make_notice: Make, bo: Any, state: str) -> None:
    notice = make_notice(state=state)
    Notice.objects.update(deadline_passed=True)
    with pytest.raises(TransitionNotAllowed):
        escalate(notice, bo)
    assert Delivery.objects.count() == 0


def test_a_stopped_clock_ends_no_period(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    notice.clocks.update(stopped_at=AT)
    with pytest.raises(Refused):
        escalate(notice, bo)


def test_every_body_gets_one_draft(make_notice: Make, bo: Any) -> None:
    notice = escalate(make_notice(state="refused"), bo)
    drafts = list(notice.deliveries.values_list("regime", "step"))
    assert len(drafts) == len(set(drafts))
    assert {("us-tida", "regulator"), ("uk-osa-u2u", "regulator"), ("us-tida", "legal_contact")} <= set(
        drafts
    )
    steps = [step for _, step in drafts]
    assert steps.count("search_deindex") == steps.count("host_cdn_registrar") == 1


def test_drafts_wait_for_a_person(make_notice: Make, bo: Any) -> None:
    notice = escalate(make_notice(state="refused"), bo)
    assert set(notice.deliveries.values_list("kind", "by_hand", "to_user")) == {("escalation", True, None)}


def test_drafts_name_the_clock_that_leads(make_notice: Make, bo: Any) -> None:
    notice = escalate(make_notice(state="refused"), bo)
    assert set(notice.deliveries.values_list("due_at", flat=True)) == {DUE}


def test_the_police_and_her_own_device_are_her_decision(make_notice: Make, bo: Any) -> None:
    notice = escalate(make_notice(state="refused"), bo)
    steps = set(notice.deliveries.values_list("step", flat=True))
    assert not steps & {"law_enforcement", "hash_block", "re_notice"}


def test_what_the_sweep_prepared_is_not_prepared_again(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    sweep.sweep(at=AT + 90 * HOUR)
    there = set(notice.deliveries.filter(kind="escalation").values_list("regime", "step"))
    escalate(notice, bo, AT + 91 * HOUR)
    now = list(notice.deliveries.filter(kind="escalation").values_list("regime", "step"))
    assert there <= set(now)
    steps = [step for _, step in now]
    assert steps.count("search_deindex") == 1


def test_preparing_twice_is_preparing_once(make_notice: Make) -> None:
    notice = make_notice(state="refused")
    first = escalation.prepare(notice, at=AT)
    assert escalation.prepare(notice, at=AT) == []
    assert notice.deliveries.count() == len(first)


def test_it_is_recorded_with_the_number_of_drafts(make_notice: Make, bo: Any) -> None:
    notice = escalate(make_notice(state="refused"), bo)
    assert kinds(notice.case) == ["escalated"]
    event = last(notice.case)
    assert (event.from_state, event.to_state) == ("refused", "escalated")
    assert event.facts == {"drafts": notice.deliveries.count()}


def test_the_clocks_run_on(make_notice: Make, bo: Any) -> None:
    notice = escalate(make_notice(state="refused"), bo)
    assert notice.clocks.filter(stopped_at=None).count() == 2
    assert notice.next_step_at is not None


def test_the_sweep_is_reached_from_here_too() -> None:
    assert escalation.sweep is sweep.sweep


def test_the_round_does_not_draft_again_what_a_person_drafted_early(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="refused", regimes=["us-tida"])
    escalation.escalate(notice_id=notice.pk, actor=bo, at=AT + timedelta(hours=20))
    before = Delivery.objects.filter(kind="escalation").count()
    sweep.sweep(at=AT + timedelta(hours=80))
    assert Delivery.objects.filter(kind="escalation").count() == before > 0
    assert Step.objects.get(notice=notice, kind="regulator").superseded


def test_the_round_drafts_what_nobody_drafted(make_notice: Make) -> None:
    notice = make_notice(state="sent", regimes=["us-tida"])
    sweep.sweep(at=AT + timedelta(hours=80))
    assert Delivery.objects.filter(notice=notice, kind="escalation", step="regulator").count() == 1
