"""The engine's rows: what a round writes, for whom, and when it looks again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Event, Heartbeat, Notice, Step
from cases.services import escalation, outbox, receipts, sweep
from tests.conftest import AT, build_platform
from tests.services.story import kinds

Make = Callable[..., Any]
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
DUE = AT + 48 * HOUR


def round_at(hours: float, **values: Any) -> sweep.Swept:
    return sweep.sweep(at=AT + hours * HOUR, **values)


def mails(**which: Any) -> set[tuple[str, str]]:
    return set(Delivery.objects.filter(**which).values_list("kind", "step"))


@pytest.fixture
def sent(make_notice: Make, di: Any) -> Notice:
    """A notice whose two 48-hour clocks run since AT."""
    return make_notice(state="sent")


def test_before_the_first_rung_nothing_happens(sent: Notice) -> None:
    swept = sweep.sweep(at=AT + 2 * HOUR - SECOND)
    assert (swept.notices, Step.objects.count(), Delivery.objects.count()) == (0, 0, 0)


def test_a_rung_writes_step_delivery_and_event(sent: Notice, bo: Any) -> None:
    swept = round_at(2)
    assert (swept.notices, dict(swept.rungs)) == (1, {"ack_missing": 1})
    step = Step.objects.get()
    assert (step.kind, step.planned_at, step.at, step.superseded) == (
        "ack_missing",
        AT + 2 * HOUR,
        AT + 2 * HOUR,
        False,
    )
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.step, delivery.to_user) == ("reminder", "ack_missing", bo)
    assert (delivery.due_at, delivery.regime, delivery.state) == (DUE, step.clock.regime, "queued")
    assert kinds(sent.case) == ["reminder"]


def test_it_says_when_to_look_again(sent: Notice) -> None:
    round_at(2)
    assert Notice.objects.get(pk=sent.pk).next_step_at == AT + 24 * HOUR


@pytest.mark.parametrize(
    ("hours", "step"), [(24, "reminder_24"), (36, "reminder_12"), (44, "reminder_4"), (47, "reminder_1")]
)
def test_the_caseworker_is_reminded(sent: Notice, bo: Any, hours: int, step: str) -> None:
    for earlier in (2, 24, 36, 44, 47):
        round_at(min(earlier, hours))
    last = Delivery.objects.order_by("-created_at")[0]
    assert (last.kind, last.step, last.to_user) == ("reminder", step, bo)


def test_at_the_last_instant_it_is_still_in_time(sent: Notice) -> None:
    sweep.sweep(at=DUE)
    assert not Step.objects.filter(kind="overdue").exists()
    assert not Notice.objects.get(pk=sent.pk).deadline_passed


def test_just_after_it_owner_and_supervisors_hear(sent: Notice, bo: Any, di: Any) -> None:
    sweep.sweep(at=DUE + SECOND)
    told = set(Delivery.objects.filter(step="overdue").values_list("to_user", "kind"))
    assert told == {(bo.pk, "alert"), (di.pk, "alert")}
    assert Notice.objects.get(pk=sent.pk).deadline_passed


def test_an_owner_who_is_a_supervisor_hears_once(sent: Notice, di: Any) -> None:
    Case.objects.update(assignee=di)
    sweep.sweep(at=DUE + SECOND)
    assert Delivery.objects.filter(step="overdue").count() == 1


def test_without_an_owner_supervisors_are_reminded(sent: Notice, di: Any) -> None:
    Case.objects.update(assignee=None)
    round_at(2)
    assert Delivery.objects.get().to_user == di


def test_two_clocks_remind_once(sent: Notice) -> None:
    round_at(24)
    assert Delivery.objects.filter(step="reminder_24").count() == 1
    assert Step.objects.filter(kind="reminder_24").count() == 1


@pytest.mark.parametrize(
    ("channel", "checked", "by_hand"),
    [("email", True, False), ("email", False, True), ("web_form", True, True)],
)
def test_a_chaser_goes_by_itself_to_a_checked_mail_address_only(
    make_notice: Make, channel: str, checked: bool, by_hand: bool
) -> None:
    make_notice(state="sent", platform=build_platform(channel=channel, checked=checked))
    sweep.sweep(at=DUE + SECOND)
    assert Delivery.objects.get(kind="chaser").by_hand is by_hand


def test_while_a_case_is_held_a_chaser_waits_for_a_person(make_notice: Make) -> None:
    make_notice(state="sent", platform=build_platform(channel="email"))
    Case.objects.update(state="on_hold")
    sweep.sweep(at=DUE + SECOND)
    assert Delivery.objects.get(kind="chaser").by_hand


def test_a_notice_without_channel_is_chased_by_hand(sent: Notice) -> None:
    Notice.objects.update(channel=None)
    sweep.sweep(at=DUE + SECOND)
    assert Delivery.objects.get(kind="chaser").by_hand


def test_outside_bodies_get_drafts_only(sent: Notice) -> None:
    round_at(50)
    drafts = Delivery.objects.filter(kind="escalation")
    assert {"regulator", "legal_contact"} <= set(drafts.values_list("step", flat=True))
    assert set(drafts.values_list("by_hand", "to_user")) == {(True, None)}
    assert "escalation_drafted" in kinds(sent.case)


def test_each_regulator_gets_one_of_its_own(sent: Notice) -> None:
    round_at(50)
    assert set(Delivery.objects.filter(step="regulator").values_list("regime", flat=True)) == {
        "us-tida",
        "uk-osa-u2u",
    }


def test_a_body_that_has_a_draft_gets_no_second(sent: Notice, bo: Any) -> None:
    Notice.objects.update(deadline_passed=True)
    escalation.escalate(notice_id=sent.pk, actor=bo, at=DUE + SECOND)
    before = Delivery.objects.filter(kind="escalation").count()
    round_at(90)
    assert Delivery.objects.filter(kind="escalation").count() == before


def test_a_corrected_receipt_gets_new_drafts(sent: Notice, bo: Any) -> None:
    round_at(50)
    receipts.record_receipt(
        notice_id=sent.pk,
        received_at=AT + 10 * HOUR,
        basis="courier",
        reference="",
        actor=bo,
        at=AT + 51 * HOUR,
    )
    round_at(60)
    told = set(Delivery.objects.filter(step="regulator").values_list("state", "due_at"))
    assert told == {("cancelled", DUE), ("queued", DUE + 10 * HOUR)}


@pytest.mark.parametrize(("state", "drafts"), [("held", 1), ("sent", 1), ("cancelled", 2)])
def test_a_body_has_one_draft_while_there_is_one(sent: Notice, state: str, drafts: int) -> None:
    outbox.put([
        outbox.row(
            case=sent.case, kind="escalation", key="by a person", at=AT, notice=sent, step="search_deindex",
            regime="uk-osa-u2u",
        )
    ])  # fmt: skip
    Delivery.objects.update(state=state, sent_at=AT)
    round_at(90)
    assert Delivery.objects.filter(step="search_deindex").count() == drafts


def test_nine_days_late_reminders_are_superseded(sent: Notice) -> None:
    round_at(24 * 9)
    late = Step.objects.filter(kind__startswith="reminder")
    assert late.count() == 4
    assert set(late.values_list("superseded", flat=True)) == {True}
    assert not Delivery.objects.filter(step__startswith="reminder").exists()
    assert "superseded" in kinds(sent.case)


def test_nine_days_late_escalations_are_not(sent: Notice) -> None:
    round_at(24 * 9)
    assert {"overdue", "chaser", "regulator"} <= {step for _, step in mails()}


def test_a_target_of_ours_is_no_deadline(make_notice: Make, bo: Any, di: Any) -> None:
    make_notice(state="sent", regimes=["eu-dsa-16"])
    sweep.sweep(at=DUE + SECOND)
    assert not Step.objects.filter(kind="overdue").exists()
    assert Delivery.objects.get(step="target_passed").to_user == bo
    assert not Delivery.objects.filter(kind="chaser").exists()


def test_what_was_acknowledged_needs_no_reminder_of_it(sent: Notice, bo: Any) -> None:
    receipts.acknowledge(notice_id=sent.pk, reference="", actor=bo, at=AT + HOUR)
    round_at(24)
    assert {step for _, step in mails()} == {"reminder_24"}


def test_outside_bodies_hear_only_of_the_later_reading(sent: Notice, bo: Any) -> None:
    receipts.extra_demand(notice_id=sent.pk, completed_at=AT + 10 * HOUR, actor=bo, at=AT + 11 * HOUR)
    round_at(51)
    assert not Delivery.objects.filter(kind="escalation").exists()
    assert Delivery.objects.filter(kind="chaser").count() == 1
    round_at(61)
    regulators = Delivery.objects.filter(step="regulator")
    assert set(regulators.values_list("due_at", flat=True)) == {AT + 58 * HOUR}


@pytest.mark.parametrize(
    "change", [{"state": "closed"}, {"state": "withdrawn"}, {"state": "referred"}, {"safeguarding": True}]
)
def test_a_case_that_was_stopped_is_put_to_rest(sent: Notice, change: dict[str, Any]) -> None:
    Case.objects.update(**change)
    round_at(90)
    assert Notice.objects.get(pk=sent.pk).next_step_at is None
    assert (Step.objects.count(), Delivery.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_every_step_has_its_event_in_order(sent: Notice) -> None:
    round_at(24 * 9)
    facts = [event.facts["step"] for event in Event.objects.order_by("seq")]
    assert facts == list(Step.objects.order_by("id").values_list("kind", flat=True))
    kinds(sent.case)


def test_an_event_holds_no_address_and_no_name(sent: Notice) -> None:
    round_at(24 * 9)
    text = str(list(Event.objects.values_list("facts", flat=True)))
    assert not [word for word in ("clipshare", "Ana", "http", "@") if word in text]


def test_a_round_leaves_its_time(sent: Notice) -> None:
    round_at(3)
    assert Heartbeat.objects.get(name="sweep").at == AT + 3 * HOUR


def test_many_notices_are_done_in_batches(make_notice: Make) -> None:
    for _ in range(5):
        make_notice(state="sent")
    swept = round_at(2, batch=2)
    assert (swept.notices, swept.rungs["ack_missing"]) == (5, 5)


def test_a_round_has_a_limit(make_notice: Make) -> None:
    for _ in range(4):
        make_notice(state="sent")
    assert round_at(2, batch=1, limit=3).notices == 3
    assert round_at(2, batch=1).notices == 1


def test_the_state_is_not_the_sweeps_to_change(sent: Notice) -> None:
    round_at(24 * 9)
    assert Notice.objects.get(pk=sent.pk).state == "sent"


def test_a_round_touches_only_what_is_due(make_notice: Make) -> None:
    make_notice(state="sent")
    later = make_notice(state="sent", received_at=AT + HOUR)
    assert round_at(2).notices == 1
    assert not later.steps.exists()


def test_queries_do_not_grow_with_the_batch(make_notice: Make, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        make_notice(state="sent")
    with django_assert_max_num_queries(49):
        round_at(24 * 9)


def test_at_the_end_of_the_ladder_nothing_is_left_to_do(sent: Notice) -> None:
    round_at(24 * 60)
    assert Notice.objects.get(pk=sent.pk).next_step_at is None
    assert round_at(24 * 90).notices == 0


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_whom_no_mail_reaches_supervisors_hear_instead(
    sent: Notice, bo: Any, di: Any, change: dict[str, Any]
) -> None:
    type(bo).objects.filter(pk=bo.pk).update(**change)
    round_at(2)
    assert Delivery.objects.get().to_user == di


def test_a_supervisor_without_an_address_gets_no_dead_letter(sent: Notice, bo: Any, di: Any) -> None:
    type(di).objects.filter(pk=di.pk).update(email="")
    sweep.sweep(at=DUE + SECOND)
    assert set(Delivery.objects.filter(step="overdue").values_list("to_user", flat=True)) == {bo.pk}
