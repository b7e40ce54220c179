"""When a person may be written to: only inside the window she chose, in her own zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAYS_AHEAD = 8
LAST_HOUR = 24


def opens_at(wishes: Mapping[str, Any], at: datetime) -> datetime | None:
    """The first instant from `at` on (UTC) inside her windows; None if she wants no mail or named no time."""
    if wishes.get("channel") != "email" or not wishes.get("address"):
        return None
    zone = ZoneInfo(wishes.get("zone") or "UTC")
    today = at.astimezone(zone).date()
    openings = []
    for ahead in range(DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        for window in wishes.get("windows") or []:
            if day.weekday() not in window["days"]:
                continue
            start = datetime.combine(day, time(window["from"]), zone).astimezone(UTC)
            openings.append((start, end_of(day, window["until"], zone)))
    return min((max(start, at) for start, end in openings if end > at), default=None)


def end_of(day: Any, hour: int, zone: ZoneInfo) -> datetime:
    if hour == LAST_HOUR:
        return datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
