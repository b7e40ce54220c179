"""`manage.py states`: the three machines as tables."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cases.machines import machines, markdown


class Command(BaseCommand):
    help = "Prints the states and transitions of cases, notices and locations."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = machines()
        text = (
            json.dumps([machine.as_json() for machine in found], indent=1)
            if options["json"]
            else markdown(found)
        )
        self.stdout.write(text)
