"""`manage.py doctor`: whether every promise holds. Exit code 0: all well; 1: look; 2: broken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.rules.drift import differ
from cases.services import health, held
from cases.services.health import Finding
from takedown import readiness


class Command(BaseCommand):
    help = "Checks invariants and health. Exit code 0: all well, 1: something to look at, 2: broken."
    requires_system_checks: list[str] = []  # they are part of the examination

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(machine())
        if not any(one.broken for one in found):
            if problem := readiness.ledger_problem():
                found.append(Finding(True, problem))
            now = timezone.now()
            found += [*clocks(now, held.database_clock()), *health.findings(at=now)]
            for name, count in health.counts().items():
                self.stdout.write(f"{count} {name}")
        for one in found:
            self.stdout.write(f"{'BROKEN' if one.broken else 'LOOK'}  {one.sentence}")
        self.stdout.write(verdict(found))
        if found:
            raise SystemExit(2 if any(one.broken for one in found) else 1)


def machine() -> Iterator[Finding]:
    """Keys, database, libraries, settings: without the first two nothing else can be asked."""
    for problem in (readiness.key_problem(), readiness.database_problem(), readiness.library_problem()):
        if problem:
            yield Finding(True, problem)
    yield from (Finding(True, problem) for problem in readiness.setting_problems())
    if settings.PRODUCTION and os.geteuid() == 0:
        yield Finding(False, "This runs as root. Give it an account of its own that may write to its folder.")


def clocks(ours: datetime, theirs: datetime) -> Iterator[Finding]:
    """Whether this machine and the database agree about the time."""
    if differ(ours, theirs):
        said = f"This machine's clock says {ours:%H:%M:%S} UTC, the database's {theirs:%H:%M:%S} UTC."
        yield Finding(False, f"{said} Set them by one time server.")


def verdict(found: list[Finding]) -> str:
    broken = sum(one.broken for one in found)
    if broken:
        return f"{broken} broken. Stop sending until this is understood."
    return f"{len(found)} to look at." if found else "All well."
