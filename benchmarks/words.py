"""Whether an answer or its time tells an unknown code from wrong words, or from a case now gone (V-05)."""

from __future__ import annotations

import math
import statistics
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from benchmarks import Measure
from benchmarks._engines import figures, postgresql


def measure() -> list[Measure]:
    """SQLite first, then a PostgreSQL of the benchmark's own."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/words.sqlite3"
        measures = read("SQLite", figures("_words", "SQLite", DATABASE_URL=url))
    with postgresql() as url:
        return [*measures, *read("PostgreSQL", figures("_words", "PostgreSQL", DATABASE_URL=url))]


def read(engine: str, took: dict[str, Any]) -> list[Measure]:
    """The medians side by side, and how likely such times are if nothing tells the kinds apart."""
    seconds: dict[str, list[float]] = took["seconds"]
    medians = {kind: statistics.median(times) for kind, times in seconds.items()}
    wrong = seconds["wrong words"]
    detail = ", ".join(f"{kind} {median * 1e3:.2f} ms" for kind, median in medians.items())
    return [
        Measure(
            f"{engine}: slowest / fastest median of the four kinds",
            max(medians.values()) / min(medians.values()),
            at_most=1.1,
            detail=f"{detail}; {len(wrong)} tries each, in turns",
        ),
        Measure(f"{engine}: different answers, tokens left out", took["answers"], at_most=1),
        *(
            Measure(f"{engine}: p (Mann-Whitney), wrong words / {kind}", likely(wrong, times), at_least=0.01)
            for kind, times in seconds.items()
            if kind != "wrong words"
        ),
    ]


def likely(one: Sequence[float], other: Sequence[float]) -> float:
    """How often two samples differ so much by chance alone: two-sided, by the normal approximation."""
    ordered = sorted(other)
    wins = sum(below(ordered, value) for value in one)
    mean = len(one) * len(other) / 2
    deviation = math.sqrt(mean * (len(one) + len(other) + 1) / 6)
    return math.erfc(abs(wins - mean) / deviation / math.sqrt(2))


def below(ordered: Sequence[float], value: float) -> float:
    """How many of the ordered values lie below this one; equal ones count half."""
    return (bisect_left(ordered, value) + bisect_right(ordered, value)) / 2
