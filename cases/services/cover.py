"""A dull page in front of her own pages, until she types a second code (an option of hers)."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models import Case, Kind, Visit
from cases.models.fields import blind_index
from cases.services import credentials, locked, visits
from cases.services.record import record

COVERED = "covered"


@transaction.atomic
def put(*, case_id: UUID, code: str, at: datetime) -> None:
    """From the next way in, a dull page comes first. Only an index of the second code is kept."""
    keep(case_id, index(case_id, code), Kind.COVER_PUT, at=at)


@transaction.atomic
def take_away(*, case_id: UUID, at: datetime) -> None:
    """Her pages are open behind code and words again."""
    keep(case_id, "", Kind.COVER_TAKEN, at=at)


def keep(case_id: UUID, wanted: str, kind: str, *, at: datetime) -> None:
    case = locked.case(case_id)
    case.cover_index = wanted
    case.save(update_fields=["cover_index"])
    record(case, kind, at=at)


def lifts(case: Case, typed: str) -> bool:
    """Whether this is the second code."""
    return hmac.compare_digest(case.cover_index, index(case.pk, typed))


def index(case_id: UUID, code: str) -> str:
    return blind_index(f"{case_id} {credentials.folded(code)}", purpose="cover")


def first_answers(case: Case) -> dict[str, bool]:
    """What a visit begins with: covered, if she wants it so."""
    return {COVERED: True} if case.cover_index else {}


def is_covered(visit: Visit) -> bool:
    return bool((visit.answers or {}).get(COVERED)) and bool(visit.case and visit.case.cover_index)


def lay(visit: Visit, *, covered: bool, at: datetime) -> None:
    """Cover this visit, or open it."""
    visits.keep(visit, answers={**(visit.answers or {}), COVERED: covered, "open": ""}, at=at)
