"""Every act that needs two people: what exactly it would do now, and who does it once both agreed (S-30)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from cases.models import Approval, Case
from cases.services import (
    approvals,
    closing,
    data_requests,
    disclosures,
    erasure,
    filings,
    grants,
    legal_holds,
    outside,
    readdressing,
    recovery,
    safeguarding,
)
from cases.services.approvals import Content
from cases.services.refusal import Refused

Kind = Approval.Kind


@dataclass(frozen=True)
class Act:
    """`content` says what would be done as things stand; `do` does it at once when the second one agrees.

    Without `do` the first one goes on: what was agreed to is spent by the service that does it.
    """

    content: Callable[[Approval], Content]
    do: Callable[[Approval, User, datetime], None] | None = None


def case_of(asked: Approval) -> Case:
    assert asked.case is not None  # noqa: S101  asked for about a case
    return asked.case


ACTS = {
    Kind.NEW_WORDS: Act(lambda asked: recovery.content(case_of(asked))),
    Kind.FILING: Act(filings.of),
    Kind.OUTSIDE: Act(outside.of),
    Kind.CLOSE: Act(
        lambda asked: closing.unresolved_content(case_of(asked), asked.wants),
        lambda asked, actor, at: closing.close_unresolved(
            case=case_of(asked), wants=asked.wants, actor=actor, at=at
        ),
    ),
    Kind.ERASE: Act(
        lambda asked: erasure.early_content(case_of(asked)),
        lambda asked, actor, at: erasure.erase_early(case=case_of(asked), actor=actor, at=at),
    ),
    Kind.COPY: Act(lambda asked: data_requests.content(case_of(asked))),
    Kind.DISCLOSE: Act(lambda asked: disclosures.content(disclosures.of(asked))),
    Kind.LEGAL_HOLD: Act(
        lambda asked: legal_holds.content(case_of(asked)),
        lambda asked, actor, at: legal_holds.end(case=case_of(asked), actor=actor, at=at),
    ),
    Kind.CLEAR_FLAG: Act(
        lambda asked: safeguarding.clear_content(case_of(asked), asked.wants),
        lambda asked, actor, at: safeguarding.clear(
            case=case_of(asked), wants=asked.wants, actor=actor, at=at
        ),
    ),
    Kind.GRANT: Act(
        lambda asked: grants.content(asked.wants),
        lambda asked, actor, at: grants.grant(asked, actor=actor, at=at),
    ),
    Kind.CHANNEL: Act(
        lambda asked: readdressing.content(asked.wants),
        lambda asked, actor, at: readdressing.change(asked, actor=actor, at=at),
    ),
}


def has_changed(asked: Approval) -> bool:
    """Whether what was asked for is not any more what would be done: then nobody can agree to it."""
    return asked.digest != approvals.digest(ACTS[Kind(asked.kind)].content(asked))


@transaction.atomic
def agree(*, approval_id: UUID, actor: User, at: datetime) -> str:
    """The second person agrees to what would be done now; what is shown once, if anything is."""
    asked = approvals.waiting(approval_id, at=at)
    if not approvals.is_entitled(actor, asked):
        raise Refused("You cannot be the second person for this.")
    act = ACTS[Kind(asked.kind)]
    given = approvals.agree(approval_id=asked.pk, content=act.content(asked), actor=actor, at=at)
    if act.do is not None:
        approvals.use(given, at=at, actor=actor)
        act.do(given, actor, at)
    return recovery.start_of(given) if given.kind == Kind.NEW_WORDS else ""
