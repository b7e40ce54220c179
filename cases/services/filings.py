"""A filing with a regulator, a court or the police: read and agreed to by a second person first (S-30)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from cases.models import Approval, Delivery
from cases.rules import four_eyes, purposes
from cases.services import approvals, permitted
from cases.services.approvals import Content
from cases.services.refusal import Refused

FILING = Approval.Kind.FILING


def needs_two(delivery: Delivery) -> bool:
    """Whether it goes to a public body; hosts, search engines and platforms need one person."""
    public = delivery.step in four_eyes.rule().public_bodies
    return delivery.kind == Delivery.Kind.ESCALATION and public


def content(delivery: Delivery) -> Content:
    """What is agreed to: this paper, byte for byte, to this body under this law."""
    return {
        "do": FILING,
        "delivery": delivery.pk,
        "to": [delivery.regime, delivery.step],
        "paper": delivery.paper.sha256 if delivery.paper else "",
    }


@transaction.atomic
def ask(*, delivery_id: UUID, actor: User, at: datetime) -> Approval:
    """The draft is read and found right; someone else shall read it too before it is filed."""
    delivery = loaded(delivery_id)
    if not needs_two(delivery) or delivery.state != Delivery.State.HELD or delivery.paper is None:
        raise Refused("Only a draft for a public body whose paper is ready needs a second person.")
    if missing := permitted.lacking(delivery):
        raise Refused(f"{purposes.refusal(missing)} Nothing is filed before that.")
    return approvals.ask(
        case_id=delivery.case_id,
        kind=FILING,
        subject=str(delivery.pk),
        wants={"delivery": str(delivery.pk)},
        content=content(delivery),
        actor=actor,
        at=at,
    )


def spend(delivery_id: UUID, *, actor: User, at: datetime) -> None:
    """Use what two people agreed to, once; refused where it is needed and not there."""
    delivery = Delivery.objects.filter(pk=delivery_id).select_related("paper").first()
    if delivery is None or delivery.state != Delivery.State.HELD or not needs_two(delivery):
        return
    given = approvals.given(FILING, str(delivery.pk), content(delivery), at=at)
    if given is None or not approvals.use(given, at=at, actor=actor):
        raise Refused("A second person has to agree to this filing first.")


def loaded(delivery_id: UUID) -> Delivery:
    return Delivery.objects.select_related("case", "paper", "notice__platform").get(pk=delivery_id)


def of(asked: Approval) -> Content:
    return content(loaded(UUID(asked.wants["delivery"])))
