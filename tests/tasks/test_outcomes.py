"""What the worker does with a delivery: paper, window, mail server, outcome."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from cases.models import Case, Delivery, Notice, Paper
from cases.services import outbox
from tests.conftest import AT
from tests.outbound.servers import Desk
from tests.services.story import approved
from tests.tasks.rounds import reminder, run

Make = Callable[..., Any]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_a_notice_by_mail_leaves_with_its_paper(server: Desk, mailed: Notice) -> None:
    assert run() == 1
    message = message_from_bytes(server.messages[0], policy=policy.default)
    [attached] = message.iter_attachments()
    paper = Paper.objects.select_related("notice__case").get()
    assert attached.get_content() == paper.pdf
    assert attached.get_filename() == f"{mailed.reference}.pdf"
    assert hashlib.sha256(paper.pdf).hexdigest() == paper.sha256
    assert paper.pdf.startswith(b"%PDF")


def test_the_text_of_the_mail_is_the_letter(server: Desk, mailed: Notice) -> None:
    run()
    message = message_from_bytes(server.messages[0], policy=policy.default)
    body = message.get_body().get_content()
    for item in mailed.document["items"]:
        assert item["url"] in body
    assert message["Message-ID"] == Delivery.objects.get(kind="notice").message_id
    assert server.envelopes[0].rcpt_tos == ["trust@clipshare.test"]


def test_the_answer_starts_the_clocks(server: Desk, mailed: Notice) -> None:
    run()
    notice = Notice.objects.get(pk=mailed.pk)
    delivery = Delivery.objects.get(kind="notice")
    assert (delivery.state, delivery.reply) == ("sent", "250 kept as 7")
    assert (notice.state, notice.sent_at) == ("sent", delivery.sent_at)
    assert notice.clocks.count() == len(notice.regimes)


def test_a_second_attempt_is_byte_for_byte_the_first(server: Desk, mailed: Notice) -> None:
    server.hang_up = True
    run()
    row = Delivery.objects.get(kind="notice")
    assert (row.state, Notice.objects.get(pk=mailed.pk).state) == ("unknown", "approved")
    server.hang_up = False
    run(AT + HOUR)
    assert server.messages[0] == server.messages[1]
    assert Delivery.objects.get(kind="notice").state == "sent"
    assert Paper.objects.count() == 1


def test_a_form_notice_gets_its_paper_and_waits(server: Desk, make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    run()
    delivery = notice.deliveries.get()
    assert (delivery.state, delivery.by_hand, delivery.attempts) == ("held", True, 1)
    assert delivery.paper is not None
    assert (server.messages, run(AT + 90 * HOUR)) == ([], 0)
    assert Notice.objects.get(pk=notice.pk).state == "approved"


def test_the_paper_is_what_was_approved(server: Desk, make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    case = Case.objects.get(pk=notice.case_id)
    case.facts = "Written after the approval."
    case.save()
    run()
    assert "Written after" not in Paper.objects.select_related("notice__case").get().text


def test_a_paper_is_rendered_once_and_kept(
    mailed: Notice, server: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.rcpt = "451 later"
    run()
    monkeypatch.setattr("cases.outbound.pdf.render", lambda *given: pytest.fail("rendered twice"))
    server.rcpt = "250 OK"
    run(AT + HOUR)
    assert Delivery.objects.get(kind="notice").state == "sent"


def test_a_draft_for_a_regulator_is_printed_and_waits(server: Desk, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    row = outbox.row(
        case=notice.case, kind="escalation", key="e", at=AT, notice=notice, step="regulator", by_hand=True
    )
    outbox.put([row])
    run(AT + 49 * HOUR)
    row = Delivery.objects.get()
    assert (row.state, row.paper.kind) == ("held", "escalation")
    assert server.messages == []


def test_a_reminder_goes_to_its_reader(server: Desk, make_case: Make, bo: Any) -> None:
    reminder(make_case(), bo)
    assert run() == 1
    assert server.envelopes[0].rcpt_tos == [bo.email]
    assert Paper.objects.count() == 0


def test_nothing_is_sent_twice(server: Desk, make_case: Make, bo: Any) -> None:
    reminder(make_case(), bo)
    run()
    assert (run(), run(AT + HOUR), len(server.messages)) == (0, 0, 1)


def test_an_address_that_does_not_exist_is_a_dead_letter(server: Desk, mailed: Notice, bo: Any) -> None:
    server.rcpt = "550 nobody here"
    run()
    assert Delivery.objects.get(kind="notice").state == "failed"
    assert Notice.objects.get(pk=mailed.pk).state == "undeliverable"
    alert = Delivery.objects.get(kind="alert")
    assert (alert.to_user, alert.step, alert.state) == (bo, "undeliverable", "queued")


def test_the_alert_itself_is_sent(server: Desk, mailed: Notice, bo: Any) -> None:
    server.rcpt = "550 nobody here"
    run()
    server.rcpt = "250 OK"
    run(AT + MINUTE)
    assert server.envelopes[-1].rcpt_tos == [bo.email]


def test_a_server_that_is_away_is_tried_again(make_case: Make, bo: Any, settings: Any) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    row = reminder(make_case(), bo)
    run()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 1)
    assert AT < row.next_attempt_at < AT + 2 * MINUTE


def test_six_hours_without_a_server_lose_nothing(
    server: Desk, make_case: Make, bo: Any, settings: Any
) -> None:
    there, settings.MAIL_URL = settings.MAIL_URL, "smtp://127.0.0.1:1"
    case = make_case()
    rows = [reminder(case, bo, key=f"r{number}") for number in range(5)]
    for minutes in range(0, 361, 15):
        run(AT + minutes * MINUTE)
    settings.MAIL_URL = there
    for minutes in range(361, 391):
        run(AT + minutes * MINUTE)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert len(server.messages) == len(rows)


def test_after_an_outage_the_earliest_deadline_goes_first(
    server: Desk, make_case: Make, bo: Any, cy: Any
) -> None:
    case = make_case()
    reminder(case, bo, key="later", due_at=AT + 9 * HOUR)
    reminder(case, cy, key="sooner", due_at=AT + HOUR)
    run()
    assert [envelope.rcpt_tos for envelope in server.envelopes] == [[cy.email], [bo.email]]


def test_one_that_cannot_be_composed_stops_no_other(
    server: Desk, make_case: Make, bo: Any, caplog: pytest.LogCaptureFixture
) -> None:
    case = make_case()
    bad = reminder(case, None, key="bad", due_at=AT + HOUR)
    reminder(case, bo, key="good", due_at=AT + 2 * HOUR)
    assert run() == 2
    assert len(server.messages) == 1
    assert Delivery.objects.get(pk=bad.pk).state == "claimed"
    assert str(bad.pk) in caplog.text


def test_one_that_never_can_be_is_buried(server: Desk, make_case: Make) -> None:
    bad = reminder(make_case(), None)
    for attempt in range(7):
        run(AT + attempt * 6 * MINUTE)
    bad.refresh_from_db()
    assert (bad.state, bad.attempts) == ("dead", 6)
