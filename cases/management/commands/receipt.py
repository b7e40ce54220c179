"""`manage.py receipt verify REFERENCE SIGNS`: whether a receipt is ours, and what it said."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.services import slips


class Command(BaseCommand):
    help = "Says whether this house made a person's receipt, and what it said then."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["verify"])
        parser.add_argument("reference")
        parser.add_argument("signs", help="the sixteen signs on the receipt; dashes and spaces do not matter")

    def handle(self, *args: Any, **options: Any) -> None:
        slip = slips.verify(reference=options["reference"], signs=options["signs"])
        if slip is None:
            raise CommandError("This house has made no receipt with this reference and these signs.")
        self.stdout.write(f"Genuine. Made on {slip.made} for {slip.reference}. It said:")
        self.stdout.write(f"received {slip.reported}, links {slip.links}, gone {slip.gone}, "
                          f"letters sent {slip.letters}, state {slip.state}")  # fmt: skip
