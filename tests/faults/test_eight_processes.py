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


def test_eight_workers_send_each_mail_once(home: House) -> None:
    home.ask("queue", MAILS)
    desk = Desk()
    with serving(desk) as home.environment["MAIL_URL"]:
        tried = at_once(home, PROCESSES, "deliver", AT.isoformat())
    sent = Counter(message_from_bytes(message)["Message-ID"] for message in desk.messages)
    assert (len(sent), set(sent.values())) == (MAILS, {1})
    assert sum(each["tried"] for each in tried) == MAILS
    assert home.ask("outcomes") == {"states": {"sent": MAILS}, "attempts": 1}
