"""When this machine last did a round, kept beside the database, for a restored backup knows less."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path


def read(path: Path) -> datetime | None:
    """The instant, or None where nothing readable is kept."""
    try:
        return datetime.fromisoformat(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def keep(path: Path, at: datetime) -> None:
    """Whole or not at all: a machine that loses power keeps the last one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(at.isoformat(), encoding="ascii")
    fresh.replace(path)
