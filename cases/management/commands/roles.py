"""`manage.py roles`: who may do what at the desk, and what each address asks for."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cases import routes
from cases.rules import roles


class Command(BaseCommand):
    help = "Prints the table of roles and the table of addresses."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{roles.markdown()}\n\n{routes.markdown()}")
