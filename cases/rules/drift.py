"""Whether the clock on the wall can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(seconds=120)


@dataclass
class Watch:
    """Compares the wall clock of one process with a clock that only runs forward, from reading to reading."""

    wall: datetime | None = None
    steady: float = 0.0

    def jumps(self, wall: datetime, steady: float) -> bool:
        """Whether the wall clock went by over two minutes more, or less, than time did (in seconds)."""
        before, went_by = self.wall, timedelta(seconds=steady - self.steady)
        self.wall, self.steady = wall, steady
        return before is not None and is_apart(wall - before, went_by)


def is_apart(one: timedelta, other: timedelta) -> bool:
    return abs(one - other) > TOLERANCE


def differ(one: datetime, other: datetime) -> bool:
    """Whether two clocks that should say the same are more than two minutes apart."""
    return is_apart(one - other, timedelta())
