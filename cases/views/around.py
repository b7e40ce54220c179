"""What stands on every page of hers, whatever it is about: the way out, our line, the emergency number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from cases.rules import hours
from cases.rules.help import clock_name, here, place

NOWHERE = "UTC"  # the zone of a place of which we know none


def around(*, at: datetime, where: str = "", zone: str = "") -> dict[str, Any]:
    """`where` is the place she named, `zone` one she chose; without both we give our own number and time.

    In a country without an entry she is told to call the number of that place, not ours.
    """
    known = zone or (place(where).zone if where else NOWHERE)
    hers = here(place(where), zone) if known != NOWHERE else None
    line = settings.HELPLINE_HOURS
    return {
        "neutral_site": settings.NEUTRAL_SITE,
        "emergency": place(where).emergency if where else settings.ORGANISATION["emergency"],
        "opening": hours.opening(line, at=at, there=clock_name(line.zone), here=hers),
    }
