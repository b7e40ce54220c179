"""Messages between her and her caseworker, inside the page; and notes, which staff alone read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Kind, Message, Note
from cases.services import locked, outbox
from cases.services.record import record
from cases.services.refusal import Refused

LONGEST_OF_HERS = 2_000
LONGEST_ANSWER = 4_000
LONGEST_NOTE = 8_000
PER_DAY = 10
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Standing:
    """What the messages of a case wait for: `asked_at` is a question of ours that she has not answered."""

    new_for_her: int
    told_at: datetime | None
    asked_at: datetime | None
    waiting: int
    waiting_since: datetime | None
    total: int


def standing(case: Case) -> Standing:
    """How the messages of this case stand, without opening one of them."""
    hers, ours = Q(from_person=True), Q(from_person=False)
    waits = hers & Q(settled_at=None)
    told = case.messages.aggregate(
        new=Count("pk", filter=ours & Q(read_at=None)),
        told_at=Max("at", filter=ours),
        asked_at=Max("at", filter=ours & Q(asks=True)),
        wrote_at=Max("at", filter=hers),
        waiting=Count("pk", filter=waits),
        total=Count("pk"),
    )
    first = case.messages.filter(waits).values_list("at", flat=True).first()
    answered = told["wrote_at"] and told["asked_at"] and told["wrote_at"] > told["asked_at"]
    return Standing(
        new_for_her=told["new"],
        told_at=told["told_at"],
        asked_at=None if answered else told["asked_at"],
        waiting=told["waiting"],
        waiting_since=first,
        total=told["total"],
    )


@transaction.atomic
def write(*, case_id: UUID, text: str, at: datetime) -> Message:
    """She writes to her caseworker, at most ten times in a day (B-11); twice at once is once."""
    case = locked.case(case_id)
    refuse_after_the_end(case)
    last = case.messages.filter(at__gt=at - A_MINUTE, at__lte=at).last()
    if last is not None and last.from_person and last.text == bounded(text, LONGEST_OF_HERS):
        return last  # a button pressed twice
    if case.messages.filter(from_person=True, at__gt=at - A_DAY).count() >= PER_DAY:
        raise Refused(_("You wrote ten messages in one day. Write again tomorrow, or call us."))
    message = Message(case=case, from_person=True, text=bounded(text, LONGEST_OF_HERS), at=at)
    message.save(force_insert=True)
    record(case, Kind.PERSON_WROTE, at=at)
    return message


@transaction.atomic
def answer(*, case_id: UUID, text: str, asks: bool, actor: User, at: datetime) -> Message:
    """A caseworker writes to her. If she asked for mail, a note without content says that there is news."""
    case = locked.case(case_id)
    refuse_after_the_end(case)
    message = Message(
        case=case, from_person=False, actor=actor, asks=asks, text=bounded(text, LONGEST_ANSWER), at=at
    )
    message.save(force_insert=True)
    settle(case, at=at)
    record(case, Kind.ANSWERED, at=at, actor=actor, facts={"asks": asks})
    outbox.update_person(case=case, step="message", at=at)
    return message


@transaction.atomic
def set_aside(*, case_id: UUID, actor: User, at: datetime) -> None:
    """What she wrote needs no answer; it waits for nobody any more."""
    case = locked.case(case_id)
    if not settle(case, at=at):
        raise Refused("No message waits any more. Someone has just answered.")
    record(case, Kind.SET_ASIDE, at=at, actor=actor)


@transaction.atomic
def note(*, case_id: UUID, text: str, actor: User, at: datetime) -> Note:
    """Keep something for colleagues. She never sees it."""
    case = locked.case(case_id)
    written = Note(case=case, actor=actor, text=bounded(text, LONGEST_NOTE), at=at)
    written.save(force_insert=True)
    record(case, Kind.NOTED, at=at, actor=actor)
    return written


def read(case: Case, *, from_person: bool, at: datetime) -> None:
    """The other side has opened them: from now on they are not new."""
    case.messages.filter(from_person=from_person, read_at=None).update(read_at=at)


def read_one(message: Message, *, at: datetime) -> None:
    """Someone of staff has opened this one of hers."""
    Message.objects.filter(pk=message.pk, from_person=True, read_at=None).update(read_at=at)


def settle(case: Case, *, at: datetime) -> int:
    return case.messages.filter(from_person=True, settled_at=None).update(settled_at=at)


def bounded(text: str, longest: int) -> str:
    """The text without its outer space; the form has told every bound before."""
    text = text.strip()
    if not 1 <= len(text) <= longest:
        told = _("This has {count} characters. We can take {most}.")
        raise Refused(format_lazy(told, count=len(text), most=longest))
    return text


def may_write(case: Case) -> bool:
    """While it is open; and after she stopped it, as long as someone has it and can answer."""
    stopped = case.state == Case.State.WITHDRAWN and case.assignee_id is not None
    return stopped or case.state not in Case.FINAL


def refuse_after_the_end(case: Case) -> None:
    if not may_write(case):
        raise Refused(_("This report is closed. Please call us."))
