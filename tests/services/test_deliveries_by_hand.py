"""What is kept of a delivery, and what a person does with it by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Notice, Paper
from cases.services import claims, dead_letters, deliveries, outbox
from cases.services.refusal import Refused
from tests.conftest import AT, build_platform
from tests.services.rows import claim, fresh, staff_mail
from tests.services.story import last, two_agree

Make = Callable[..., Any]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LEASE = 5 * MINUTE
FILED = [("escalation", "escalated"), ("chaser", "chaser"), ("withdrawal", "withdrawal_letter")]


def test_a_message_is_kept_as_first_composed(mail: Delivery) -> None:
    deliveries.keep_message(delivery=mail, recipient="a@example.org", message={"text": "one"})
    deliveries.keep_message(delivery=mail, recipient="b@example.org", message={"text": "two"})
    assert (fresh(mail).recipient, fresh(mail).message) == ("a@example.org", {"text": "one"})


def test_the_same_paper_is_kept_once(mail: Delivery) -> None:
    for _ in range(2):
        paper = deliveries.keep_paper(delivery=mail, pdf=b"%PDF", text="letter", sha256="ab", at=AT)
    assert Paper.objects.get() == paper
    assert fresh(mail).paper == paper


def test_what_is_filed_by_hand_waits(mail: Delivery) -> None:
    deliveries.wait_for_person(delivery=claim(mail), at=AT)
    row = fresh(mail)
    assert (row.state, row.next_attempt_at, row.lease_until) == ("held", None, None)
    assert claims.due(at=AT + 90 * HOUR) == []


@pytest.mark.parametrize("state", ["dead", "failed", "held"])
def test_a_person_sends_a_mail_again(make_case: Make, bo: Any, state: str) -> None:
    row = staff_mail(make_case(), bo, state=state, attempts=7, next_attempt_at=None, last_error="550")
    dead_letters.retry(delivery_id=row.pk, actor=bo, at=AT + HOUR)
    again = fresh(row)
    assert (again.state, again.attempts, again.last_error) == ("queued", 0, "")
    assert (again.next_attempt_at, again.message_id) == (AT + HOUR, row.message_id)


@pytest.mark.parametrize("state", ["sent", "queued", "claimed", "cancelled", "unknown"])
def test_only_what_rests_is_sent_again(make_case: Make, bo: Any, state: str) -> None:
    row = staff_mail(make_case(), bo, state=state, sent_at=AT)
    with pytest.raises(Refused):
        dead_letters.retry(delivery_id=row.pk, actor=bo, at=AT)


def test_a_notice_that_did_not_arrive_goes_back_to_draft_first(mail: Delivery, bo: Any) -> None:
    deliveries.mark_failed(delivery=claim(mail), why="550", at=AT)
    with pytest.raises(Refused, match="back to draft"):
        dead_letters.retry(delivery_id=mail.pk, actor=bo, at=AT)


@pytest.mark.parametrize(
    ("channel", "checked", "may"), [("email", True, True), ("email", False, False), ("web_form", True, False)]
)
def test_a_prepared_chaser_goes_by_mail_to_a_checked_address_only(
    make_notice: Make, bo: Any, channel: str, checked: bool, may: bool
) -> None:
    notice = make_notice(state="sent", platform=build_platform(channel=channel, checked=checked))
    row = outbox.row(case=notice.case, kind="chaser", key="c", at=AT, notice=notice, by_hand=True)
    row.state = "held"
    row.save()
    if may:
        dead_letters.retry(delivery_id=row.pk, actor=bo, at=AT)
        assert (fresh(row).state, fresh(row).by_hand) == ("queued", False)
        return
    with pytest.raises(Refused, match="files it by hand"):
        dead_letters.retry(delivery_id=row.pk, actor=bo, at=AT)


def test_a_draft_for_a_regulator_never_becomes_a_mail(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent", platform=build_platform(channel="email"))
    row = outbox.row(case=notice.case, kind="escalation", key="e", at=AT, notice=notice, by_hand=True)
    row.state = "held"
    row.save()
    with pytest.raises(Refused):
        dead_letters.retry(delivery_id=row.pk, actor=bo, at=AT)


@pytest.mark.parametrize("state", ["queued", "held", "dead", "unknown", "failed"])
def test_what_has_not_left_can_be_cancelled(mail: Delivery, bo: Any, state: str) -> None:
    Delivery.objects.update(state=state)
    dead_letters.cancel(delivery_id=mail.pk, reason="not_needed", actor=bo, at=AT)
    assert (fresh(mail).state, fresh(mail).noted_by) == ("cancelled", bo)


@pytest.mark.parametrize("state", ["sent", "claimed", "cancelled"])
def test_what_has_left_cannot(mail: Delivery, bo: Any, state: str) -> None:
    Delivery.objects.update(state=state, sent_at=AT)
    with pytest.raises(Refused, match="cannot be cancelled"):
        dead_letters.cancel(delivery_id=mail.pk, reason="not_needed", actor=bo, at=AT)


@pytest.mark.parametrize(("kind", "event"), FILED)
def test_a_filing_is_noted_with_its_time(make_notice: Make, bo: Any, di: Any, kind: str, event: str) -> None:
    notice = make_notice(state="sent")
    row = outbox.row(
        case=notice.case, kind=kind, key="e", at=AT, notice=notice, step="regulator", regime="us-tida"
    )
    row.state = "held"
    row.save()
    if kind == "escalation":
        two_agree(row, bo, di)
    filed = {"filed_at": AT, "reference": "FTC-9", "actor": bo, "at": AT + HOUR}
    deliveries.note_filed(delivery_id=row.pk, **filed)
    assert (fresh(row).state, fresh(row).sent_at, fresh(row).reply) == ("sent", AT, "FTC-9")
    assert (last(notice.case).kind, last(notice.case).facts["regime"]) == (event, "us-tida")
    with pytest.raises(Refused, match="not waiting any more"):
        deliveries.note_filed(delivery_id=row.pk, **filed)


def test_a_filing_in_the_future_is_refused(mail: Delivery, bo: Any) -> None:
    with pytest.raises(Refused, match="in the future"):
        deliveries.note_filed(delivery_id=mail.pk, filed_at=AT + HOUR, reference="", actor=bo, at=AT)


def test_a_first_notice_is_filed_by_its_receipt_alone(mail: Delivery, bo: Any) -> None:
    Delivery.objects.update(state="held")
    with pytest.raises(Refused):
        deliveries.note_filed(delivery_id=mail.pk, filed_at=AT, reference="", actor=bo, at=AT)
    assert Notice.objects.get(pk=mail.notice_id).state == "approved"


WEEKDAYS = {"channel": "email", "address": "ana@example.org", "zone": "UTC"}


@pytest.mark.parametrize(
    ("wishes", "waits", "state", "next_at"),
    [
        ({"windows": [{"days": [0], "from": 9, "until": 17}]}, False, "claimed", AT),
        ({"windows": [{"days": [0], "from": 18, "until": 20}]}, True, "queued", AT + 8 * HOUR),
        ({"windows": []}, True, "cancelled", None),
        ({"channel": "none"}, True, "cancelled", None),
    ],
)
def test_she_is_written_to_inside_her_window_only(
    make_case: Make, wishes: dict[str, Any], waits: bool, state: str, next_at: Any
) -> None:
    case = make_case(safe_contact=WEEKDAYS)
    outbox.update_person(case=case, step="sent", at=AT)
    case.safe_contact = {**WEEKDAYS, **wishes}
    case.save()
    taken = claim(Delivery.objects.get())
    assert deliveries.outside_window(delivery=taken, at=AT) is waits
    row = Delivery.objects.get()
    assert (row.state, row.next_attempt_at) == (state, next_at)


@pytest.mark.parametrize(("age", "dropped"), [(24 * HOUR, False), (24 * HOUR + MINUTE, True)])
def test_old_news_is_dropped(make_case: Make, age: timedelta, dropped: bool) -> None:
    always = [{"days": list(range(7)), "from": 0, "until": 24}]
    outbox.update_person(case=make_case(safe_contact={**WEEKDAYS, "windows": always}), step="sent", at=AT)
    taken = claim(Delivery.objects.get(), at=AT + age)
    assert deliveries.outside_window(delivery=taken, at=AT + age) is dropped
    assert (Delivery.objects.get().state == "cancelled") is dropped


@pytest.mark.parametrize(("only_once", "channel"), [(True, "none"), (False, "email")])
def test_after_the_one_note_she_wanted_no_further_one_goes(
    make_case: Make, only_once: bool, channel: str
) -> None:
    case = make_case(safe_contact={"channel": "email", "address": "a@example.org", "only_once": only_once})
    outbox.update_person(case=case, step="sent", at=AT)
    claimed = claim(Delivery.objects.get(kind="update"))
    deliveries.mark_sent(delivery=claimed, reply="250 ok", at=AT)
    assert Case.objects.get(pk=case.pk).safe_contact["channel"] == channel


def test_one_waiting_update_is_enough(make_case: Make) -> None:
    case = make_case(safe_contact={"channel": "email", "address": "a@example.org"})
    outbox.update_person(case=case, step="sent", at=AT)
    outbox.update_person(case=case, step="removed", at=AT)
    assert Delivery.objects.filter(kind="update").count() == 1
