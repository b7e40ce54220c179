"""Houses of their own: a database that several real processes share."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from cases.models import keyring
from tests.source import ROOT

KEPT = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")


@dataclass
class House:
    """A migrated database, keys and a var folder, and a way to let processes act in it."""

    environment: dict[str, str]
    folder: Path

    def start(self, *act: object) -> subprocess.Popen[str]:
        """A process that acts by itself."""
        command = [sys.executable, "-m", "tests.faults.inside", *map(str, act)]
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, **pipes)

    def ask(self, *act: object) -> Any:
        """Let a process act to its end; what it answered."""
        return answer(self.start(*act))


def answer(process: subprocess.Popen[str]) -> Any:
    said, complaint = process.communicate(timeout=300)
    assert process.returncode == 0, complaint[-2000:]
    last = said.strip().splitlines()[-1:] or [""]
    return json.loads(last[0]) if last[0].startswith("{") else last[0]


def at_once(house: House, count: int, *act: object) -> list[Any]:
    """So many processes that begin at the same moment; their answers."""
    return together(house, [act] * count)


def together(house: House, acts: Sequence[tuple[object, ...]]) -> list[Any]:
    """A process for each of these acts, all at the same moment; their answers."""
    start = house.folder / f"start-{uuid4().hex}"
    processes = [house.start(*act, start) for act in acts]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    start.touch()
    return [answer(process) for process in processes]


def on_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def administer(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty migrated database to copy: the path of a file, or the name of a template."""
    folder = tmp_path_factory.mktemp("migrated")
    name = f"template_{uuid4().hex}"
    if on_postgresql():
        administer(f"CREATE DATABASE {name}")
    house = House(environment_of(folder, name), folder)
    house.ask("migrate")
    yield name if on_postgresql() else str(folder / "takedown.sqlite3")
    if on_postgresql():
        administer(f"DROP DATABASE {name} WITH (FORCE)")


def environment_of(folder: Path, name: str) -> dict[str, str]:
    values = {key: value for key, value in os.environ.items() if key in KEPT}
    values |= {
        "TAKEDOWN_VAR": str(folder),
        "TAKEDOWN_ENVIRONMENT": "test",
        "TAKEDOWN_KEYS": keyring.new_ring(),
    }
    if on_postgresql():
        parts = urlsplit(os.environ["DATABASE_URL"])
        values["DATABASE_URL"] = parts._replace(path=f"/{name}").geturl()
    return values


@pytest.fixture
def make_home(migrated: str, tmp_path: Path) -> Iterator[Any]:
    made: list[str] = []

    def make() -> House:
        name = f"house_{uuid4().hex}"
        folder = tmp_path / name
        folder.mkdir(mode=0o700)
        if on_postgresql():
            administer(f"CREATE DATABASE {name} TEMPLATE {migrated}")
            made.append(name)
        else:
            shutil.copy(migrated, folder / "takedown.sqlite3")
        return House(environment_of(folder, name), folder)

    yield make
    for name in made:
        administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def home(make_home: Any) -> House:
    made: House = make_home()
    return made
