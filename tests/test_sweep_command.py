"""`manage.py sweep` and `manage.py deliver`: the worker's two rounds, typed by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from cases.models import Delivery, Heartbeat, Notice, Step
from cases.services import clocks
from tests.conftest import AT

MakeNotice = Callable[..., Notice]
SHORTLY = timedelta(minutes=1)


def typed(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def refused(*words: str) -> tuple[str, int]:
    with pytest.raises(CommandError) as no:
        call_command(*words)
    return str(no.value), no.value.returncode


def iso(at: datetime) -> str:
    return at.isoformat()


@pytest.fixture
def running(make_notice: MakeNotice, di: User) -> Notice:
    """A notice whose clocks began at AT and which they say they have."""
    notice = make_notice(state="sent")
    notice.acknowledged_at = AT
    notice.next_step_at = clocks.next_step(notice)
    notice.save()
    return notice


def due(notice: Notice) -> datetime:
    return notice.clocks.order_by("due_at").first().due_at


@pytest.mark.django_db
def test_an_empty_house_has_nothing_due() -> None:
    assert typed("sweep") == "notices: 0, pushed back: 0"


def test_it_fires_the_first_reminder_at_its_instant(running: Notice) -> None:
    out = typed("sweep", "--at", iso(due(running) - timedelta(hours=24)))
    assert out == "notices: 1, pushed back: 0, reminder_24: 1"


def test_it_fires_nothing_one_second_before(running: Notice) -> None:
    out = typed("sweep", "--at", iso(due(running) - timedelta(hours=24, seconds=1)))
    assert out == "notices: 0, pushed back: 0"


def test_a_notice_is_not_overdue_at_its_due_instant(running: Notice) -> None:
    assert "overdue" not in typed("sweep", "--at", iso(due(running)))


def test_it_counts_what_the_end_of_a_period_brings(running: Notice) -> None:
    out = typed("sweep", "--at", iso(due(running) + timedelta(seconds=1)))
    assert "overdue: 1" in out
    assert "chaser: 1" in out


def test_twice_is_once(running: Notice) -> None:
    instant = iso(due(running) + SHORTLY)
    typed("sweep", "--at", instant)
    before = Step.objects.count()
    assert typed("sweep", "--at", instant) == "notices: 0, pushed back: 0"
    assert Step.objects.count() == before


def test_an_instant_needs_no_seconds(running: Notice) -> None:
    local = (due(running) - timedelta(hours=24)).strftime("%Y-%m-%dT%H:%MZ")
    assert "reminder_24: 1" in typed("sweep", "--at", local)


def test_an_instant_may_have_an_offset(running: Notice) -> None:
    shifted = (due(running) - timedelta(hours=24)).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    assert "reminder_24: 1" in typed("sweep", "--at", shifted)


def test_without_an_instant_it_is_now(running: Notice) -> None:
    with time_machine.travel(due(running) - timedelta(hours=24), tick=False):
        assert "reminder_24: 1" in typed("sweep")


def test_it_leaves_a_heartbeat(running: Notice) -> None:
    typed("sweep", "--at", iso(AT))
    assert Heartbeat.objects.get(name="sweep").at == AT


def test_it_fires_nothing_while_the_machine_clock_is_behind(running: Notice) -> None:
    Heartbeat.objects.create(name="sweep", at=AT + timedelta(days=30))
    with time_machine.travel(due(running) + SHORTLY, tick=False):
        assert "clock is behind" in typed("sweep")
    assert Step.objects.count() == 0


def test_production_refuses_a_moved_clock(settings: Any, db: None) -> None:
    settings.PRODUCTION = True
    sentence, code = refused("sweep", "--at", iso(AT))
    assert code == 2
    assert "refused in production" in sentence


def test_production_sweeps_at_its_own_time(settings: Any, running: Notice) -> None:
    settings.PRODUCTION = True
    with time_machine.travel(due(running) - timedelta(hours=24), tick=False):
        assert "reminder_24: 1" in typed("sweep")


@pytest.mark.parametrize("text", ["tomorrow", "2026-11-23", "2026-11-23T10:00:00", "2026-02-30T10:00Z", ""])
def test_an_unreadable_instant_is_one_sentence(text: str, db: None) -> None:
    sentence, code = refused("sweep", "--at", text)
    assert code == 2
    assert sentence.endswith(".")
    assert "\n" not in sentence


def queued(notice: Notice, number: int = 1) -> list[Delivery]:
    """Reminders to the caseworker that are due at AT."""
    return [
        Delivery.objects.create(
            key=f"reminder {each}",
            case=notice.case,
            notice=notice,
            to_user=notice.case.assignee,
            kind="reminder",
            step="reminder_4",
            regime="us-tida",
            due_at=AT + timedelta(hours=4),
            message_id=f"<{each}@northgate.example.org>",
            created_at=AT,
            next_attempt_at=AT,
        )
        for each in range(number)
    ]


@pytest.fixture
def post(settings: Any, tmp_path: Path) -> Path:
    """A mail folder of this test's own."""
    settings.MAIL_URL = f"file://{tmp_path}"
    return tmp_path


@pytest.mark.django_db
def test_nothing_due_is_nothing_tried() -> None:
    assert typed("deliver") == "deliveries tried: 0"


def test_it_sends_what_is_due(running: Notice, post: Path) -> None:
    [delivery] = queued(running)
    with time_machine.travel(AT, tick=False):
        assert typed("deliver") == "deliveries tried: 1"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at) == ("sent", AT)
    assert len(list(post.glob("*.eml"))) == 1


def test_it_leaves_what_is_not_due_yet(running: Notice, post: Path) -> None:
    queued(running)
    with time_machine.travel(AT - SHORTLY, tick=False):
        assert typed("deliver") == "deliveries tried: 0"
    assert not list(post.glob("*.eml"))


def test_sending_twice_sends_once(running: Notice, post: Path) -> None:
    queued(running)
    with time_machine.travel(AT, tick=False):
        typed("deliver")
        assert typed("deliver") == "deliveries tried: 0"
    assert len(list(post.glob("*.eml"))) == 1


def test_it_goes_on_until_nothing_is_due(running: Notice, post: Path, settings: Any) -> None:
    settings.MAILS_PER_MINUTE = 1_000  # more than one batch within a minute
    queued(running, 103)
    with time_machine.travel(AT, tick=False):
        assert typed("deliver") == "deliveries tried: 103"


def test_once_is_one_round(running: Notice, post: Path) -> None:
    queued(running, 103)
    with time_machine.travel(AT, tick=False):
        assert typed("deliver", "--once") == "deliveries tried: 100"


def test_a_mail_server_that_is_away_ends_the_command(running: Notice, settings: Any) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:9"
    [delivery] = queued(running)
    with time_machine.travel(AT, tick=False):
        assert typed("deliver") == "deliveries tried: 1"
    delivery.refresh_from_db()
    assert delivery.state == "queued"
    assert delivery.next_attempt_at > AT
