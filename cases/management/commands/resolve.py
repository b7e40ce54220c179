"""manage.py resolve: which platform each link is on, and its canonical form."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.rules.directory import Directory, PlainError, load_records, with_overlay
from cases.rules.urls import Resolved, resolve


class Command(BaseCommand):
    """Answers every input line, blank ones too, so that answers line up with questions."""

    help = "Reads links on standard input, one per line, and says where each of them leads. Fetches nothing."
    requires_system_checks: list[str] = []  # no database is needed

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch: lines for a program instead of for a person."""
        parser.add_argument("--json", action="store_true", help="one JSON object per line")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line that cannot be read gets its sentence and is no failure of the command."""
        directory = _directory()
        write = _as_json if options["json"] else _as_text
        for text in _lines(sys.stdin.buffer):
            self.stdout.write(write(resolve(text, directory)))


def _directory() -> Directory:
    overlay = getattr(settings, "PLATFORM_OVERLAY", None)
    try:
        records = load_records(Path(settings.BASE_DIR) / "fixtures" / "platforms.json")
        return Directory.from_records(with_overlay(records, load_records(overlay)) if overlay else records)
    except PlainError as problem:
        raise CommandError(str(problem)) from None


def _lines(stream: BinaryIO) -> Iterator[str]:
    for line in stream:
        yield line.removesuffix(b"\n").removesuffix(b"\r").decode(errors="surrogateescape")


def _as_json(resolved: Resolved) -> str:
    return json.dumps(asdict(resolved))


def _as_text(resolved: Resolved) -> str:
    site = resolved.platform or "other website"
    answer = [resolved.error] if resolved.error else [resolved.canonical, site]
    return "\n  ".join(_printable(part or "") for part in (resolved.input, *answer))


def _printable(text: str) -> str:
    """What a terminal may show: pasted control sequences must not reach it."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
