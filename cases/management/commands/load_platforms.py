"""`manage.py load_platforms`: the directory shipped with the program, and the organisation's private part."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cases.services import directory
from takedown.environment import stop

SHIPPED = settings.BASE_DIR / "fixtures" / "platforms.json"


class Command(BaseCommand):
    help = "Adds or refreshes platforms. What a person has verified is never overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--overlay", default=settings.PLATFORM_OVERLAY, help="a private file of the same shape"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = directory.load(records=read(SHIPPED))
        if options["overlay"]:
            count += directory.load(records=read(Path(options["overlay"])), private=True)
        self.stdout.write(f"{count} platforms are in the directory.")


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a directory file; anything else stops with one sentence."""
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stop(f"{path} cannot be read as a platform directory: it must be a JSON list.")
    if not isinstance(records, list) or not all(isinstance(one, dict) and one.get("slug") for one in records):
        stop(f"{path} is not a platform directory: every record needs a slug, as in fixtures/platforms.json.")
    return records  # type: ignore[no-any-return]
