"""She lost her words: two people of ours start it, she ends it, and nobody here sees the words (V-08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from cases.models import Approval, Case, Kind
from cases.models.fields import blind_index
from cases.services import approvals, credentials, locked
from cases.services.approvals import Content
from cases.services.record import record
from cases.services.refusal import Refused

NEW_WORDS = Approval.Kind.NEW_WORDS
TRIES = 10


@dataclass(frozen=True)
class Regained:
    """Her case, with the new code and words, which are shown once."""

    case: Case
    code: str
    words: tuple[str, ...]


def set_phrase(*, case_id: UUID, phrase: str, at: datetime) -> None:
    """The phrase agreed for the day she has lost her words. Only its hash is kept. Raises Busy."""
    secret = credentials.hashed(phrase)
    with transaction.atomic():
        case = locked.case(case_id)
        case.phrase_hash = secret
        case.save(update_fields=["phrase_hash"])
        record(case, Kind.PHRASE_SET, at=at)


def content(case: Case) -> Content:
    """What is agreed to: new words for this case, with the phrase and the words of this moment."""
    return {"do": NEW_WORDS, "case": case.pk, "phrase": case.phrase_hash, "words": case.words_hash}


def ask(*, case_id: UUID, actor: User, at: datetime) -> Approval:
    """A caseworker has checked by the house's procedure that it is the person, and asks to start."""
    case = Case.objects.get(pk=case_id)
    if not case.phrase_hash or case.erase_at:
        raise Refused("The person has set no phrase, so words cannot be made anew. Help by phone instead.")
    return approvals.ask(case_id=case_id, kind=NEW_WORDS, content=content(case), actor=actor, at=at)


def start_of(given: Approval) -> str:
    """A second person has agreed. The start code to tell on the phone; only its index is kept."""
    start = credentials.random_symbols(credentials.CODE_LENGTH)
    given.start_index = start_index(start)
    given.save(update_fields=["start_index"])
    return f"{start[:4]}-{start[4:]}"


def start_index(start: str) -> str:
    return blind_index(credentials.folded(start), purpose="start code")


def regain(*, start: str, phrase: str, at: datetime) -> Regained | None:
    """New words for whoever has the start code and the phrase; None otherwise, as slowly. Raises Busy."""
    row = Approval.objects.filter(kind=NEW_WORDS, start_index=start_index(start), tries__lt=TRIES)
    given = row.select_related("case", "asked_by").first()
    case = given.case if given else None
    good = given is not None and case is not None and approvals.holds(given, content(case), at=at)
    if (
        not credentials.matches(case.phrase_hash if case and good else "", typed=phrase)
        or not case
        or not given
    ):
        row.update(tries=F("tries") + 1)
        return None
    made = credentials.fresh()
    with transaction.atomic():
        if not approvals.use(given, at=at):
            return None
        case = credentials.replace(case_id=case.pk, made=made, keep=None, at=at)
    return Regained(case, made.code, made.words)
