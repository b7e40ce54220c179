"""Staged sending: after a report from a device that someone may read, nothing leaves until it is safe."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from cases.models import Case, Kind
from cases.services import locked
from cases.services.record import record
from cases.services.refusal import Refused


@transaction.atomic
def safe_to_send(*, case_id: UUID, actor: AbstractBaseUser | None, at: datetime) -> Case:
    """She says so on her page (no actor) or to a caseworker. From then on letters may be approved."""
    case = locked.case(case_id)
    if not case.staged or case.state not in Case.OPEN:
        raise Refused("Nothing waits for this word any more.")
    case.staged = False
    case.save(update_fields=["staged"])
    record(case, Kind.SAFE_TO_SEND, at=at, actor=actor)
    return case
