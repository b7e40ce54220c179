"""`manage.py sweep`: one round of the engine, the same code as the worker's."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.rules import instants
from cases.services import sweep as engine

CLOCK_WENT_BACK = "The machine's clock is behind the last round. Nothing was fired; it goes on by itself."


class Command(BaseCommand):
    help = "Does everything that is due, once, and prints how much that was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", metavar="ISO", help="act as if it were this instant; not in production")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["at"] is None:
            swept = engine.round_at(at=timezone.now())
        else:
            swept = engine.sweep(at=moved(options["at"]))
        self.stdout.write(CLOCK_WENT_BACK if swept.clock_went_back else counts(swept))


def moved(text: str) -> datetime:
    """The typed instant. In production time is never moved: it would tell people things that are not so."""
    if settings.PRODUCTION:
        raise CommandError("--at moves the clock, which is refused in production.", returncode=2)
    try:
        return instants.read(text)
    except instants.Unreadable as why:
        raise CommandError(str(why), returncode=2) from why


def counts(swept: engine.Swept) -> str:
    """What one round did, such as `notices: 2, pushed back: 0, overdue: 1, chaser: 1`."""
    rungs = [f"{kind}: {number}" for kind, number in sorted(swept.rungs.items())]
    return ", ".join([f"notices: {swept.notices}", f"pushed back: {swept.pushed_back}", *rungs])
