"""What is wrong outside the program is one sentence on the terminal, and a mistake of ours is not hidden."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import Error, IntegrityError, InterfaceError, OperationalError, ProgrammingError

from cases.models.keyring import KeyRingError
from takedown import troubles
from tests.source import ROOT
from tests.test_settings import manage


@pytest.mark.parametrize(
    ("error", "start"),
    [
        (OperationalError("no such table: cases_case"), "The database is not up to date."),
        (ProgrammingError('relation "cases_case" does not exist'), "The database is not up to date."),
        (OperationalError("database is locked"), "The database is in use by another program."),
        (OperationalError("attempt to write a readonly database"), "The database cannot be written."),
        (OperationalError("unable to open database file"), "The database file cannot be opened."),
        (OperationalError("disk I/O error"), "The disk of the database cannot be read or written."),
        (OperationalError("database or disk is full"), "The disk is full."),
        (Error("file is not a database"), "The database file is damaged."),
        (OperationalError("connection refused"), "The database does not answer."),
        (InterfaceError("connection already closed"), "The database does not answer."),
        (KeyRingError("The key file is missing."), "The key file is missing."),
    ],
)
def test_what_is_wrong_outside_is_a_sentence(error: Exception, start: str) -> None:
    assert troubles.in_words(error).startswith(start)


@pytest.mark.parametrize(
    "error", [ValueError("x"), IntegrityError("UNIQUE"), ProgrammingError("syntax error"), KeyError("x")]
)
def test_a_mistake_of_ours_is_not_hidden(error: Exception) -> None:
    assert troubles.in_words(error) == ""


def test_the_cause_counts() -> None:
    outer = RuntimeError("outer")
    outer.__cause__ = KeyRingError("The key file is missing.")
    assert troubles.in_words(outer) == "The key file is missing."


def test_a_command_without_tables_says_what_to_type(tmp_path: Path) -> None:
    ended = manage("sweep", var=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"{troubles.OUT_OF_DATE}\n"


def test_a_command_on_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "takedown.sqlite3").write_bytes(b"x" * 5_000)
    ended = manage("sweep", var=tmp_path)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith("The database file is damaged.")


def test_a_command_on_a_file_that_cannot_be_opened_speaks_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "takedown.sqlite3").mkdir()
    ended = manage("sweep", var=tmp_path)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith("The database file cannot be opened.")


def test_a_command_without_keys_says_so(tmp_path: Path) -> None:
    assert manage("migrate", "--verbosity", "0", var=tmp_path).returncode == 0
    with sqlite3.connect(tmp_path / "takedown.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)
    ended = manage("sample", var=tmp_path)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith("The key file ")


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    asked = f"yes example.org | head -60000 | {sys.executable} manage.py resolve --json | head -1"
    ended = subprocess.run(
        ["/bin/sh", "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.stdout.startswith('{"input": "example.org"')
    assert ended.stderr == ""
