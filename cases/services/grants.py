"""Roles that may decide about others: granted by two people, taken away by one (S-30)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction

from cases.models import Approval, Kind
from cases.permissions import ROLE_ADMIN, ROLE_SUPERVISOR
from cases.services import approvals
from cases.services.approvals import Content
from cases.services.record import record_house
from cases.services.refusal import Refused

NEED_TWO = (ROLE_SUPERVISOR, ROLE_ADMIN)
GRANT = Approval.Kind.GRANT


@transaction.atomic
def ask(*, user: User, role: str, actor: User, at: datetime) -> Approval:
    """Ask a supervisor to agree that this person becomes a supervisor or an admin."""
    if role not in NEED_TWO:
        raise Refused("This role needs one person only.")
    if user.groups.filter(name=role).exists():
        raise Refused("This person has the role already.")
    wants = {"user": user.pk, "role": role}
    return approvals.ask(
        kind=GRANT, subject=f"{user.pk}:{role}", wants=wants, content=content(wants), actor=actor, at=at
    )


def content(wants: dict[str, Any]) -> Content:
    """What is agreed to: this role for this person, as the account and its roles stand."""
    user = User.objects.get(pk=wants["user"])
    has = sorted(user.groups.values_list("name", flat=True))
    return {
        "do": GRANT, **wants, "name": user.username, "mail": user.email, "has": has, "is": user.is_active,
    }  # fmt: skip


def grant(asked: Approval, *, actor: User, at: datetime) -> None:
    """Two people agreed; the role holds from the next request on."""
    user = User.objects.select_for_update().get(pk=asked.wants["user"])
    if actor == user:
        raise Refused("You cannot agree to a role of your own.")
    user.groups.add(Group.objects.get_or_create(name=asked.wants["role"])[0])
    record_house(Kind.ROLE_GRANTED, at=at, actor=actor, facts=dict(asked.wants))
