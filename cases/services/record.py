"""Writes and checks the chain of events. Every service records its fact in its own transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from cases.models import Case, Chain, Event, Kind, Location, Notice
from cases.models.keyring import ring
from cases.services import bulk

Facts = dict[str, Any]
HOUSE, LOOKS = UUID(int=0), UUID(int=1)  # chains of no case: the house's own events, and the access log
# What a value raises that somebody has put where none of its kind can stand.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, ValidationError)
CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=True).encode


@dataclass(slots=True)
class Fact:
    """One thing that happened; `record_many` gives it its place in the chain."""

    case_id: UUID
    kind: str
    at: datetime
    actor_id: int | None = None
    from_state: str = ""
    to_state: str = ""
    notice_id: UUID | None = None
    location_id: UUID | None = None
    facts: Facts = field(default_factory=dict)
    seq: int = 0
    digest: str = ""


def record(
    case: Case,
    kind: str,
    *,
    at: datetime,
    actor: AbstractBaseUser | None = None,
    notice: Notice | None = None,
    location: Location | None = None,
    from_state: str = "",
    to_state: str = "",
    facts: Facts | None = None,
) -> None:
    """Append one event to the case's chain; call it inside the transaction that makes the fact true."""
    record_many(
        [
            Fact(
                case_id=case.pk,
                kind=kind,
                at=at,
                actor_id=actor.pk if actor else None,
                from_state=from_state,
                to_state=to_state,
                notice_id=notice.pk if notice else None,
                location_id=location.pk if location else None,
                facts=facts or {},
            )
        ]
    )


def record_move(
    moved: Case | Notice | Location,
    kind: str,
    *,
    from_state: str,
    at: datetime,
    actor: AbstractBaseUser | None = None,
    facts: Facts | None = None,
) -> None:
    """Append the event of a transition that was just saved, from one state to the state it has now."""
    fact = Fact(
        case_id=moved.case_id if isinstance(moved, Notice | Location) else moved.pk,
        kind=kind,
        at=at,
        actor_id=actor.pk if actor else None,
        from_state=from_state,
        to_state=moved.state,
        notice_id=moved.pk if isinstance(moved, Notice) else None,
        location_id=moved.pk if isinstance(moved, Location) else None,
        facts=facts or {},
    )
    record_many([fact])


def record_house(kind: str, *, at: datetime, actor: AbstractBaseUser | None, facts: Facts) -> None:
    """Append one event that belongs to no case to the house's own chain; without `actor` by the operator."""
    actor_id = actor.pk if actor else None
    record_many([Fact(case_id=HOUSE, kind=kind, at=at, actor_id=actor_id, facts=facts)])


def record_many(facts: Sequence[Fact]) -> None:
    """Append events of many cases at once: each chain is locked, lengthened and saved once."""
    if not facts:
        return
    wanted = {fact.case_id for fact in facts}
    there = locked_chains(wanted)
    begun = {case_id: Chain(case_id=case_id) for case_id in wanted - there.keys()}
    chains, key_ring = there | begun, ring()
    for fact in facts:
        chain = chains[fact.case_id]
        chain.length += 1
        chain.head = key_ring.link(chain.head, sentence(fact, seq=chain.length))
        fact.seq, fact.digest = chain.length, chain.head
    bulk.add(Event, facts)
    bulk.write(Chain, there.values(), ["length", "head"])
    bulk.add(Chain, begun.values())


def locked_chains(case_ids: Iterable[UUID]) -> dict[UUID, Chain]:
    """The chains of these cases, locked in one order so that two writers cannot wait in a ring."""
    rows = Chain.objects.select_for_update(no_key=True).filter(case_id__in=case_ids).order_by("case_id")
    return {chain.case_id: chain for chain in rows}


def sentence(fact: Fact | Event, *, seq: int) -> str:
    """The exact text whose digest the chain keeps."""
    parts = [
        str(fact.case_id),
        str(seq),
        fact.kind,
        fact.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(fact.actor_id or ""),
        fact.from_state,
        fact.to_state,
        str(fact.notice_id or ""),
        str(fact.location_id or ""),
        CANONICAL(fact.facts),
    ]
    return "\x1f".join(parts)


def verify(case: Case) -> list[str]:
    """What is wrong with a case's chain, one plain sentence each; an empty list where nothing is."""
    return replay(case.pk, called=f"Case {case.reference}")


def verify_house() -> list[str]:
    """What is wrong with the record of what belongs to no case."""
    return replay(HOUSE, called="The house's own record")


def orphans() -> Iterator[UUID]:
    """Cases of which only the record is left: a chain, or nothing but events that no chain holds."""
    cases = Case.objects.values("pk")
    chains = Chain.objects.exclude(case_id__in=cases).exclude(case_id__in=(HOUSE, LOOKS))
    events = Event.objects.exclude(case_id__in=cases).exclude(case_id=HOUSE).order_by()
    ids = chains.values_list("case_id", flat=True).union(events.values_list("case_id", flat=True))
    yield from ids.order_by("case_id").iterator(chunk_size=500)


def verify_erased(case_id: UUID) -> list[str]:
    """What is wrong with the record of a case that is gone: it must hold, and end with the erasure."""
    called = f"Record {case_id}"
    last = Event.objects.filter(case_id=case_id).order_by("-seq").values_list("kind", flat=True).first()
    missing = [] if last == Kind.ERASED else [f"{called}: its case is gone, and it does not say why."]
    return missing + replay(case_id, called=called)


def replay(case_id: UUID, *, called: str) -> list[str]:
    """What is wrong with one chain. An event that cannot even be read is named by its number."""
    events = Event.objects.filter(case_id=case_id).order_by("seq")
    try:
        return walk(events, case_id, called=called)
    except UNREADABLE:
        numbers = unreadable(events, lambda event: sentence(event, seq=event.seq))
        return [f"{called}: event {seq} cannot be read." for seq in numbers] or [f"{called}: cannot be read."]


def unreadable(rows: QuerySet[Any], read: Callable[[Any], object], *, number: str = "seq") -> list[int]:
    """The numbers of the rows in which a value is none of its kind, found one by one."""
    found = []
    for pk, seq in list(rows.values_list("pk", number)):
        try:
            read(rows.get(pk=pk))
        except UNREADABLE:
            found.append(seq)
    return found


def walk(events: QuerySet[Event], case_id: UUID, *, called: str) -> list[str]:
    """Walk a chain from its first event to its head."""
    problems = []
    head, length, key_ring = "", 0, ring()
    for event in events.iterator(chunk_size=500):
        length += 1
        if event.seq != length:
            problems.append(f"{called}: event {length} is missing.")
            length = event.seq
        expected = key_ring.link(head, sentence(event, seq=event.seq))
        if event.digest != expected:
            problems.append(f"{called}: event {event.seq} was changed, or one before it is gone.")
        head = event.digest
    chain = Chain.objects.filter(case_id=case_id).first()
    if chain is None and length:
        problems.append(f"{called}: its events have no chain; it was removed, or they were added.")
    elif chain and (chain.length, chain.head) != (length, head):
        problems.append(f"{called}: the end of the chain does not match; events were removed or added.")
    return problems
