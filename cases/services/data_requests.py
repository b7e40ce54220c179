"""A copy of everything for the person: asked for, due within a month, taken out when two agreed (D-30, S-30).

The copy is made when it is fetched, from the rows as they are, and is kept nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from cases.models import Approval, Case, DataRequest, Kind
from cases.rules import clock, four_eyes, regime
from cases.services import approvals, held_data, locked, outbox
from cases.services.approvals import Content, digest
from cases.services.record import record
from cases.services.refusal import Refused

COPY = Approval.Kind.COPY
A_DAY = timedelta(days=1)
ABOUT = (
    "We hold this to have pictures of you taken down and to help you stay safe, because you asked us to.",
    "It comes from you, from the sites we wrote to and from what we saw on public pages.",
    "Sites get the links and the facts you wrote. Others get what you agreed to, or what a law demands.",
    "It is erased on the day under “retain until” once your case is closed, or when you ask for it before.",
    "You can have it corrected or erased, and take back what you agreed to: on your own page, or call us.",
    "You can complain to the office for data protection of your country.",
)  # Art. 15(1) (UK) GDPR
NOT_AGREED = "A second person has to agree to exactly this copy. If anything changed since, ask again."


def of(case: Case) -> DataRequest | None:
    """The wish that waits."""
    return case.data_requests.filter(done_at=None).first()


@transaction.atomic
def note(*, case_id: UUID, asked_on: date, known_by: str, actor: User, at: datetime) -> DataRequest:
    """The person wants a copy. A second person is asked at once; the month runs from her day (Art. 12(3))."""
    case = locked.case(case_id)
    if of(case) is not None:
        raise Refused("The person has asked already, and that copy waits.")
    if known_by not in DataRequest.Known.values:
        raise Refused("Say how you know that it is the person.")
    if asked_on > at.date():
        raise Refused("The day on which the person asked is in the future.")
    if asked_on < case.opened_at.date() - A_DAY:  # their day may be another one than ours
        raise Refused("The day on which the person asked is before the report came.")
    wish = DataRequest(case=case, known_by=known_by, asked_on=asked_on, due_at=due(asked_on))
    wish.noted_by, wish.noted_at = actor, at
    wish.save(force_insert=True)
    record(case, Kind.COPY_ASKED, at=at, actor=actor, facts={"due_at": wish.due_at.isoformat()})
    ask(case_id=case_id, actor=actor, at=at)
    return wish


@transaction.atomic
def wish(*, case_id: UUID, at: datetime) -> DataRequest:
    """The person asks on their own page; twice is once. Whoever has the case hears and asks a second."""
    case = locked.case(case_id)
    if waits := of(case):
        return waits
    made = DataRequest(case=case, known_by=DataRequest.Known.WORDS, asked_on=at.date(), noted_at=at)
    made.due_at = due(made.asked_on)
    made.save(force_insert=True)
    record(case, Kind.COPY_ASKED, at=at, facts={"due_at": made.due_at.isoformat()})
    key = f"copy-asked:{case.pk}:{made.asked_on}"  # once a day, however often it is asked and taken back
    outbox.alert(outbox.hearers(case, at=at), case=case, step="copy_asked", key=key, at=at)
    return made


@transaction.atomic
def take_back(*, case_id: UUID, actor: User | None, at: datetime) -> None:
    """The person does not want it any more; without an actor they say so on their own page."""
    case = locked.case(case_id)
    if waits := of(case):
        approvals.open_ones(COPY, str(case_id)).update(ended_at=at)
        waits.delete()
        record(case, Kind.COPY_DROPPED, at=at, actor=actor)


def due(asked_on: date) -> datetime:
    """The end of her month, UTC: of the UK GDPR where the house is British, else of the GDPR."""
    law = regime.get("uk-gdpr-17" if settings.HOME_PLACES[0] == "GB" else "eu-gdpr-17")
    ends = clock.start(law, datetime.combine(asked_on, time(12), tzinfo=law.zone)).due_at
    assert ends is not None  # noqa: S101  a law of months always gives a day
    return ends.astimezone(UTC)


@transaction.atomic
def ask(*, case_id: UUID, actor: User, at: datetime) -> Approval:
    """Ask a second person, the first time or again."""
    case = locked.case(case_id)
    if of(case) is None:
        raise Refused("No copy waits: it was taken out, or never asked for.")
    return approvals.ask(case_id=case_id, kind=COPY, content=content(case), actor=actor, at=at)


def content(case: Case) -> Content:
    """What is agreed to: every word of the copy but who looked at the case, which grows by each look."""
    said = [[part.title, rows] for part, rows in held_data.parts(case) if not part.changes]
    wish = of(case) or case.data_requests.last()
    return {"do": COPY, "case": case.pk, "known": wish and wish.known_by, "copy": digest({"parts": said})}


def is_ready(case: Case, user: User, *, at: datetime) -> bool:
    """Whether this person may take it out now: asked for by the same, agreed to by another, unchanged."""
    asked = approvals.open_ones(COPY, str(case.pk)).filter(agreed_at__isnull=False, asked_by=user).first()
    return asked is not None and approvals.holds(asked, content(case), at=at)


@transaction.atomic
def fetch(*, case_id: UUID, actor: User, at: datetime) -> dict[str, list[held_data.Row]]:
    """The copy, part by part. It can be taken out as text and as data until the request runs out."""
    case = locked.case(case_id)
    if not is_ready(case, actor, at=at):
        raise Refused(NOT_AGREED)
    case.data_requests.filter(done_at=None).update(done_at=at)
    record(case, Kind.COPY_GIVEN, at=at, actor=actor)
    return {part.title: rows for part, rows in held_data.parts(case)}


def as_json(copy: dict[str, list[held_data.Row]]) -> str:
    whole = {"About this copy": ABOUT, **copy, "Not in this copy": not_given()}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def as_text(copy: dict[str, list[held_data.Row]]) -> str:
    """The same for reading: a heading for each part, a line for each value; times are UTC."""
    head = ["A copy of what we hold about you. Times are UTC.", "", "ABOUT THIS COPY", "", *ABOUT]
    return "\n".join([*head, *read_out(copy), "", "NOT IN THIS COPY", "", *not_given()]) + "\n"


def read_out(parts: dict[str, list[held_data.Row]]) -> Iterator[str]:
    """The parts as lines: a heading for each, a line for each value, an empty one between rows."""
    for title, rows in parts.items():
        yield from ("", title.upper())
        yield from () if rows else ("", "Nothing.")
        for row in rows:
            yield ""
            for name, value in row.items():
                yield from spelled(name, value)


def spelled(name: str, value: object, indent: str = "") -> Iterator[str]:
    """A name and its value as lines; what has parts of its own stands below it, further in."""
    if isinstance(value, dict):
        yield f"{indent}{name}:"
        for key, each in value.items():
            yield from spelled(str(key).replace("_", " "), each, indent + "  ")
    elif isinstance(value, list):
        for number, each in enumerate(value, 1):
            yield from spelled(f"{name} {number}", each, indent)
    elif value not in (None, ""):
        yield f"{indent}{name}: {'yes' if value is True else 'no' if value is False else value}"


def not_given() -> list[str]:
    """What is left out and why, each reason once."""
    columns = (each for table in held_data.LEFT_OUT.values() for each in table.values())
    told = [held_data.STAFF, *held_data.NOT_GIVEN.values(), *columns]
    return list(dict.fromkeys(f"{each[0].upper()}{each[1:].rstrip('.')}." for each in told))


@transaction.atomic
def remind(*, at: datetime) -> None:
    """Before her month ends, and each day after, whoever has the case hears that a copy waits."""
    today, soon = at.date(), at + four_eyes.rule().copy_soon
    rows = DataRequest.objects.filter(Q(told_on=None) | Q(told_on__lt=today), done_at=None, due_at__lte=soon)
    for wish in rows.order_by("due_at", "pk"):  # the case is read alone: joined, every case would be walked
        DataRequest.objects.filter(pk=wish.pk).update(told_on=today)
        key, case = f"copy:{wish.pk}:{today}", wish.case
        outbox.alert(outbox.hearers(case, at=at), case=case, step="copy_due", key=key, at=at)
