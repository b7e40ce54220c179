"""The letter that takes a request back: for a notice that was wrong and that the platform has."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from cases.models import Case, Delivery, Kind, Notice
from cases.services import dead_letters, locked, outbox
from cases.services.record import record
from cases.services.refusal import Refused


def may_write(notice: Notice) -> bool:
    """Withdrawn after it had left and arrived, in a case that goes on, and not said yet."""
    arrived = notice.sent_at and not (notice.undeliverable_at and notice.undeliverable_at >= notice.sent_at)
    if notice.state != Notice.State.WITHDRAWN or not arrived:
        return False
    if notice.case.safeguarding or notice.case.state in Case.FINAL:
        return False
    said = notice.deliveries.filter(kind=Delivery.Kind.WITHDRAWAL)
    return not said.exclude(state=Delivery.State.CANCELLED).exists()


@transaction.atomic
def write(*, notice_id: UUID, actor: AbstractBaseUser, at: datetime) -> Delivery:
    """Tell the platform that the request is withdrawn: by mail, or prepared for a person to file.

    It goes where the notice went, and under the same leave of hers: while she has asked us to wait, or has
    taken back her yes, it is held.
    """
    case = locked.case_of(Notice, notice_id)
    notice = locked.notice(notice_id)
    if not may_write(notice):
        raise Refused("A letter of withdrawal is for a notice they have, once, while the case is open.")
    again = notice.deliveries.filter(kind=Delivery.Kind.WITHDRAWAL).count() + 1
    row = outbox.row(
        case=case,
        kind=Delivery.Kind.WITHDRAWAL,
        key=f"withdrawal:{notice.pk}:{again}",
        at=at,
        notice=notice,
        by_hand=not dead_letters.mail_is_checked(notice),
    )
    record(case, Kind.WITHDRAWAL_LETTER, at=at, actor=actor, notice=notice)
    return outbox.put([row])[0]
