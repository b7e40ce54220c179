"""Another address of a platform, from a day on: asked for by one, agreed to by another (S-30).

The address that the directory ships stays on record; it is used until the day before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction

from cases.models import Approval, Channel, Kind, Platform
from cases.services import approvals
from cases.services.approvals import Content
from cases.services.record import record_house
from cases.services.refusal import Refused

CHANNEL = Approval.Kind.CHANNEL
FITS: dict[str, Callable[[str], None]] = {
    Channel.Kind.EMAIL: validate_email,
    Channel.Kind.WEB_FORM: URLValidator(schemes=["https"]),
}


@transaction.atomic
def ask(
    *, slug: str, old: int | None, kind: str, address: str, start: date, actor: User, at: datetime
) -> Approval:
    """Ask a second person: from this day on requests go to this address, instead of `old` if there is one."""
    try:
        FITS[kind](address)
    except (KeyError, ValidationError):
        raise Refused("Type one full e-mail address, or a link that begins with https://.") from None
    if start < at.date():
        raise Refused("The day from which it counts is in the past.")
    if Channel.objects.filter(platform__slug=slug, kind=kind, address=address, retired_on=None).exists():
        raise Refused("The directory has this address already.")
    wants = {"platform": slug, "old": old, "kind": kind, "address": address, "from": start.isoformat()}
    return approvals.ask(
        kind=CHANNEL, subject=f"{slug}:{old or kind}"[:60], wants=wants, content=content(wants),
        actor=actor, at=at,
    )  # fmt: skip


def content(wants: dict[str, Any]) -> Content:
    """What is agreed to: address, day, and what stands there now."""
    platform = Platform.objects.get(slug=wants["platform"])
    old = Channel.objects.filter(pk=wants["old"] or 0, platform=platform).first()
    return {"do": CHANNEL, **wants, "name": platform.name, "now": old.address if old else ""}


def change(asked: Approval, *, actor: User, at: datetime) -> None:
    """Two people agreed: the new address counts as checked, and the old one ends on that day."""
    wants = asked.wants
    platform, start = Platform.objects.get(slug=wants["platform"]), date.fromisoformat(wants["from"])
    old = Channel.objects.filter(pk=wants["old"] or 0, platform=platform).first()
    channel, _ = Channel.objects.update_or_create(
        platform=platform,
        kind=wants["kind"],
        address=wants["address"],
        defaults={
            "purpose": old.purpose if old else Channel.Purpose.REMOVAL,
            "is_process": old.is_process if old else False,
            "preferred": True,
            "verified_at": at,
            "verified_by": asked.asked_by,
            "starts_on": start,
            "retired_on": None,
        },
    )
    if old:
        old.retired_on = start
        old.save(update_fields=["retired_on"])
    facts = {"channel": channel.pk, "from": wants["from"]}
    record_house(Kind.CHANNEL_CHANGED, at=at, actor=actor, facts=facts)
