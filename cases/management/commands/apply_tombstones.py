"""`manage.py apply_tombstones`: after a restore, erases again what had been erased."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases import tasks


class Command(BaseCommand):
    help = "Erases cases again that a restored database has brought back, by the ledger of erasures."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Twice does nothing more."""
        erased, known = tasks.apply_ledger(at=timezone.now())
        self.stdout.write(f"{erased} cases erased again, {known} tombstones put back.")
