"""The shipped platform directory, as the tests of links ask it."""

from __future__ import annotations

from pathlib import Path

from cases.rules.directory import Directory, load_records
from cases.rules.urls import Resolved, resolve

PLATFORMS = Path(__file__).parents[2] / "fixtures" / "platforms.json"
RECORDS = load_records(PLATFORMS)
SHIPPED = Directory.from_records(RECORDS)


def ask(text: str) -> Resolved:
    return resolve(text, SHIPPED)


def canonical(text: str) -> str | None:
    return ask(text).canonical


def platform(text: str) -> str | None:
    return ask(text).platform


def error(text: str) -> str:
    resolved = ask(text)
    assert (resolved.canonical, resolved.platform) == (None, None)
    return resolved.error or ""
