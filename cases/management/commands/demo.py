"""`manage.py demo --out DIR`: one case from report to verified removal, over 72 simulated hours."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.demo import house
from cases.demo.folder import Folder
from takedown import readiness

IN_PRODUCTION = "The demo moves the clock and invents people, which is refused in production."


class Command(BaseCommand):
    help = "Plays one invented case from report to removal and writes what left the house into a folder."
    requires_system_checks: list[str] = []  # it lives in a house of its own

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--out", required=True, metavar="DIR", help="the timeline, letters and mails go here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["out"]).absolute()
        problem = why_not_play(folder)
        if problem:
            raise CommandError(problem, returncode=2)
        try:
            code = house.play(folder, database_url=os.environ.get("DATABASE_URL", ""))
        except (house.CannotPlay, OSError) as why:
            raise CommandError(str(why), returncode=2) from why
        if code:
            raise SystemExit(code)


def why_not_play(folder: Path) -> str:
    """The first thing in the way, as one sentence, or nothing."""
    if settings.PRODUCTION:
        return IN_PRODUCTION
    try:
        Folder(folder).clear()
    except OSError as error:
        return f"{folder} cannot be written ({error.strerror}). Choose another folder with --out."
    return readiness.library_problem()
