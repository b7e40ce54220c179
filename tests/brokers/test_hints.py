"""A hint saves waiting on every broker; without broker or hint the round finds the work all the same."""

from __future__ import annotations

import importlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from cases.management.commands.run import worker_command
from tests.faults.conftest import House, home, make_home, migrated  # noqa: F401  fixtures
from tests.outbound.servers import Desk, serving
from tests.source import ROOT

PATIENCE = 60
ROUND = 30  # seconds from one round of the beat to the next


@pytest.fixture(scope="module", params=["filesystem", "redis", "rabbitmq"])
def broker(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a broker of our own; empty for the one that is a folder."""
    if request.param == "filesystem":
        yield ""
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "bin"))
        services = importlib.import_module("services")
    with services.SERVICES[request.param]() as values:
        yield next(iter(values.values()))


@pytest.fixture
def desk(home: House, broker: str) -> Iterator[Desk]:  # noqa: F811
    """A house with this broker, and the mail server it sends to."""
    if broker:
        home.environment["BROKER_URL"] = broker
    home.ask("broker_folders")
    celery(home, "purge", "--force")
    memory = Desk()
    with serving(memory) as home.environment["MAIL_URL"]:
        yield memory


def celery(home: House, *arguments: str) -> None:  # noqa: F811
    command = [sys.executable, "-m", "celery", "-A", "takedown", *arguments]
    subprocess.run(command, cwd=ROOT, env=home.environment, check=True, capture_output=True)


@contextmanager
def worker(home: House, *, beat: bool = False) -> Iterator[None]:  # noqa: F811
    command = [part for part in worker_command() if beat or part != "--beat"]
    process = subprocess.Popen(command, cwd=ROOT, env=home.environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def soon(happened: Callable[[], Any], patience: float = PATIENCE) -> bool:
    give_up_at = time.monotonic() + patience
    while not happened() and time.monotonic() < give_up_at:
        time.sleep(0.1)
    return bool(happened())


def test_what_is_queued_is_sent_without_waiting_for_the_round(home: House, desk: Desk) -> None:  # noqa: F811
    with worker(home):
        home.ask("announce", 2)
        assert soon(lambda: len(desk.messages) == 2)
    assert home.ask("outcomes") == {"states": {"sent": 2}, "attempts": 1}


def test_hints_wait_for_a_worker_that_was_away(home: House, desk: Desk) -> None:  # noqa: F811
    home.ask("announce", 3)
    assert desk.messages == []
    with worker(home):
        assert soon(lambda: len(desk.messages) == 3)


def test_a_purged_broker_loses_nothing(home: House, desk: Desk) -> None:  # noqa: F811
    home.ask("announce", 3)
    celery(home, "purge", "--force")
    with worker(home):
        assert not soon(lambda: desk.messages, patience=3)
        home.ask("next_round")
        assert soon(lambda: len(desk.messages) == 3)
    assert home.ask("outcomes") == {"states": {"sent": 3}, "attempts": 1}


def test_the_same_hint_twice_is_one_mail(home: House, desk: Desk) -> None:  # noqa: F811
    home.ask("announce", 1)
    home.ask("announce_again")
    with worker(home):
        assert soon(lambda: desk.messages)
        home.ask("next_round")
        time.sleep(2)
    assert len(desk.messages) == 1


def test_without_any_hint_the_beat_finds_it(home: House, tmp_path: Any) -> None:  # noqa: F811
    home.ask("broker_folders")
    home.ask("queue", 2)
    memory = Desk()
    with serving(memory) as home.environment["MAIL_URL"], worker(home, beat=True):
        assert soon(lambda: len(memory.messages) == 2, patience=ROUND + PATIENCE)
