"""Eight real processes at the same moment do what one does, once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest

from tests.conftest import AT
from tests.faults.conftest import House, at_once
from tests.outbound.servers import Desk, serving

NOTICES, MAILS, PROCESSES = 300, 300, 8
LATE = (AT + timedelta(hours=50)).isoformat()


@pytest.fixture
def alone(make_home: Any) -> dict[str, Any]:
    """What one process leaves behind."""
    home = make_home()
    home.ask("seed", NOTICES)
    assert home.ask("sweep", LATE) == {"notices": NOTICES, "pushed_back": 0}
    found: dict[str, Any] = home.ask("snapshot")
    return found


def test_eight_sweeps_write_the_rows_of_one(home: House, alone: dict[str, Any]) -> None:
    home.ask("seed", NOTICES)
    swept = at_once(home, PROCESSES, "sweep", LATE)
    home.ask("sweep", LATE)
    together = home.ask("snapshot")
    assert sum(each["pushed_back"] for each in swept) == 0
    assert together["broken_chains"] == []
    for what in ("steps", "deliveries", "events", "next"):
        assert together[what] == alone[what], what


def sent_by_eight(home: House, mails: int, pace: int) -> tuple[Counter[str], int]:
    """How often each mail arrived, and how many attempts that took."""
    home.environment["MAILS_PER_MINUTE"] = str(pace)
    home.ask("queue", mails)
    desk = Desk()
    with serving(desk) as home.environment["MAIL_URL"]:
        tried = at_once(home, PROCESSES, "deliver", AT.isoformat())
    arrived = Counter(str(message_from_bytes(message)["Message-ID"]) for message in desk.messages)
    return arrived, sum(each["tried"] for each in tried)


def test_eight_workers_send_each_mail_once(home: House) -> None:
    arrived, tried = sent_by_eight(home, MAILS, pace=MAILS)
    assert (len(arrived), set(arrived.values()), tried) == (MAILS, {1}, MAILS)
    assert home.ask("outcomes") == {"states": {"sent": MAILS}, "attempts": 1}


def test_r15_eight_workers_keep_the_pace_of_one(home: House) -> None:
    arrived, tried = sent_by_eight(home, 60, pace=25)
    assert (len(arrived), tried) == (25, 25)
    assert home.ask("outcomes") == {"states": {"sent": 25, "queued": 35}, "attempts": 1}
