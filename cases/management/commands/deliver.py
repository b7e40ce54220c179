"""`manage.py deliver`: claims and sends what is due, for a house without a running worker."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases import tasks


class Command(BaseCommand):
    help = "Tries every delivery that is due, round after round until nothing is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round of at most 100 deliveries")

    def handle(self, *args: Any, **options: Any) -> None:
        """What cannot be sent now is put off by the round itself, so this comes to an end."""
        at = timezone.now()
        tried = tasks.deliver_all(at=at)
        last = tried
        while last and not options["once"]:
            last = tasks.deliver_all(at=at)
            tried += last
        self.stdout.write(f"deliveries tried: {tried}")
