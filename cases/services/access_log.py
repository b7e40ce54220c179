"""Writes and checks the chain of looks: who opened, revealed or searched what, before it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import Error, transaction
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from cases.models import Access, Chain
from cases.models.fields import blind_index
from cases.models.keyring import ring
from cases.services import desk_sessions
from cases.services.record import LOOKS, UNREADABLE, unreadable

REFUSED = "refused"
# Why someone opens a case that is another one's: chosen from these, so that no free text stands in the log.
REASONS = {
    "stand_in": "I stand in for its caseworker",
    "help": "Its caseworker asked me to look",
    "check": "I check the work, or something that waits for me",
    "asked": "The person, or someone outside, asked about it",
    "wrong": "Something seems to be wrong",
}
# What each kind of look is called to whoever reads the record.
KINDS = {
    "open": "opened the case",
    "reveal": "read a text of the report",
    "contact": "read how to reach the person",
    "told": "read what the person told us of places",
    "look": "went to the page of a link",
    "notice": "read a notice",
    "paper": "opened a PDF",
    "messages": "read messages",
    "notes": "read notes",
    "print": "printed the case",
    "copy": "took out a copy for the person",
    "disclosed": "took out what a court or the police may have",
    "untaken": "asked to take out what two had not agreed to",
    "conflicts": "read who must not see it",
    "search": "searched",
    "phone": "took a report by phone",
    REFUSED: "asked for what is not there for them",
}
EMERGENCY = "in_an_emergency"  # opened for an hour, before everyone's eyes
UNOWNED = "no_owner"  # nobody has the case: whoever may give it to someone has to read it


class NotKept(Exception):
    """The database did not take a look, for whatever reason; so nothing of it may be shown."""


def note(
    *,
    user: AbstractBaseUser,
    case_id: UUID | None,
    kind: str,
    session_key: str | None,
    at: datetime,
    role: str = "",
    reason: str = "",
) -> Access:
    """Append one look. Call it before the content is read: if this fails, nothing is served."""
    row = Access(
        user_id=user.pk,
        role=role,
        case_id=case_id,
        kind=kind,
        reason=reason,
        at=at,
        session=blind_index(session_key, purpose="session") if session_key else "",
    )
    try:
        return append(row)
    except Error as error:
        raise NotKept from error


def has_said_why(user: AbstractBaseUser, case_id: UUID, *, at: datetime) -> bool:
    """Whether this person has looked at this case within one sign-in, with a reason on record."""
    rows = Access.objects.filter(user_id=user.pk, case_id=case_id, at__gt=at - desk_sessions.ABSOLUTE)
    return rows.filter(reason__in=REASONS).exists()


@transaction.atomic
def append(row: Access) -> Access:
    """The look at the end of the chain, under its lock."""
    chain = locked()
    row.seq = chain.length + 1
    row.digest = ring().link(chain.head, sentence(row))
    row.save(force_insert=True)
    Chain.objects.filter(pk=LOOKS).update(length=row.seq, head=row.digest)
    return row


def locked() -> Chain:
    """The head of the chain, locked; the first look of all begins it."""
    rows = Chain.objects.select_for_update(no_key=True).filter(pk=LOOKS)
    found = rows.first()
    if found is None:
        Chain.objects.get_or_create(case_id=LOOKS)
        found = rows.get()
    return found


def sentence(row: Access) -> str:
    """The exact text whose digest the chain keeps."""
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    case = str(row.case_id or "")
    return "\x1f".join(
        [str(row.seq), str(row.user_id), row.role, case, row.kind, row.reason, at, row.session]
    )


def verify() -> Iterator[str]:
    """What is wrong with the record of looks, one plain sentence each."""
    try:
        yield from walk()
    except UNREADABLE:
        numbers = unreadable(Access.objects.order_by("seq"), sentence)
        yield from (f"The record of looks: look {seq} cannot be read." for seq in numbers)
        if not numbers:
            yield "The record of looks: its head cannot be read."


def walk() -> Iterator[str]:
    """Walk the chain of looks from the first one to its head."""
    chain = Chain.objects.filter(pk=LOOKS).first() or Chain(case_id=LOOKS)
    head, length, key_ring = "", 0, ring()
    # What is written while this runs comes after the head that was read, and is no false alarm.
    for row in Access.objects.filter(seq__lte=chain.length).order_by("seq").iterator(chunk_size=500):
        length += 1
        if row.seq != length:
            yield f"The record of looks: {missing(length, row.seq)}."
            length = row.seq
        if row.digest != key_ring.link(head, sentence(row)):
            yield f"The record of looks: look {row.seq} was changed, or one before it is gone."
        head = row.digest
    if (chain.length, chain.head) != (length, head) or beyond():
        yield "The record of looks: its end does not match; looks were removed or added."


def beyond() -> bool:
    """Whether a look stands after the head: one statement, so that both are of one moment."""
    length = Chain.objects.filter(pk=LOOKS).values("length")
    return Access.objects.filter(seq__gt=Coalesce(Subquery(length), 0)).exists()


def missing(first: int, after: int) -> str:
    if after < first:
        return f"look {after} does not belong there"
    return f"look {first} is missing" if after == first + 1 else f"looks {first} to {after - 1} are missing"
