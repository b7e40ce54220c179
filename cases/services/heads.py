"""How the record stood on a day, noted outside the database: what is cut off later does not match it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from cases.models import Access, Event

# Nothing takes an hour to be committed, so below the last event of an hour ago no number is still to come.
SETTLED = timedelta(hours=1)
Head = dict[str, Any]


def due(noted: dict[str, Head], *, at: datetime) -> bool:
    """Whether today's line is missing."""
    return day(at) not in noted


def day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()


def today(noted: dict[str, Head], *, at: datetime) -> Head:
    """The line of today: how far both records go, and a digest over all that stands there."""
    before = max(noted.values(), key=lambda head: head["mark"], default={})
    last_event = settled(Event.objects.all(), at).order_by("-pk").values_list("pk", flat=True).first() or 0
    last_look = settled(Access.objects.all(), at).order_by("-seq").values_list("seq", "digest").first()
    looks, looks_head = last_look or (0, "")
    return {
        "mark": day(at),
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "events": last_event,
        "events_head": over(before, last_event),
        "looks": looks,
        "looks_head": looks_head,
    }


def settled(rows: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    return rows.filter(at__lte=at - SETTLED)


def over(before: Head, last: int) -> str:
    """A digest over the digest of the day before and all events since, in the order in which they came."""
    digest = hashlib.sha256(before.get("events_head", "").encode())
    rows = Event.objects.filter(pk__gt=before.get("events", 0), pk__lte=last).order_by("pk")
    for pk, own in rows.values_list("pk", "digest").iterator(chunk_size=2000):
        digest.update(f"{pk} {own}\n".encode())
    return digest.hexdigest()


def verify(noted: Iterable[Head]) -> Iterator[str]:
    """What does not stand any more as it was noted, one plain sentence for each day."""
    before: Head = {}
    for head in sorted(noted, key=lambda each: str(each["mark"])):
        if over(before, head["events"]) != head["events_head"]:
            yield f"The events up to {head['mark']} are not those that were noted outside the database."
        if look_at(head["looks"]) != head["looks_head"]:
            yield f"The looks up to {head['mark']} are not those that were noted outside the database."
        before = head


def look_at(seq: int) -> str:
    return Access.objects.filter(seq=seq).values_list("digest", flat=True).first() or ""
