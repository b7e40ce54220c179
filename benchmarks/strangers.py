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
    """The way whose medians lie farthest apart, the least likely difference, and the answers themselves."""
    ways: dict[str, dict[str, list[float]]] = took["seconds"]
    apart = {way: apart_ms(seconds) for way, seconds in ways.items()}
    chances = {
        f"{way}, none / {kind}": likely(seconds[NONE], times)
        for way, seconds in ways.items()
        for kind, times in seconds.items()
        if kind != NONE
    }
    worst, rare = max(apart, key=apart.__getitem__), min(chances, key=chances.__getitem__)
    middle = ", ".join(
        f"{kind} {statistics.median(times) * 1e3:.2f} ms" for kind, times in ways[worst].items()
    )
    tries = f"{len(ways[worst][NONE])} tries each, in turns"
    return [
        Measure(
            f"{engine}: medians apart (ms), the worst of {len(ways)} ways",
            apart[worst],
            at_most=10,
            detail=f"{worst}: {middle}; {tries}",
        ),
        Measure(
            f"{engine}: least p (Mann-Whitney) x {len(chances)} comparisons",
            min(1.0, chances[rare] * len(chances)),
            at_least=0.01,
            detail=rare,
        ),
        Measure(
            f"{engine}: different answers to one turn",
            took["different"],
            at_most=1,
            detail="status " + ", ".join(map(str, took["status"])),
        ),
    ]


def apart_ms(seconds: dict[str, list[float]]) -> float:
    medians = [statistics.median(times) * 1e3 for times in seconds.values()]
    return max(medians) - min(medians)
