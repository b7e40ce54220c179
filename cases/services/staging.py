"""Staged sending: nothing leaves before she says that it is safe, and she may ask us to wait at any time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Kind, Notice
from cases.services import leaving, locked, notices, outbox
from cases.services.record import record
from cases.services.refusal import Refused

Actor = AbstractBaseUser | None


@transaction.atomic
def safe_to_send(*, case_id: UUID, actor: Actor, at: datetime) -> Case:
    """She says so on her page (no actor) or to a caseworker. From then on letters may be approved."""
    case = locked.case(case_id)
    if not case.staged or case.state not in Case.OPEN:
        raise Refused("Nothing waits for this word any more.")
    case.staged = False
    case.save(update_fields=["staged"])
    leaving.release(case, why=leaving.ASKED_TO_WAIT, at=at)
    record(case, Kind.SAFE_TO_SEND, at=at, actor=actor)
    return case


@transaction.atomic
def wait(*, case_id: UUID, actor: Actor, at: datetime) -> Case:
    """It is not safe now: nothing more leaves until her word. What a site already has runs on."""
    case = locked.case(case_id)
    if case.staged or case.safeguarding or case.state not in Case.OPEN:
        raise Refused(_("We wait already, or this report is closed. Please call us."))
    case.staged = True
    case.save(update_fields=["staged"])
    for notice in case.notices.filter(state=Notice.State.APPROVED).order_by("number"):
        notices.revise(notice_id=notice.pk, actor=None, at=at)
    outbox.hold_waiting(case.deliveries.all(), why=leaving.ASKED_TO_WAIT)
    record(case, Kind.WAIT_TO_SEND, at=at, actor=actor)
    if actor is None:
        outbox.alert_wishes(case=case, at=at)
    return case
