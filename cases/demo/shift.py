"""How far the story's clock is ahead of the machine's: written by the story, read by its web server."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

NAME = "demo-shift"


def write(var: Path, shift: timedelta) -> None:
    """Replace the file at once, so that nobody reads half of it."""
    fresh = var / f"{NAME}.new"
    fresh.write_text(f"{shift.total_seconds()}", encoding="ascii")
    fresh.replace(var / NAME)


def read(var: Path) -> timedelta:
    """The shift; none where the story has not begun."""
    try:
        return timedelta(seconds=float((var / NAME).read_text(encoding="ascii")))
    except FileNotFoundError:
        return timedelta(0)
