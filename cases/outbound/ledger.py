"""The ledger of erasures: a file outside the database, so that a restored backup cannot bring a case back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def append(path: Path, entries: Iterable[dict[str, Any]]) -> None:
    """Add entries, one line each, and return only when they are on the disk."""
    text = "".join(json.dumps(entry, sort_keys=True) + "\n" for entry in entries)
    if not text:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as file:
        file.write(text if ends_its_line(path) else "\n" + text)
        file.flush()
        os.fsync(file.fileno())


def ends_its_line(path: Path) -> bool:
    """Whether the last writer finished; what a crash cut off stays a line of its own and is no entry."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(-1, os.SEEK_END)
        return not size or file.read(1) == b"\n"


def read(path: Path) -> dict[str, dict[str, Any]]:
    """Every entry by its mark; the same entry twice is one."""
    if not path.exists():
        return {}
    entries = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(text)
            entries[str(entry["mark"])] = entry
        except (ValueError, KeyError, TypeError):
            continue
    return entries
