"""Six hours without a mail server, five hundred mails waiting, and what happens when it is back (R-15)."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest

from cases import tasks
from cases.models import Delivery, Gate
from cases.services import gates, outbox
from tests.conftest import AT
from tests.outbound.servers import Desk
from tests.tasks.rounds import reminder

Make = Callable[..., Any]
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
BACK = AT + 6 * HOUR
NOWHERE = "smtp://127.0.0.1:1"


def queue(case: Any, to: Any, count: int) -> None:
    """So many reminders with deadlines after the outage, in no order."""
    rows = []
    for number in random.Random(15).sample(range(count), count):
        row = outbox.row(case=case, kind="reminder", key=f"r{number}", at=AT, to_user=to, step="reminder_24")
        row.due_at = AT + 20 * HOUR + number * SECOND
        rows.append(row)
    outbox.put(rows)


def rounds(start: datetime, end: datetime, step: timedelta) -> None:
    at = start
    while at < end:
        tasks.deliver_all(at=at)
        at += step


@pytest.fixture
def after_the_outage(server: Desk, make_case: Make, bo: Any, settings: Any) -> Desk:
    there, settings.MAIL_URL = settings.MAIL_URL, NOWHERE
    queue(make_case(), bo, 500)
    rounds(AT, BACK, 10 * MINUTE)
    settings.MAIL_URL = there
    return server


def test_r15_all_leave_within_half_an_hour_oldest_deadline_first_at_the_houses_pace(
    after_the_outage: Desk,
) -> None:
    assert gates.down_since(at=BACK) == AT
    rounds(BACK, BACK + 30 * MINUTE, 30 * SECOND)
    assert Delivery.objects.filter(state="sent").count() == len(after_the_outage.messages) == 500
    ids = [message_from_bytes(each)["Message-ID"] for each in after_the_outage.messages]
    untried = dict(Delivery.objects.filter(attempts=1).values_list("message_id", "due_at"))
    order = [
        untried[each] for each in ids if each in untried
    ]  # those put off by a failure come when it is over
    assert len(order) > 450
    assert order == sorted(order)
    times = sorted(Delivery.objects.values_list("tried_at", flat=True))
    assert all(later - first >= MINUTE for first, later in zip(times, times[100:], strict=False))
    assert gates.down_since(at=BACK + HOUR) is None


def test_r14_while_the_server_is_away_most_are_not_even_tried(
    make_case: Make, bo: Any, settings: Any
) -> None:
    settings.MAIL_URL = NOWHERE
    queue(make_case(), bo, 40)
    rounds(AT, AT + 30 * MINUTE, 30 * SECOND)
    assert Gate.objects.get(name="reminder").failures >= 10
    assert sum(Delivery.objects.values_list("attempts", flat=True)) <= 16


@pytest.mark.parametrize(("step", "state"), [("reminder_12", "cancelled"), ("reminder_4", "sent")])
def test_r15_a_reminder_that_the_next_one_overtook_is_not_sent(
    server: Desk, make_notice: Make, bo: Any, step: str, state: str
) -> None:
    notice = make_notice(state="sent")
    for each in ("reminder_12", "reminder_4"):
        reminder(notice.case, bo, key=each, step=each, notice=notice, due_at=AT + 3 * HOUR)
    tasks.deliver_all(at=AT)
    assert Delivery.objects.get(step=step).state == state
    assert len(server.messages) == 1


def test_r15_a_reminder_of_a_period_that_has_ended_is_not_sent(
    server: Desk, make_notice: Make, bo: Any
) -> None:
    notice = make_notice(state="sent")
    for step in ("reminder_1", "target_passed"):
        reminder(notice.case, bo, key=step, step=step, notice=notice, due_at=AT)
    tasks.deliver_all(at=AT + SECOND)
    assert Delivery.objects.get(step="reminder_1").last_error.startswith("cancelled: a later reminder")
    assert Delivery.objects.get(step="target_passed").state == "sent"
