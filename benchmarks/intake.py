"""A whole report against the plainest view that keeps a secret, through the same handler, on both databases.

Sending a report makes code and words, and V-04 wants those words hashed slowly: a twentieth of a second.
So the plain view makes an account with one INSERT and hashes its words alike. Without hashing on either side
a report costs many times that single row; the detail says how many, and has no bound.
"""

from __future__ import annotations

import tempfile
from typing import Any

from benchmarks import Measure
from benchmarks._engines import figures, postgresql

Took = dict[str, Any]


def measure() -> list[Measure]:
    """SQLite first, then a PostgreSQL of the benchmark's own."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/intake.sqlite3"
        measures = read("SQLite", figures("_intake", "SQLite", DATABASE_URL=url))
    with postgresql() as url:
        return [*measures, *read("PostgreSQL", figures("_intake", "PostgreSQL", DATABASE_URL=url))]


def read(engine: str, took: Took) -> list[Measure]:
    """The figures of one engine as ratios."""
    hashed, bare, statements = took["hashed"], took["bare"], took["queries"]
    return [
        Measure(
            f"{engine}: account by one INSERT / report of 5 links",
            hashed["one"] / hashed["five"],
            at_least=0.3,
            detail=f"{ms(hashed, 'one', 'five')}, both with the hash; {ms(bare, 'one', 'five')} without",
        ),
        Measure(
            f"{engine}: report of 100 links / of 5 links",
            hashed["hundred"] / hashed["five"],
            at_most=4,
            detail=ms(hashed, "hundred", "five"),
        ),
        Measure(
            f"{engine}: the same, hashing left out",
            bare["hundred"] / bare["five"],
            at_most=4,
            detail=ms(bare, "hundred", "five"),
        ),
        Measure(
            f"{engine}: statements for 200 links / for 5",
            statements["200"] / statements["5"],
            at_most=1,
            detail=", ".join(f"{count} for {links}" for links, count in statements.items()),
        ),
    ]


def ms(took: dict[str, float], over: str, under: str) -> str:
    return f"{took[over] * 1e3:.1f} ms / {took[under] * 1e3:.1f} ms"
