"""What a platform answered: arrived, acknowledged, refused, asked for more, came back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Notice
from cases.models.base import TransitionNotAllowed
from cases.services import notices, outbox, receipts, sweep
from cases.services.refusal import Refused
from tests.conftest import AT, build_platform
from tests.services.story import approved, kinds, last, states

Make = Callable[..., Any]
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def note(notice: Notice, bo: Any, **values: Any) -> Notice:
    known = {"received_at": AT, "basis": "ticket_number", "reference": "", "actor": bo, "at": AT + HOUR}
    return receipts.record_receipt(notice_id=notice.pk, **{**known, **values})


def test_it_starts_the_clock_at_receipt(make_case: Make, bo: Any) -> None:
    notice = note(approved(make_case(), bo), bo, received_at=AT + SECOND)
    clock = notice.clocks.get(regime="us-tida")
    assert (clock.started_at, clock.due_at) == (AT + SECOND, AT + SECOND + 48 * HOUR)
    assert (clock.basis, clock.noted_at, clock.rule_version) == (
        "ticket_number",
        AT + HOUR,
        "us-tida/2026-05-19",
    )


def test_a_receipt_is_also_the_sending_of_a_form(make_case: Make, bo: Any) -> None:
    notice = note(approved(make_case(), bo), bo)
    assert (notice.state, notice.sent_at, notice.received_at) == ("sent", AT, AT)
    assert kinds(notice.case)[-2:] == ["sent", "received"]


def test_what_waited_to_be_filed_is_filed(make_case: Make, bo: Any) -> None:
    notice = note(approved(make_case(), bo), bo)
    [delivery] = Delivery.objects.filter(notice=notice)
    assert (delivery.state, delivery.sent_at, delivery.noted_by) == ("sent", AT, bo)


@pytest.mark.parametrize(
    ("state", "by_hand", "then"),
    [
        ("unknown", False, "sent"),
        ("held", True, "sent"),
        ("claimed", True, "sent"),
        ("claimed", False, "claimed"),
        ("dead", False, "dead"),
    ],
)
def test_what_is_known_to_be_there_is_not_sent_again(
    make_case: Make, bo: Any, state: str, by_hand: bool, then: str
) -> None:
    notice = approved(make_case(), bo)
    Delivery.objects.filter(notice=notice).update(state=state, by_hand=by_hand)
    note(notice, bo)
    assert states(notice.case) == [then]


def test_every_regime_gets_its_own_clock(make_case: Make, bo: Any) -> None:
    notice = note(approved(make_case(), bo), bo)
    found = set(notice.clocks.values_list("regime", "kind"))
    assert {("us-tida", "deadline"), ("uk-osa-u2u", "deadline"), ("eu-dsa-16", "target")} <= found


def test_the_next_step_is_indexed(make_case: Make, bo: Any) -> None:
    notice = note(approved(make_case(), bo), bo)
    assert Notice.objects.get(pk=notice.pk).next_step_at == AT + 2 * HOUR


def test_their_reference_is_kept(make_case: Make, bo: Any) -> None:
    notice = note(approved(make_case(), bo), bo, reference="  T-1042  ")
    assert Notice.objects.get(pk=notice.pk).platform_reference == "T-1042"


def test_a_correction_supersedes_and_changes_nothing(make_case: Make, bo: Any) -> None:
    notice = note(approved(make_case(), bo), bo)
    note(notice, bo, received_at=AT + HOUR, at=AT + 2 * HOUR)
    old, new = notice.clocks.filter(regime="us-tida").order_by("pk")
    assert (old.stop_reason, old.superseded_by, old.due_at) == ("superseded", new, AT + 48 * HOUR)
    assert (new.stopped_at, new.due_at) == (None, AT + 49 * HOUR)


def test_a_correction_takes_back_that_the_period_ended(make_case: Make, bo: Any) -> None:
    notice = note(approved(make_case(), bo), bo)
    Notice.objects.update(deadline_passed=True)
    notice = note(notice, bo, received_at=AT + 10 * HOUR, at=AT + 49 * HOUR)
    assert not Notice.objects.get(pk=notice.pk).deadline_passed


def test_a_receipt_typed_late_knows_that_the_period_ended(make_case: Make, bo: Any) -> None:
    notice = note(approved(make_case(), bo), bo, at=AT + 48 * HOUR + SECOND)
    assert notice.deadline_passed


def test_a_correction_cancels_drafts_that_name_the_old_time(make_case: Make, bo: Any) -> None:
    notice = note(approved(make_case(), bo), bo)
    row = outbox.row(case=notice.case, kind="escalation", key="d", at=AT, notice=notice, regime="us-tida")
    outbox.put([row])
    note(notice, bo, received_at=AT + HOUR, at=AT + 2 * HOUR)
    assert Delivery.objects.get(key="d").state == "cancelled"


def test_the_same_receipt_twice_is_one_clock(make_case: Make, bo: Any) -> None:
    notice = note(approved(make_case(), bo), bo)
    before = notice.clocks.count()
    note(notice, bo)
    assert notice.clocks.count() == before


@pytest.mark.parametrize(
    ("received_at", "says"),
    [(AT + HOUR + SECOND, "in the future"), (AT - timedelta(minutes=1), "before the notice was approved")],
)
def test_an_impossible_time_is_refused(make_case: Make, bo: Any, received_at: Any, says: str) -> None:
    notice = approved(make_case(), bo)
    with pytest.raises(Refused, match=says):
        note(notice, bo, received_at=received_at)
    assert Notice.objects.get(pk=notice.pk).state == "approved"


def test_the_minute_of_approval_is_not_before_it(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    Notice.objects.update(approved_at=AT + timedelta(seconds=59))
    assert note(notice, bo, received_at=AT).state == "sent"


def test_a_receipt_needs_its_proof(make_case: Make, bo: Any) -> None:
    with pytest.raises(Refused, match="what proves"):
        note(approved(make_case(), bo), bo, basis="hearsay")


@pytest.mark.parametrize("state", ["draft", "undeliverable", "complied", "withdrawn"])
def test_only_what_was_sent_can_arrive(make_notice: Make, bo: Any, state: str) -> None:
    notice = make_notice(state=state)
    with pytest.raises(Refused, match="This one was not"):
        note(notice, bo)
    assert notice.clocks.count() == 0


def test_she_hears_of_it_only_if_she_asked(make_case: Make, bo: Any) -> None:
    note(approved(make_case(), bo), bo)
    asked = make_case(safe_contact={"channel": "email", "address": "ana@example.org"})
    note(approved(asked, bo), bo)
    assert Delivery.objects.filter(kind="update").values_list("case", flat=True).get() == asked.pk


def test_acknowledging_keeps_their_reference(make_notice: Make, bo: Any) -> None:
    notice = receipts.acknowledge(notice_id=make_notice(state="sent").pk, reference="AB-7", actor=bo, at=AT)
    assert (notice.state, notice.acknowledged_at) == ("acknowledged", AT)
    assert Notice.objects.get(pk=notice.pk).platform_reference == "AB-7"
    assert last(notice.case).kind == "acknowledged"


def test_acknowledging_moves_no_clock(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    before = list(notice.clocks.values_list("pk", "started_at", "due_at", "stopped_at"))
    receipts.acknowledge(notice_id=notice.pk, reference="", actor=bo, at=AT + HOUR)
    assert list(notice.clocks.values_list("pk", "started_at", "due_at", "stopped_at")) == before


def test_acknowledged_needs_no_reminder_of_it(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    assert notice.next_step_at == AT + 2 * HOUR
    notice = receipts.acknowledge(notice_id=notice.pk, reference="", actor=bo, at=AT + HOUR)
    assert notice.next_step_at == AT + 24 * HOUR


def test_a_reply_is_proof_where_nothing_else_was(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    notice.clocks.all().delete()
    receipts.acknowledge(notice_id=notice.pk, reference="", actor=bo, at=AT + HOUR)
    assert {clock.started_at for clock in notice.clocks.all()} == {AT + HOUR}
    assert kinds(notice.case) == ["received", "acknowledged"]


def test_a_notice_is_acknowledged_once(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="acknowledged")
    with pytest.raises(TransitionNotAllowed):
        receipts.acknowledge(notice_id=notice.pk, reference="", actor=bo, at=AT)


def test_a_refusal_leaves_the_clocks_running(make_notice: Make, bo: Any) -> None:
    notice = receipts.refuse(notice_id=make_notice(state="sent").pk, ground="other", actor=bo, at=AT)
    assert (notice.state, notice.refusal_ground, notice.refused_at) == ("refused", "other", AT)
    assert notice.clocks.filter(stopped_at=None).count() == 2
    assert last(notice.case).facts == {"ground": "other"}


def test_a_refusal_names_a_known_ground(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    with pytest.raises(Refused, match="Choose the ground"):
        receipts.refuse(notice_id=notice.pk, ground="bad weather", actor=bo, at=AT)


@pytest.mark.parametrize("state", ["draft", "approved", "refused", "complied"])
def test_only_what_they_have_can_be_refused(make_notice: Make, bo: Any, state: str) -> None:
    with pytest.raises(TransitionNotAllowed):
        receipts.refuse(notice_id=make_notice(state=state).pk, ground="other", actor=bo, at=AT)


def test_asking_for_a_selfie_changes_no_clock(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    receipts.extra_demand(notice_id=notice.pk, actor=bo, at=AT + HOUR)
    assert notice.clocks.count() == 2
    assert last(notice.case).facts == {"element_was_missing": False}


def test_a_missing_element_adds_a_second_reading(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    receipts.extra_demand(notice_id=notice.pk, completed_at=AT + 5 * HOUR, actor=bo, at=AT + 6 * HOUR)
    us = dict(notice.clocks.filter(regime="us-tida", stopped_at=None).values_list("reading", "due_at"))
    assert us == {"asserted": AT + 48 * HOUR, "conservative": AT + 53 * HOUR}


def test_the_first_receipt_stays_on_record(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    receipts.extra_demand(notice_id=notice.pk, completed_at=AT + 5 * HOUR, actor=bo, at=AT + 6 * HOUR)
    notice.refresh_from_db()
    assert (notice.received_at, notice.receipt_basis) == (AT, "form_confirmation")


def test_a_completion_in_the_future_is_refused(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    with pytest.raises(Refused, match="in the future"):
        receipts.extra_demand(notice_id=notice.pk, completed_at=AT + HOUR, actor=bo, at=AT)
    assert kinds(notice.case) == []


def test_more_can_be_asked_only_of_what_was_sent(make_notice: Make, bo: Any) -> None:
    with pytest.raises(Refused, match="nothing to add"):
        receipts.extra_demand(notice_id=make_notice(state="approved").pk, actor=bo, at=AT)


def test_a_bounce_stops_the_clocks_it_started(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    Notice.objects.update(receipt_basis="smtp_accepted")
    notice = receipts.bounce(notice_id=notice.pk, actor=bo, at=AT + HOUR)
    assert (notice.state, notice.next_step_at, notice.undeliverable_at) == ("undeliverable", None, AT + HOUR)
    assert set(notice.clocks.values_list("stop_reason", flat=True)) == {"bounced"}
    assert last(notice.case).kind == "undeliverable"


def test_a_bounce_alerts_the_owner(make_notice: Make, bo: Any, di: Any) -> None:
    notice = make_notice(state="sent")
    Notice.objects.update(receipt_basis="smtp_accepted")
    receipts.bounce(notice_id=notice.pk, actor=di, at=AT)
    [alert] = Delivery.objects.filter(kind="alert")
    assert (alert.to_user, alert.step, alert.notice) == (bo, "undeliverable", notice)


def test_what_they_confirmed_cannot_have_bounced(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    with pytest.raises(Refused, match="proof that this notice arrived"):
        receipts.bounce(notice_id=notice.pk, actor=bo, at=AT)
    assert notice.clocks.filter(stopped_at=None).count() == 2


def test_after_a_bounce_it_goes_another_way(make_case: Make, bo: Any) -> None:
    build_platform(channel="email")
    notice = approved(make_case(), bo)
    note(notice, bo, basis="smtp_accepted")
    receipts.bounce(notice_id=notice.pk, actor=bo, at=AT + HOUR)
    notices.revise(notice_id=notice.pk, actor=bo, at=AT + HOUR)
    notices.approve(notice_id=notice.pk, actor=bo, at=AT + HOUR)
    notice = note(notice, bo, received_at=AT + HOUR, at=AT + 2 * HOUR)
    assert set(notice.clocks.filter(stopped_at=None).values_list("started_at", flat=True)) == {AT + HOUR}


def test_a_receipt_in_a_flagged_case_wakes_nobody(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    Case.objects.update(safeguarding=True)
    note(notice, bo)
    sweep.sweep(at=AT + timedelta(days=5))
    assert not notice.steps.exists()
