"""Outbox rows and what is done with them, for the tests of deliveries."""

from __future__ import annotations

from typing import Any

from cases.models import Case, Delivery
from cases.services import claims, outbox
from tests.conftest import AT


def claim(row: Delivery, at: Any = AT, worker: str = "w1") -> Delivery | None:
    return claims.claim(delivery_id=row.pk, worker=worker, at=at)


def fresh(row: Delivery) -> Delivery:
    return Delivery.objects.get(pk=row.pk)


def staff_mail(case: Case, to: Any, key: str = "k", **values: Any) -> Delivery:
    row = outbox.row(case=case, kind="reminder", key=key, at=AT, to_user=to, step="reminder_4")
    outbox.put([row])
    Delivery.objects.filter(pk=row.pk).update(**values)
    return fresh(row)
