"""What she allows and how she may be reached: hers to change at any time, on her own page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Delivery, Kind, Notice
from cases.rules import statements
from cases.services import conflicts, contacts, locked, notices, outbox, permitted
from cases.services.record import record
from cases.services.refusal import Refused

SPOKEN = ("code_word", "never")


@transaction.atomic
def allow(*, case_id: UUID, agreed: Collection[str], at: datetime) -> Case:
    """Her yes or no to each purpose from now on. The record keeps every change with the wording she saw."""
    case = locked.case(case_id)
    if case.state in Case.FINAL or case.safeguarding:
        raise Refused(_("This report is closed. Please call us."))
    wording = statements.current()
    before, now = case.consents, {consent.key: consent.key in agreed for consent in wording.consents}
    if now == before:
        return case
    case.consents, case.consent_version = now, wording.version
    case.save(update_fields=["consents", "consent_version"])
    stop_sending(case, at=at)
    permitted.let_go(case, at=at)
    record(case, Kind.CONSENT_CHANGED, at=at, facts={"consents": now, "version": wording.version})
    outbox.alert_wishes(case=case, at=at)
    return case


def stop_sending(case: Case, *, at: datetime) -> None:
    """Nothing more leaves for what she took back: signatures fall away, what is queued waits for a person."""
    approved = case.notices.filter(state=Notice.State.APPROVED).select_related("platform").order_by("number")
    for notice in approved:
        if not case.permits(permitted.purpose_of_notice(notice)):
            notices.revise(notice_id=notice.pk, actor=None, at=at)
    permitted.hold(case)


@transaction.atomic
def reach(*, case_id: UUID, plan: dict[str, Any], keep_from: str, at: datetime) -> Case:
    """A new plan for writing to her. The old address hears nothing of it, nor anything else (V-44).

    What she agreed for the phone stays unless she says something new: it is not shown to her again.
    """
    case = locked.case(case_id)
    if case.state in Case.FINAL:
        raise Refused(_("This report is closed. Please call us."))
    before, kept_from = case.safe_contact or {}, case.keep_from
    spoken = {name: before[name] for name in SPOKEN if before.get(name)}
    case.safe_contact, case.keep_from = {**spoken, **plan}, keep_from or case.keep_from
    case.email_index = contacts.of_plan(plan)
    case.save(update_fields=["safe_contact", "email_index", "keep_from"])
    outbox.cancel_waiting(case.deliveries.filter(kind=Delivery.Kind.UPDATE))
    record(case, Kind.CONTACT_CHANGED, at=at)
    if keep_from or plan.get("address"):
        conflicts.look(case, at=at, anew=keep_from if keep_from != kept_from else "")
    if plan.get("acknowledge"):
        outbox.update_person(case=case, step="received", at=at)
    return case
