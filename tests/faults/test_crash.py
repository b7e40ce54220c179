"""A process killed at any moment: nothing is lost, and nothing is doubled but the same mail."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest

from tests.conftest import AT
from tests.faults.conftest import House
from tests.outbound.servers import Desk, script, scripted, serving

LATE = (AT + timedelta(hours=50)).isoformat()
AFTER_THE_LEASE = (AT + timedelta(minutes=6)).isoformat()
NOTICES = 60


def kill_where_it_stalls(process: subprocess.Popen[str]) -> str:
    """Wait until a process says where it is, then kill -9; the word it said."""
    assert process.stdout is not None
    said = process.stdout.readline().strip()
    process.kill()
    process.communicate()
    return said


@pytest.fixture
def undisturbed(make_home: Any) -> dict[str, Any]:
    """What a round leaves when nobody disturbs it."""
    home = make_home()
    home.ask("seed", NOTICES)
    home.ask("sweep", LATE)
    found: dict[str, Any] = home.ask("snapshot")
    return found


def test_a_sweep_killed_before_any_statement_loses_nothing(home: House, undisturbed: dict[str, Any]) -> None:
    """Killed again and again, each time a little further on, into the second batch."""
    home.ask("seed", NOTICES)
    for statement in (2, 4, 5, 7, 9, 11, 13, 16):
        process = home.start("stall", statement, "sweep", LATE)
        assert kill_where_it_stalls(process) == "stalled", statement
    home.ask("sweep", LATE)
    assert home.ask("snapshot") == undisturbed


def test_a_mail_whose_worker_was_killed_before_sending_is_sent_once(home: House) -> None:
    home.ask("queue", 1)
    with stalling("rcpt") as (home.environment["MAIL_URL"], reached):
        worker = home.start("deliver", AT.isoformat())
        assert reached.wait(60)
        worker.kill()
        worker.communicate()
    assert home.ask("outcomes") == {"states": {"claimed": 1}, "attempts": 1}
    desk = Desk()
    with serving(desk) as home.environment["MAIL_URL"]:
        home.ask("deliver", AT.isoformat())
        assert desk.messages == []
        home.ask("deliver", AFTER_THE_LEASE)
    assert len(desk.messages) == 1
    assert home.ask("outcomes") == {"states": {"sent": 1}, "attempts": 2}


def test_a_mail_whose_worker_was_killed_before_the_answer_is_the_same_again(home: House) -> None:
    home.ask("queue", 1)
    with stalling("dot") as (home.environment["MAIL_URL"], reached):
        worker = home.start("deliver", AT.isoformat())
        assert reached.wait(60)
        worker.kill()
        worker.communicate()
        first = message_of(reached.lines)
    desk = Desk()
    with serving(desk) as home.environment["MAIL_URL"]:
        home.ask("deliver", AFTER_THE_LEASE)
        home.ask("deliver", (AT + timedelta(hours=9)).isoformat())
    assert desk.messages == [first]
    assert message_from_bytes(first)["Message-ID"]
    assert home.ask("outcomes") == {"states": {"sent": 1}, "attempts": 2}


@pytest.mark.parametrize("statement", [3, 6, 8])
def test_a_worker_killed_around_a_claim_leaves_nothing_stuck(home: House, statement: int) -> None:
    home.ask("queue", 3)
    desk = Desk()
    with serving(desk) as home.environment["MAIL_URL"]:
        assert kill_where_it_stalls(home.start("stall", statement, "deliver", AT.isoformat())) == "stalled"
        home.ask("deliver", AFTER_THE_LEASE)
    ids = {message_from_bytes(message)["Message-ID"] for message in desk.messages}
    assert (len(ids), home.ask("outcomes")["states"]) == (3, {"sent": 3})
    assert len(desk.messages) <= 4


class Reached(threading.Event):
    """Set when the server has heard what it waits for; keeps all it heard."""

    lines: list[str]


@contextmanager
def stalling(verb: str) -> Iterator[tuple[str, Reached]]:
    """A server that falls silent at a verb, the closing dot being `dot`."""
    reached, usual = Reached(), script(**{verb: ""})

    def answer(line: str) -> str | None:
        said = usual(line)
        if said == "" and (line == "." if verb == "dot" else line.lower().startswith(verb)):
            reached.set()
        return said

    with scripted(answer) as (url, reached.lines):
        yield url, reached
        time.sleep(0.05)


def message_of(lines: list[str]) -> bytes:
    """The message in what a server heard, its dots taken back."""
    start = next(number for number, line in enumerate(lines) if line.upper() == "DATA") + 1
    body = [
        line.removeprefix(".") if line.startswith("..") else line for line in lines[start : lines.index(".")]
    ]
    return "\r\n".join([*body, ""]).encode()
