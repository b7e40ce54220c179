"""What was noted outside the database finds an end that was cut off, head and all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from cases import tasks
from cases.models import Access, Case, Chain, Event, Kind
from cases.services import access_log, heads
from cases.services.record import record
from tests.conftest import AT
from tests.services.test_access_log import change

DAY = timedelta(days=1)


@pytest.fixture
def noted(bo: User, make_case: Callable[..., Case], settings: Any, tmp_path: Path) -> Case:
    """Two days of events and looks, each noted in the file."""
    settings.HEADS_FILE = tmp_path / "heads.jsonl"
    case = make_case()
    for day in (0, 1):
        for kind in (Kind.SUBMITTED, Kind.TAKEN_UP):
            record(case, kind, at=AT + day * DAY)
            access_log.note(user=bo, case_id=case.pk, kind="open", session_key=None, at=AT + day * DAY)
        tasks.note_heads(at=AT + day * DAY + timedelta(hours=2))
    return case


def wrong() -> list[str]:
    return list(heads.verify(tasks.noted_heads()))


def test_s12_a_day_is_noted_once(noted: Case) -> None:
    tasks.note_heads(at=AT + DAY + timedelta(hours=3))
    assert [head["mark"] for head in tasks.noted_heads()] == ["2026-11-23", "2026-11-24"]
    assert wrong() == []


def test_s12_the_head_stands_in_the_log_too(noted: Case, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="cases.tasks"):
        tasks.note_heads(at=AT + 2 * DAY)
    assert tasks.noted_heads()[-1]["looks_head"] in caplog.text


def test_s12_what_is_still_being_written_is_noted_the_next_day(noted: Case) -> None:
    record(noted, Kind.ACCEPTED, at=AT + 2 * DAY)
    tasks.note_heads(at=AT + 2 * DAY + timedelta(minutes=30))
    before, after = tasks.noted_heads()[-2:]
    assert before["events"] == after["events"]


def test_s12_looks_cut_off_with_their_head_are_found(noted: Case) -> None:
    change("DELETE FROM cases_access WHERE seq > 2")
    last = Access.objects.get(seq=2)
    Chain.objects.filter(pk=access_log.LOOKS).update(length=2, head=last.digest)
    assert list(access_log.verify()) == []
    assert wrong() == ["The looks up to 2026-11-24 are not those that were noted outside the database."]


def test_s12_events_cut_off_with_their_head_are_found(noted: Case) -> None:
    change("DELETE FROM cases_event WHERE seq = 4")
    last = Event.objects.get(case=noted, seq=3)
    Chain.objects.filter(case=noted).update(length=3, head=last.digest)
    assert wrong() == ["The events up to 2026-11-24 are not those that were noted outside the database."]
    with pytest.raises(CommandError):
        call_command("audit", "verify", stdout=StringIO(), stderr=StringIO())


def test_s12_a_database_that_is_only_longer_is_content(noted: Case, bo: User) -> None:
    record(noted, Kind.ACCEPTED, at=AT + 3 * DAY)
    access_log.note(user=bo, case_id=None, kind="search", session_key=None, at=AT + 3 * DAY)
    assert wrong() == []
