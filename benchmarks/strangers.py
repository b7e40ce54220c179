"""Whether the desk's answer, or its time, tells another one's case from one that does not exist (S-10)."""

from __future__ import annotations

import statistics
import tempfile
from typing import Any

from benchmarks import Measure
from benchmarks._engines import figures, postgresql
from benchmarks.words import likely

NONE = "none"


def measure() -> list[Measure]:
    """SQLite first, then a PostgreSQL of the benchmark's own."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/strangers.sqlite3"
        measures = read("SQLite", figures("_strangers", "SQLite", DATABASE_URL=url))
    with postgresql() as url:
        return [*measures, *read("PostgreSQL", figures("_strangers", "PostgreSQL", DATABASE_URL=url))]


def read(engine: str, took: dict[str, Any]) -> list[Measure]:
    """For a page and for a button: how far the medians lie apart, in ms, and how likely that is by chance."""
    return [each for way, seconds in took["seconds"].items() for each in of_way(engine, way, seconds)] + [
        Measure(f"{engine}: different answers", took["answers"] / took["ways"], at_most=1)
    ]


def of_way(engine: str, way: str, seconds: dict[str, list[float]]) -> list[Measure]:
    medians = {kind: statistics.median(times) * 1e3 for kind, times in seconds.items()}
    apart = max(medians.values()) - min(medians.values())
    detail = ", ".join(f"{kind} {median:.2f} ms" for kind, median in medians.items())
    detail += f"; {len(seconds[NONE])} tries each, in turns"
    chances = [likely(seconds[NONE], times) for kind, times in seconds.items() if kind != NONE]
    return [
        Measure(f"{engine}, {way}: medians apart (ms)", apart, at_most=10, detail=detail),
        Measure(f"{engine}, {way}: least p (Mann-Whitney), none / any other", min(chances), at_least=0.01),
    ]
