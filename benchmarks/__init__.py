"""Ratios measured side by side in one run: a slow machine slows both sides.

A benchmark is a module here with a function `measure()` that returns Measures.
"""

from __future__ import annotations

import resource
import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One ratio and the bound it has to keep; `detail` says what was divided by what."""

    what: str
    ratio: float
    at_most: float | None = None
    at_least: float | None = None
    detail: str = ""

    @property
    def kept(self) -> bool:
        """Whether the bound was kept."""
        below = self.at_most is None or self.ratio <= self.at_most
        return below and (self.at_least is None or self.ratio >= self.at_least)

    @property
    def bound(self) -> str:
        """The bound in words."""
        return f"at most {self.at_most:g}" if self.at_most is not None else f"at least {self.at_least:g}"


def medians(*works: Callable[[], object], rounds: int = 9) -> list[float]:
    """The median processor seconds of each work; taken in turns, so that all meet the same machine."""
    for work in works:
        work()
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, times in zip(works, taken, strict=True):
            times.append(seconds(work))
    return [statistics.median(times) for times in taken]


def seconds(work: Callable[[], object]) -> float:
    """The processor time of one call and its child processes: what else the machine does is left out."""
    start = _used()
    work()
    return _used() - start


def _used() -> float:
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in spent)
