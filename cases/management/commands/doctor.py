"""`manage.py doctor`: whether every promise holds. Exit code 0: all well; 1: look; 2: broken."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.services import health
from cases.services.health import Finding
from takedown import readiness

LEAST_BYTES = 200 * 1024 * 1024
LEAST_SHARE = 0.05


class Command(BaseCommand):
    help = "Checks invariants and health. Exit code 0: all well, 1: something to look at, 2: broken."
    requires_system_checks: list[str] = []  # they are part of the examination

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(machine())
        if not any(one.broken for one in found):
            if problem := readiness.ledger_problem():
                found.append(Finding(True, problem))
            found += health.findings(at=timezone.now())
            for name, count in health.counts().items():
                self.stdout.write(f"{count} {name}")
        for one in found:
            self.stdout.write(f"{'BROKEN' if one.broken else 'LOOK'}  {one.sentence}")
        self.stdout.write(verdict(found))
        if found:
            raise SystemExit(2 if any(one.broken for one in found) else 1)


def machine() -> Iterator[Finding]:
    """Keys, database, libraries, settings, space: without the first two nothing else can be asked."""
    for problem in (readiness.key_problem(), readiness.database_problem(), readiness.library_problem()):
        if problem:
            yield Finding(True, problem)
    yield from (Finding(True, problem) for problem in readiness.setting_problems())
    disk = shutil.disk_usage(settings.VAR_DIR)
    if disk.free < LEAST_BYTES or disk.free < disk.total * LEAST_SHARE:
        yield Finding(False, f"Only {disk.free // 1024**2} MB are free beside {settings.VAR_DIR}.")
    if settings.PRODUCTION and os.geteuid() == 0:
        yield Finding(False, "This runs as root. Give it an account of its own that may write to its folder.")


def verdict(found: list[Finding]) -> str:
    broken = sum(one.broken for one in found)
    if broken:
        return f"{broken} broken. Stop sending until this is understood."
    return f"{len(found)} to look at." if found else "All well."
