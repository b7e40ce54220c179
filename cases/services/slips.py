"""A dated receipt for her to keep: numbers and days, and signs that prove later what this house said.

The signs are a keyed digest, so nobody can make them up; what they stand for is an event that nobody changes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from cases.models import Case, Event, Kind, Location, Notice
from cases.models.fields import blind_index
from cases.services import locked
from cases.services.record import record

SIGNS = 16


@dataclass(frozen=True)
class Slip:
    """What the receipt says. Days are those of her own zone."""

    reference: str
    made: str
    reported: str
    links: int
    gone: int
    letters: int
    state: str

    @property
    def signs(self) -> str:
        """Sixteen signs, in groups of four, that only this house can make for exactly this."""
        told = json.dumps({**self.told, "reference": self.reference}, sort_keys=True)
        plain = blind_index(told, purpose="receipt")[:SIGNS].upper()
        return "-".join(plain[start : start + 4] for start in range(0, SIGNS, 4))

    @property
    def told(self) -> dict[str, Any]:
        """The same without the reference: what the event keeps."""
        names = ("made", "reported", "links", "gone", "letters", "state")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def make(*, case_id: UUID, at: datetime) -> Slip:
    """The receipt as of now, on record. The same again on the same day is the same receipt."""
    case = locked.case(case_id)
    slip = of(case, at=at)
    last = case.events.filter(kind=Kind.SLIP_MADE).order_by("-seq").first()
    if last is None or last.facts != facts(slip):
        record(case, Kind.SLIP_MADE, at=at, facts=facts(slip))
    return slip


def of(case: Case, *, at: datetime) -> Slip:
    """What there is to say about a case today: no name, no address, no platform."""
    zone = ZoneInfo(case.zone)
    links = case.locations.exclude(state=Location.State.DUPLICATE)
    return Slip(
        reference=case.reference,
        made=at.astimezone(zone).date().isoformat(),
        reported=case.opened_at.astimezone(zone).date().isoformat(),
        links=links.count(),
        gone=links.filter(state=Location.State.REMOVED).count(),
        letters=Notice.objects.filter(case=case, sent_at__isnull=False).count(),
        state=case.state,
    )


def facts(slip: Slip) -> dict[str, Any]:
    return {**slip.told, "signs": slip.signs}


def verify(*, reference: str, signs: str) -> Slip | None:
    """What this house said when it made these signs; None where it never did."""
    plain = "".join(sign for sign in signs.upper() if sign.isalnum())
    grouped = "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
    for event in Event.objects.filter(kind=Kind.SLIP_MADE, facts__signs=grouped):
        told = {name: value for name, value in event.facts.items() if name != "signs"}
        slip = Slip(reference=reference.strip().upper(), **told)
        if slip.signs == grouped:
            return slip
    return None
