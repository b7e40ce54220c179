"""What the worker does not send, and how it keeps to her hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases import tasks
from cases.models import Case, Delivery, Heartbeat, Notice
from cases.services import claims, notices, outbox, receipts, sweep, triage
from tests.conftest import AT, build_platform
from tests.outbound.servers import Desk, script, scripted
from tests.services.story import received
from tests.tasks.rounds import reminder, run

Make = Callable[..., Any]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HINT = tasks.hint_deliver  # before conftest takes the broker away
ALWAYS = [{"days": list(range(7)), "from": 0, "until": 24}]


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
    claims.claim(delivery_id=mailed.deliveries.get().pk, worker="gone", at=AT)
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


def test_thousands_at_once_do_not_fill_the_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda args, retry: asked.append(args[0]))
    monkeypatch.setattr(tasks.deliver_due, "apply_async", lambda retry: asked.append("all that is due"))
    HINT([str(number) for number in range(5000)])
    assert asked == ["all that is due"]
    HINT(["1", "2"])
    assert asked[1:] == ["1", "2"]


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
