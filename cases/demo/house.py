"""A house of its own for the play: its own folder, keys and database, and nothing of the operator's."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess  # noqa: S404  our own program, with fixed arguments
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from takedown import children

ROOT = Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "LD_LIBRARY_PATH")


class CannotPlay(Exception):
    """Something the play needs is not there; the message is one sentence that says what to do."""


def play(folder: Path, *, database_url: str) -> int:
    """Play into `folder`; the exit code of the play. Whatever was started has ended when this returns."""
    with ExitStack() as house:
        var = Path(house.enter_context(tempfile.TemporaryDirectory(prefix="takedown-demo-")))
        url = house.enter_context(database(database_url, var))
        return run([sys.executable, "-m", "cases.demo", str(folder)], environment(var, url))


def environment(var: Path, database_url: str) -> dict[str, str]:
    """What the play is told. None of the operator's settings: no address of theirs, no key, no broker."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "takedown.settings",
        "TAKEDOWN_ENVIRONMENT": "development",
        "TAKEDOWN_VAR": str(var),
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }


def run(command: list[str], variables: dict[str, str]) -> int:
    """Start the play in a group of its own and wait; asked to stop, ask it and wait for its tidy end."""
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=children.end_with_parent,
    )
    before = {
        number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        return process.wait()
    except KeyboardInterrupt:
        children.end([children.Child("demo", process)])
        return 130
    finally:
        children.end([children.Child("demo", process)])
        for number, handler in before.items():
            signal.signal(number, handler)


def stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def database(configured: str, var: Path) -> Iterator[str]:
    """The address of an empty database that is gone afterwards: a file, or one beside the configured one."""
    if not configured.startswith(("postgres://", "postgresql://")):
        yield f"sqlite:///{var / 'demo.sqlite3'}"
        return
    name = f"takedown_demo_{secrets.token_hex(6)}"
    execute(configured, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(configured)._replace(path=f"/{name}"))
    finally:
        execute(configured, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def execute(url: str, statement: sql.Composed) -> None:
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)
    except psycopg.Error as error:
        raise CannotPlay(
            "The database server gives no database of its own for the demo. "
            "Unset DATABASE_URL to play on a file instead."
        ) from error
