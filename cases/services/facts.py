"""The one or two facts that stand in every letter of a case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from cases.models import Case, Kind
from cases.services import conflicts, locked
from cases.services.gaps import drafts_of, recount
from cases.services.record import record
from cases.services.refusal import Refused


@transaction.atomic
def set_facts(*, case_id: UUID, text: str, actor: AbstractBaseUser, at: datetime) -> Case:
    """Write down what the person told us, in the person's words. Letters already approved do not change."""
    case = locked.case(case_id)
    if case.state not in Case.OPEN or case.safeguarding:
        raise Refused("Nothing more is written in this case.")
    case.facts = text.strip()
    case.save(update_fields=["facts"])
    conflicts.look_at_more(case, text=case.facts, at=at)
    recount(drafts_of(case), at=at)
    record(case, Kind.PERSON_UPDATED, at=at, actor=actor, facts={"what": "facts"})
    return case
