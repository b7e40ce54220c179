"""What the person agreed to decides what may leave: asked of every row of the outbox, again and again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cases.models import Case, Delivery, Kind, Notice
from cases.rules import purposes
from cases.services import outbox

State = Delivery.State
AGREED = (Kind.SUBMITTED, Kind.CONSENT_CHANGED)


def purpose_of(delivery: Delivery) -> str:
    """What a row addressed outside the house is for."""
    if delivery.kind == Delivery.Kind.ESCALATION:
        return purposes.of_step(delivery.step)
    return purpose_of_notice(delivery.notice)


def purpose_of_notice(notice: Notice | None) -> str:
    return purposes.of_platform(notice.platform.kind if notice and notice.platform else "")


def lacking(delivery: Delivery) -> str:
    """The purpose whose yes is missing for this row today; nothing for what stays in the house."""
    if delivery.kind not in outbox.TO_PLATFORM:
        return ""
    return purposes.lacking(delivery.case.consents, purpose_of(delivery))


def unless_permitted(draft: Delivery, consents: Mapping[str, bool]) -> Delivery:
    """An unsaved draft for a further body; without her yes it is there and waits, and no paper is made."""
    missing = purposes.lacking(consents, purposes.of_step(draft.step))
    if missing:
        draft.state, draft.next_attempt_at, draft.last_error = State.HELD, None, purposes.held(missing)
    return draft


def hold(case: Case) -> None:
    """What is not permitted any more waits for her yes; a mail in a worker's hands is past recalling."""
    waits = [State.QUEUED, State.UNKNOWN, State.HELD]
    rows = case.deliveries.filter(state__in=waits, kind__in=outbox.TO_PLATFORM)
    for row in rows.select_related("notice__platform"):
        row.case = case
        if missing := lacking(row):
            case.deliveries.filter(pk=row.pk, state__in=waits).update(
                state=State.HELD, next_attempt_at=None, last_error=purposes.held(missing)
            )


def let_go(case: Case, *, at: datetime) -> None:
    """Drafts for further bodies to which she says yes now: their papers are made, and a person files them."""
    held = case.deliveries.filter(kind=Delivery.Kind.ESCALATION, state=State.HELD)
    free = [row for row in held.filter(last_error__in=purposes.HELD) if not lacking(row)]
    case.deliveries.filter(pk__in=[row.pk for row in free]).update(
        state=State.QUEUED, next_attempt_at=at, last_error=""
    )
    outbox.hint(free)


def stood(case: Case, purpose: str, *, at: datetime) -> bool:
    """Whether she agreed to this at that moment: what was filed then was right, whatever she says since."""
    said = case.events.filter(kind__in=AGREED, at__lte=at).order_by("-seq").first()
    return purposes.permits(said.facts["consents"] if said else case.consents, purpose)


def asked_to_wait(case: Case, *, at: datetime) -> bool:
    """Whether she had asked us to wait at that moment."""
    said = case.events.filter(kind__in=[Kind.SAFE_TO_SEND, Kind.WAIT_TO_SEND], at__lte=at).order_by("-seq")
    return said.values_list("kind", flat=True).first() == Kind.WAIT_TO_SEND
