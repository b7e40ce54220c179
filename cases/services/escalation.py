"""Escalates a notice: a person decides, papers wait as drafts, and a filing is noted with its time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from cases.models import Delivery, Kind, Notice
from cases.rules import purposes, regime
from cases.services import clocks, locked, outbox, permitted
from cases.services.record import record_move
from cases.services.refusal import Refused
from cases.services.sweep import sweep

__all__ = ["escalate", "prepare", "sweep"]


@transaction.atomic
def escalate(*, notice_id: UUID, actor: AbstractBaseUser, at: datetime) -> Notice:
    """Refused, or the period passed at `at`: take it beyond the platform, each body as a draft."""
    notice = locked.notice(notice_id)
    missing = purposes.lacking(notice.case.consents, permitted.purpose_of_notice(notice))
    if missing:
        raise Refused(f"{purposes.refusal(missing)} Nothing more is done in their name.")
    if notice.case.staged:
        raise Refused("The person asked us to wait. Nothing is done outside before they say that it is safe.")
    if any(clock.is_overdue(at) for clock in notice.clocks.filter(stopped_at=None)):
        notice.deadline_passed = True
    if notice.state != Notice.State.REFUSED and not notice.deadline_passed:
        raise Refused(
            "This notice was not refused and its period has not ended, so it cannot be escalated yet."
        )
    from_state = notice.state
    notice.escalate(at=at)
    notice.save()
    drafts = prepare(notice, at=at)
    record_move(
        notice, Kind.ESCALATED, from_state=from_state, at=at, actor=actor, facts={"drafts": len(drafts)}
    )
    return notice


def prepare(notice: Notice, *, at: datetime) -> list[Delivery]:
    """One held draft for every body on the ladders of its regimes that has none yet.

    What the person decides (police) or does on her own device (fingerprints) is not prepared here.
    """
    drafts = notice.deliveries.filter(kind=Delivery.Kind.ESCALATION)
    there = {outbox.body(*of) for of in drafts.values_list("regime", "step")}
    rows = []
    for code in notice.regimes:
        for step in regime.get(code).ladder:
            body = outbox.body(code, step.step)
            if isinstance(step.when, str) or step.step == "re_notice" or body in there:
                continue
            there.add(body)
            rows.append(
                outbox.row(
                    case=notice.case,
                    kind=Delivery.Kind.ESCALATION,
                    key=f"draft:{notice.pk}:{code}:{step.step}",
                    at=at,
                    notice=notice,
                    step=step.step,
                    regime=code,
                    by_hand=True,
                )
            )
    lead = clocks.lead(notice)
    for row in rows:
        row.due_at = lead.due_at if lead else None
        permitted.unless_permitted(row, notice.case.consents)
    return outbox.put(rows)
