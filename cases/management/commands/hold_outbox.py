"""`manage.py hold_outbox`: after a restore on another machine, holds every mail that waits."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cases.services import held


class Command(BaseCommand):
    help = "Holds every mail that waits: a backup does not know what was sent since. A supervisor lets it go."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Twice does nothing more."""
        self.stdout.write(f"{held.hold_restored()} mails are held. A supervisor lets them go in the outbox.")
