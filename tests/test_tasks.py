"""What the worker does with a delivery: paper, window, mail server, outcome."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from cases import tasks
from cases.models import Case, Delivery, Heartbeat, Notice, Paper
from cases.services import deliveries, notices, outbox, receipts, sweep, triage
from tests.conftest import AT, build_platform
from tests.outbound.servers import Desk, script, scripted, serving
from tests.services.story import approved, received

Make = Callable[..., Any]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HINT = tasks.hint_deliver  # before conftest takes the broker away
ALWAYS = [{"days": list(range(7)), "from": 0, "until": 24}]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def server(desk: Desk, settings: Any) -> Iterator[Desk]:
    """A mail server that takes what we send."""
    with serving(desk) as url:
        settings.MAIL_URL = url
        yield desk


@pytest.fixture
def mailed(make_case: Make, bo: Any) -> Notice:
    """A notice approved for a checked mail address."""
    build_platform(channel="email")
    return approved(make_case(), bo)


def reminder(case: Case, to: Any, key: str = "r", **values: Any) -> Delivery:
    row = outbox.row(case=case, kind="reminder", key=key, at=AT, to_user=to, step="reminder_4")
    row.due_at = AT + 4 * HOUR
    for name, value in values.items():
        setattr(row, name, value)
    outbox.put([row])
    return Delivery.objects.get(pk=row.pk)


def run(at: Any = AT) -> int:
    return tasks.deliver_all(at=at)


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


def update(case: Case) -> Delivery:
    outbox.update_person(case=case, step="sent", at=AT)
    return Delivery.objects.get(kind="update")


def wishes(**changes: Any) -> dict[str, Any]:
    return {"channel": "email", "address": "ana@example.org", "zone": "UTC", "windows": ALWAYS, **changes}


def test_she_is_written_to_inside_her_window(server: Desk, make_case: Make) -> None:
    update(make_case(safe_contact=wishes()))
    run()
    assert server.envelopes[0].rcpt_tos == ["ana@example.org"]


def test_outside_her_window_it_waits(server: Desk, make_case: Make) -> None:
    evening = [{"days": [0], "from": 18, "until": 20}]
    row = update(make_case(safe_contact=wishes(windows=evening)))
    run()
    row.refresh_from_db()
    assert (server.messages, row.state, row.next_attempt_at) == ([], "queued", AT + 8 * HOUR)
    run(AT + 8 * HOUR)
    assert len(server.messages) == 1


def test_old_news_is_dropped(server: Desk, make_case: Make) -> None:
    row = update(make_case(safe_contact=wishes()))
    run(AT + 25 * HOUR)
    row.refresh_from_db()
    assert (server.messages, row.state) == ([], "cancelled")


def test_a_mailbox_that_refuses_is_not_written_to_again(server: Desk, make_case: Make) -> None:
    case = make_case(safe_contact=wishes())
    update(case)
    server.rcpt = "550 no such box"
    run()
    outbox.update_person(case=Case.objects.get(pk=case.pk), step="removed", at=AT + HOUR)
    assert Delivery.objects.filter(kind="update").count() == 1


@pytest.mark.parametrize("stop", [triage.withdraw, triage.flag_under_18])
def test_a_case_that_was_stopped_sends_nothing(server: Desk, mailed: Notice, bo: Any, stop: Any) -> None:
    stop(case_id=mailed.case_id, actor=bo, at=AT)
    assert run(AT + HOUR) == 0
    assert server.messages == []


def test_not_even_what_a_worker_held_when_it_died(server: Desk, mailed: Notice, bo: Any) -> None:
    deliveries.claim(delivery_id=mailed.deliveries.get().pk, worker="gone", at=AT)
    triage.withdraw(case_id=mailed.case_id, actor=bo, at=AT + MINUTE)
    run(AT + HOUR)
    assert server.messages == []


def test_a_draft_never_leaves(server: Desk, make_case: Make, bo: Any) -> None:
    build_platform(channel="email")
    notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    assert (run(), server.messages) == (0, [])


def test_a_chaser_goes_out_at_the_end_of_the_period(server: Desk, make_case: Make, bo: Any) -> None:
    build_platform(channel="email")
    notice = received(make_case(), bo)
    sweep.sweep(at=AT + 48 * HOUR + timedelta(seconds=1))
    run(AT + 48 * HOUR + timedelta(seconds=1))
    chasers = [each for each in server.envelopes if each.rcpt_tos == ["trust@clipshare.test"]]
    assert len(chasers) == 1
    assert Delivery.objects.get(notice=notice, kind="chaser").paper.kind == "chaser"


def test_known_to_be_there_means_not_sent_again(server: Desk, mailed: Notice, bo: Any) -> None:
    server.hang_up = True
    run()
    receipts.record_receipt(
        notice_id=mailed.pk, received_at=AT, basis="auto_ack", reference="", actor=bo, at=AT + MINUTE
    )
    run(AT + HOUR)
    assert len(server.messages) == 1


def test_a_slow_round_does_not_date_its_mails_back(
    make_case: Make, bo: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(0, 10_000, 200))
    monkeypatch.setattr("cases.tasks.monotonic", lambda: float(next(seconds)))
    row = reminder(make_case(), bo)
    with scripted(script()) as (settings.MAIL_URL, _):
        run()
    row.refresh_from_db()
    assert row.sent_at > AT + timedelta(seconds=200)


def test_the_round_of_the_worker_leaves_its_time(db: None) -> None:
    tasks.sweep()
    assert Heartbeat.objects.filter(name="sweep").exists()


def test_a_broker_that_is_down_costs_waiting_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(*given: Any, **values: Any) -> None:
        raise ConnectionError("amqp://user:secret@broker.example.org")

    monkeypatch.setattr(tasks.deliver, "apply_async", down)
    HINT(["1", "2"])
    assert "no hint sent: ConnectionError" in caplog.text
    assert "secret" not in caplog.text


def test_a_task_takes_an_id_and_nothing_else(server: Desk, make_case: Make, bo: Any) -> None:
    row = reminder(make_case(), bo)
    tasks.deliver(str(row.pk))
    assert len(server.messages) == 1


def test_a_hint_about_nothing_does_nothing(server: Desk, make_case: Make, bo: Any) -> None:
    row = reminder(make_case(), bo, state="cancelled")
    tasks.deliver(str(row.pk))
    assert server.messages == []


def test_the_round_of_deliveries_takes_what_is_due(server: Desk, make_case: Make, bo: Any) -> None:
    reminder(make_case(), bo)
    tasks.deliver_due()
    assert len(server.messages) == 1
