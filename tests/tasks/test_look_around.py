"""Before anything leaves the worker asks whether this is still the database it knew (R-20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases import tasks
from cases.models import Delivery, Heartbeat
from cases.outbound import last_round
from tests.outbound.servers import Desk
from tests.tasks.rounds import reminder

Make = Callable[..., Any]


@pytest.fixture(autouse=True)
def memory(settings: Any, tmp_path: Any) -> Any:
    settings.LAST_ROUND_FILE = tmp_path / "last-round"
    return settings.LAST_ROUND_FILE


def restore(hours: int) -> None:
    """The database as it was some hours ago."""
    Heartbeat.objects.filter(name="sweep").update(at=timezone.now() - timedelta(hours=hours))


def test_r20_after_a_restore_nothing_leaves_by_itself(server: Desk, make_case: Make, bo: Any) -> None:
    tasks.sweep()
    row = reminder(make_case(), bo)
    restore(hours=5)
    tasks.deliver_due()
    row.refresh_from_db()
    assert (row.state, row.last_error, server.messages) == ("held", "held: restored", [])


def test_r20_it_is_noticed_once(server: Desk, make_case: Make, bo: Any) -> None:
    tasks.sweep()
    restore(hours=5)
    tasks.deliver_due()
    reminder(make_case(), bo)
    tasks.deliver_due()
    tasks.sweep()
    tasks.deliver_due()
    assert len(server.messages) == 1


def test_r20_a_hint_sends_nothing_old_either(server: Desk, make_case: Make, bo: Any) -> None:
    tasks.sweep()
    row = reminder(make_case(), bo)
    restore(hours=1)
    tasks.deliver(str(row.pk))
    assert server.messages == []


@pytest.mark.parametrize("behind", [0, 59])
def test_a_round_of_another_machine_is_no_restore(
    server: Desk, make_case: Make, bo: Any, behind: int, memory: Any
) -> None:
    tasks.sweep()
    kept = last_round.read(memory)
    assert kept is not None
    Heartbeat.objects.update(at=kept - timedelta(seconds=behind))
    reminder(make_case(), bo)
    tasks.deliver_due()
    assert len(server.messages) == 1


def test_an_empty_database_is_no_restore(server: Desk, make_case: Make, bo: Any, memory: Any) -> None:
    last_round.keep(memory, timezone.now())
    reminder(make_case(), bo)
    tasks.deliver_due()
    assert len(server.messages) == 1


def test_r20_on_another_machine_a_command_holds_them(make_case: Make, bo: Any, capsys: Any) -> None:
    reminder(make_case(), bo)
    for _ in range(2):
        call_command("hold_outbox")
    assert capsys.readouterr().out.splitlines() == [
        "1 mails are held. A supervisor lets them go in the outbox.",
        "0 mails are held. A supervisor lets them go in the outbox.",
    ]
    assert Delivery.objects.get().state == "held"


@pytest.mark.parametrize("text", ["", "yesterday", "\udc80"])
def test_a_memory_that_cannot_be_read_is_none(memory: Any, text: str) -> None:
    memory.write_text(text, encoding="utf-8", errors="surrogateescape")
    assert last_round.read(memory) is None


def test_r13_a_jump_of_the_clock_holds_what_leaves_the_house(
    server: Desk, mailed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady = iter([0.0, 9000.0])
    monkeypatch.setattr("cases.tasks.time.clock_gettime", lambda which: next(steady))
    monkeypatch.setattr("cases.services.held.WATCH.wall", None)
    tasks.sweep()
    tasks.deliver_due()
    assert Delivery.objects.get(kind="notice").last_error == "held: clock"
    assert server.messages == []
