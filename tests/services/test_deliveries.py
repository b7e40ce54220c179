"""A delivery's life: claimed once, tried, sent or not, and what each outcome means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Notice
from cases.services import claims, deliveries, locations, notices, outbox
from tests.conftest import AT
from tests.services.rows import claim, fresh, staff_mail
from tests.services.story import kinds, last

Make = Callable[..., Any]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LEASE = 5 * MINUTE


def test_a_claim_counts_before_the_work(mail: Delivery) -> None:
    taken = claim(mail)
    assert (taken.state, taken.attempts, taken.claimed_by) == ("claimed", 1, "w1")
    assert taken.lease_until == AT + LEASE


def test_one_of_two_claims_wins(mail: Delivery) -> None:
    assert claim(mail) is not None
    assert claim(mail, worker="w2") is None
    assert fresh(mail).claimed_by == "w1"


@pytest.mark.parametrize("state", ["sent", "failed", "dead", "held", "cancelled"])
def test_what_is_settled_cannot_be_claimed(mail: Delivery, state: str) -> None:
    Delivery.objects.filter(pk=mail.pk).update(state=state, sent_at=AT)
    assert claim(mail) is None


def test_what_is_put_off_cannot_be_claimed_early(mail: Delivery) -> None:
    Delivery.objects.filter(pk=mail.pk).update(next_attempt_at=AT + MINUTE)
    assert claim(mail) is None
    assert claim(mail, at=AT + MINUTE) is not None


def test_a_lease_holds_to_its_end_and_no_longer(mail: Delivery) -> None:
    claim(mail)
    assert claim(mail, at=AT + LEASE, worker="w2") is None
    taken = claim(mail, at=AT + LEASE + timedelta(seconds=1), worker="w2")
    assert (taken.claimed_by, taken.attempts) == ("w2", 2)


def test_the_first_worker_can_no_longer_settle(mail: Delivery) -> None:
    mine = claim(mail)
    claim(mail, at=AT + 2 * LEASE, worker="w2")
    deliveries.mark_sent(delivery=mine, reply="250", at=AT + 2 * LEASE)
    assert fresh(mail).state == "claimed"
    assert Notice.objects.get(pk=mail.notice_id).state == "approved"


def test_a_mail_that_kills_its_worker_is_buried(mail: Delivery) -> None:
    at = AT
    for _ in range(5):
        assert claim(mail, at=at) is not None
        at += LEASE + MINUTE
    assert claim(mail, at=at) is None
    assert (fresh(mail).state, fresh(mail).last_error) == ("dead", "tried five times without an outcome")


def test_an_outage_does_not_look_like_a_crash(mail: Delivery) -> None:
    Delivery.objects.filter(pk=mail.pk).update(attempts=50, last_error="the mail server cannot be reached")
    assert claim(mail) is not None


def test_even_after_an_outage_a_killer_is_buried_in_the_end(mail: Delivery) -> None:
    Delivery.objects.filter(pk=mail.pk).update(attempts=50, last_error="the mail server cannot be reached")
    assert claim(mail, at=AT + 72 * HOUR + MINUTE) is None
    assert fresh(mail).state == "dead"


def test_due_are_those_whose_time_has_come(mail: Delivery, bo: Any) -> None:
    later = staff_mail(mail.case, bo, next_attempt_at=AT + HOUR)
    assert claims.due(at=AT) == [mail.pk]
    assert set(claims.due(at=AT + HOUR)) == {mail.pk, later.pk}


def test_an_abandoned_one_is_due_again(mail: Delivery) -> None:
    claim(mail)
    assert claims.due(at=AT + LEASE) == []
    assert claims.due(at=AT + LEASE + MINUTE) == [mail.pk]


def test_notices_go_first_then_the_earliest_deadline(mail: Delivery, bo: Any) -> None:
    late = staff_mail(mail.case, bo, key="late", due_at=AT + 9 * HOUR)
    soon = staff_mail(mail.case, bo, key="soon", due_at=AT + HOUR)
    assert claims.due(at=AT) == [mail.pk, soon.pk, late.pk]


def test_a_round_has_a_limit(mail: Delivery, bo: Any) -> None:
    staff_mail(mail.case, bo)
    assert len(claims.due(at=AT, limit=1)) == 1


def test_sent_starts_the_weak_clocks_only(mail: Delivery) -> None:
    channel = mail.notice.channel
    channel.is_process = False
    channel.save()
    deliveries.mark_sent(delivery=claim(mail), reply="250 queued", at=AT + MINUTE)
    notice = Notice.objects.get(pk=mail.notice_id)
    assert (notice.state, notice.sent_at, notice.receipt_basis) == ("sent", AT + MINUTE, "smtp_accepted")
    running = set(notice.clocks.values_list("regime", flat=True))
    assert "uk-osa-u2u" in running
    assert "us-tida" not in running


def test_sent_to_their_own_process_starts_them_all(mail: Delivery) -> None:
    deliveries.mark_sent(delivery=claim(mail), reply="250", at=AT)
    assert "us-tida" in set(mail.notice.clocks.values_list("regime", flat=True))


def test_the_answer_of_the_server_is_kept(mail: Delivery) -> None:
    deliveries.mark_sent(delivery=claim(mail), reply="250 ok " + "x" * 300, at=AT)
    row = fresh(mail)
    assert (row.state, row.sent_at, len(row.reply), row.lease_until) == ("sent", AT, 200, None)
    assert kinds(mail.case)[-2:] == ["sent", "received"]


def test_a_sent_reminder_starts_no_clock(mail: Delivery, bo: Any) -> None:
    row = staff_mail(mail.case, bo)
    deliveries.mark_sent(delivery=claim(row), reply="250", at=AT)
    assert Notice.objects.get(pk=mail.notice_id).state == "approved"


def test_an_unknown_outcome_is_tried_again_after_the_lease(mail: Delivery) -> None:
    deliveries.mark_unknown(delivery=claim(mail), at=AT)
    row = fresh(mail)
    assert (row.state, row.next_attempt_at) == ("unknown", AT + LEASE)
    assert Notice.objects.get(pk=mail.notice_id).state == "approved"
    assert claim(mail, at=AT + LEASE).message_id == mail.message_id


def test_who_always_hangs_up_is_not_written_to_for_ever(mail: Delivery) -> None:
    at = AT
    for _ in range(5):
        deliveries.mark_unknown(delivery=claim(mail, at=at), at=at)
        at += LEASE
    assert fresh(mail).state == "dead"
    assert "may have been sent" in fresh(mail).last_error
    assert Notice.objects.get(pk=mail.notice_id).state == "undeliverable"


def test_one_unknown_after_an_outage_is_still_tried_again(mail: Delivery) -> None:
    Delivery.objects.filter(pk=mail.pk).update(attempts=9, last_error="the mail server cannot be reached")
    deliveries.mark_unknown(delivery=claim(mail), at=AT)
    assert fresh(mail).state == "unknown"


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 15), (40, 15)])
def test_it_backs_off(mail: Delivery, attempts: int, minutes: int) -> None:
    Delivery.objects.filter(pk=mail.pk).update(attempts=attempts - 1, last_error="later")
    deliveries.mark_temporary(delivery=claim(mail), why="later", at=AT)
    row = fresh(mail)
    assert row.state == "queued"
    assert 0.8 * minutes * MINUTE <= row.next_attempt_at - AT <= 1.2 * minutes * MINUTE


@pytest.mark.parametrize(("after", "state"), [(72 * HOUR, "queued"), (72 * HOUR + MINUTE, "dead")])
def test_it_gives_up_only_after_three_days(mail: Delivery, after: timedelta, state: str) -> None:
    Delivery.objects.filter(pk=mail.pk).update(last_error="later", attempts=1)
    deliveries.mark_temporary(delivery=claim(mail, at=AT + 72 * HOUR), why="later", at=AT + after)
    assert fresh(mail).state == state


def test_a_notice_given_up_is_shown_and_told(mail: Delivery, bo: Any) -> None:
    deliveries.mark_temporary(delivery=claim(mail, at=AT + HOUR), why="later", at=AT + 73 * HOUR)
    assert Notice.objects.get(pk=mail.notice_id).state == "undeliverable"
    assert Delivery.objects.get(kind="alert").to_user == bo


def test_a_refusal_for_good_is_a_dead_letter_without_clock(mail: Delivery, bo: Any) -> None:
    deliveries.mark_failed(delivery=claim(mail), why="550", at=AT)
    notice = Notice.objects.get(pk=mail.notice_id)
    assert (fresh(mail).state, notice.state, notice.next_step_at) == ("failed", "undeliverable", None)
    assert notice.clocks.count() == 0
    assert last(notice.case).kind == "undeliverable"


def test_the_owner_is_told_or_every_supervisor(mail: Delivery, di: Any) -> None:
    Case.objects.update(assignee=None)
    deliveries.mark_failed(delivery=claim(mail), why="550", at=AT)
    alert = Delivery.objects.get(kind="alert")
    assert (alert.to_user, alert.step, alert.state) == (di, "undeliverable", "queued")


def test_a_chaser_that_fails_is_told_and_moves_nothing(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    outbox.put([outbox.row(case=notice.case, kind="chaser", key="c", at=AT, notice=notice)])
    deliveries.mark_failed(delivery=claim(Delivery.objects.get()), why="550", at=AT)
    assert Notice.objects.get(pk=notice.pk).state == "sent"
    assert Delivery.objects.get(kind="alert").to_user == bo


def test_a_failed_alert_raises_no_alert(make_case: Make, bo: Any) -> None:
    row = staff_mail(make_case(), bo)
    deliveries.mark_failed(delivery=claim(row), why="550", at=AT)
    assert Delivery.objects.count() == 1


def test_v47_when_her_mailbox_refuses_nothing_more_goes_there(make_case: Make) -> None:
    case = make_case(safe_contact={"channel": "email", "address": "ana@example.org"})
    outbox.update_person(case=case, step="sent", at=AT)
    deliveries.mark_failed(delivery=claim(Delivery.objects.get()), why="550", at=AT)
    wishes = Case.objects.get(pk=case.pk).safe_contact
    assert (wishes["channel"], wishes["unsafe"]) == ("none", True)


@pytest.mark.parametrize("end", [{"state": "withdrawn"}, {"state": "referred"}, {"safeguarding": True}])
def test_nothing_leaves_a_case_that_was_stopped(mail: Delivery, end: dict[str, Any]) -> None:
    Case.objects.update(**end)
    assert claim(mail) is None
    assert fresh(mail).state == "cancelled"


def test_our_own_people_still_hear(mail: Delivery, bo: Any) -> None:
    row = staff_mail(mail.case, bo)
    Case.objects.update(state="withdrawn")
    assert claim(row) is not None


def test_she_hears_nothing_more_once_it_is_over(make_case: Make) -> None:
    case = make_case(safe_contact={"channel": "email", "address": "ana@example.org"})
    outbox.update_person(case=case, step="sent", at=AT)
    Case.objects.update(state="withdrawn")
    assert claim(Delivery.objects.get()) is None


@pytest.mark.parametrize("act", [notices.withdraw, notices.revise])
def test_what_a_dead_worker_held_does_not_leave_after_all(mail: Delivery, bo: Any, act: Any) -> None:
    claim(mail)
    act(notice_id=mail.notice_id, actor=bo, at=AT + MINUTE)
    assert claim(mail, at=AT + HOUR) is None
    assert fresh(mail).state == "cancelled"


def test_nor_does_the_old_text_after_a_new_approval(mail: Delivery, bo: Any) -> None:
    claim(mail)
    notices.revise(notice_id=mail.notice_id, actor=bo, at=AT + MINUTE)
    notices.approve(notice_id=mail.notice_id, actor=bo, at=AT + 2 * MINUTE)
    assert claim(mail, at=AT + HOUR) is None
    new = Delivery.objects.get(state="queued")
    assert claim(new, at=AT + HOUR) is not None


@pytest.mark.parametrize("state", ["complied", "withdrawn", "undeliverable", "draft"])
def test_a_chaser_of_a_notice_that_is_over_stays_here(make_notice: Make, state: str) -> None:
    notice = make_notice(state=state)
    outbox.put([outbox.row(case=notice.case, kind="chaser", key="c", at=AT, notice=notice)])
    assert claim(Delivery.objects.get()) is None


def test_a_chaser_with_nothing_left_to_ask_for_stays_here(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    outbox.put([outbox.row(case=notice.case, kind="chaser", key="c", at=AT, notice=notice)])
    for location in notice.case.locations.all():
        locations.give_up(location_id=location.pk, actor=bo, at=AT)
    assert claim(Delivery.objects.get()) is None
