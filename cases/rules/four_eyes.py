"""How long what needs two people may wait, and what needs them: four_eyes.toml, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class FourEyes:
    """The spans of the file; those of the alarms are counted from the moment of asking."""

    expires: timedelta
    reminders: tuple[timedelta, ...]
    tell_everyone: timedelta
    alone_after: timedelta
    let_in: timedelta
    public_bodies: frozenset[str]
    emergency: timedelta
    misuse_kept: timedelta
    consent: timedelta
    copy_soon: timedelta
    hold_review: timedelta
    hold_again: timedelta

    def rungs(self, asked_at: datetime, at: datetime) -> list[tuple[int, bool]]:
        """The alarms a request has reached: after how many hours, and whether everyone is told."""
        spans = [(span, False) for span in self.reminders] + [(self.tell_everyone, True)]
        return [(int(span / HOUR), everyone) for span, everyone in spans if at >= asked_at + span]


@lru_cache(maxsize=1)
def rule() -> FourEyes:
    """The rule in force; a key that is missing stops the start."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return FourEyes(
        expires=said["expires"] * HOUR,
        reminders=tuple(hours * HOUR for hours in said["remind"]),
        tell_everyone=said["tell_everyone"] * HOUR,
        alone_after=said["alone_after"] * HOUR,
        let_in=said["let_in"] * HOUR,
        public_bodies=frozenset(said["public_bodies"]),
        emergency=timedelta(minutes=said["emergency_minutes"]),
        misuse_kept=timedelta(days=said["misuse_kept_days"]),
        consent=timedelta(days=said["consent_days"]),
        copy_soon=timedelta(days=said["copy_soon_days"]),
        hold_review=timedelta(days=said["hold_review_days"]),
        hold_again=timedelta(days=said["hold_again_days"]),
    )
