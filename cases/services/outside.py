"""A notice to someone who is not in the directory: two people look at where it goes (S-30)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from cases import letters
from cases.models import Approval, Notice
from cases.services import approvals, locked
from cases.services.approvals import Content
from cases.services.refusal import Refused

OUTSIDE = Approval.Kind.OUTSIDE


def needs_two(notice: Notice) -> bool:
    """Whether the directory knows no way to whoever gets it."""
    return notice.channel_id is None


def recipients(notice: Notice) -> list[str]:
    """The websites it is about, whose operator somebody has to find."""
    rows = notice.items.filter(is_open=True).select_related("location__case")
    return sorted({item.location.site for item in rows})


def content(notice: Notice) -> Content:
    """What is agreed to: this letter, word for word, to whoever runs these websites."""
    letter = json.dumps(letters.build(notice, at=notice.created_at).to_json(), sort_keys=True)
    return {
        "do": OUTSIDE,
        "notice": notice.pk,
        "to": recipients(notice),
        "letter": hashlib.sha256(letter.encode()).hexdigest(),
    }


@transaction.atomic
def ask(*, notice_id: UUID, actor: User, at: datetime) -> Approval:
    notice = locked.notice(notice_id)
    if not needs_two(notice) or notice.state != Notice.State.DRAFT:
        raise Refused("Only a draft to someone outside the directory needs a second person.")
    return approvals.ask(
        case_id=notice.case_id,
        kind=OUTSIDE,
        subject=str(notice.pk),
        wants={"notice": str(notice.pk)},
        content=content(notice),
        actor=actor,
        at=at,
    )


def spend(notice: Notice, *, actor: User, at: datetime) -> None:
    """Use what two people agreed to, once; refused where it is needed and not there."""
    if not needs_two(notice):
        return
    given = approvals.given(OUTSIDE, str(notice.pk), content(notice), at=at)
    if given is None or not approvals.use(given, at=at, actor=actor):
        raise Refused("Whoever gets this is not in the directory. A second person has to agree first.")


def of(asked: Approval) -> Content:
    rows = Notice.objects.select_related("case", "platform", "channel")
    return content(rows.get(pk=asked.wants["notice"]))
