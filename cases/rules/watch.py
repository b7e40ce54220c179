"""The watch list: law that is coming, changing or gone, for a person to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from cases.rules.tables import Table, read_table

WATCH = Path(__file__).with_name("watch.toml")


@dataclass(frozen=True)
class Watched:
    """One thing to look at, by a date or whenever there is news."""

    code: str
    due: date | None
    note: str

    @classmethod
    def from_table(cls, table: Table) -> Watched:
        """One entry of `watch`."""
        made = cls(code=table.text("code"), due=table.day("due", None), note=table.text("note"))
        table.close()
        return made


@cache
def watch_list() -> tuple[Watched, ...]:
    """Every entry, dated ones first and by date."""
    table = read_table(WATCH)
    watched = tuple(map(Watched.from_table, table.tables("watch")))
    table.close()
    return tuple(sorted(watched, key=lambda each: (each.due or date.max, each.code)))
