"""The same worker on every broker: what beat or a hint asks for is done, and a lost broker loses nothing."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from cases.management.commands.run import worker_command
from tests.source import ROOT

PATIENCE = 60
ASK = "from cases.tasks import sweep; sweep.apply_async(retry=False)"
LOOK = "from cases.models import Heartbeat; print(Heartbeat.objects.filter(name='sweep').count())"


def python(code: str, environment: dict[str, str]) -> str:
    setup = "import django; django.setup(); "
    command = [sys.executable, "-c", setup + code]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-1500:]
    return ended.stdout.strip()


@pytest.fixture(params=["filesystem", "redis", "rabbitmq"])
def environment(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """A house of its own with one of the three brokers."""
    monkeypatch.syspath_prepend(str(ROOT / "bin"))
    services = importlib.import_module("services")
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    values = {**kept, "TAKEDOWN_VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "takedown.settings"}
    with ExitStack() as stack:
        if request.param != "filesystem":
            served = stack.enter_context(services.SERVICES[request.param]())
            values["BROKER_URL"] = next(iter(served.values()))
        python(
            "from django.core.management import call_command as c; c('make_keys'); c('migrate', verbosity=0)",
            values,
        )
        python("from cases.management.commands.run import make_folders as f; f()", values)
        yield values


@pytest.fixture
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """One worker without the beat, so that only what is asked for gets done."""
    command = [part for part in worker_command() if part != "--beat"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    yield process
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def done(environment: dict[str, str]) -> bool:
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        if python(LOOK, environment) == "1":
            return True
        time.sleep(0.3)
    return False


def test_what_is_asked_for_is_done(environment: dict[str, str], worker: subprocess.Popen[bytes]) -> None:
    assert python(LOOK, environment) == "0"
    python(ASK, environment)
    assert done(environment)


def test_the_engine_needs_no_broker_at_all(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    values = {
        **kept,
        "TAKEDOWN_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "takedown.settings",
        "BROKER_URL": "redis://127.0.0.1:1/0",
    }
    python(
        "from django.core.management import call_command as c; c('make_keys'); c('migrate', verbosity=0)",
        values,
    )
    python("from django.core.management import call_command as c; c('sweep')", values)
    assert python(LOOK, values) == "1"
