"""A round of the worker, and a mail for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cases import tasks
from cases.models import Case, Delivery
from cases.services import outbox
from tests.conftest import AT

HOUR = timedelta(hours=1)


def reminder(case: Case, to: Any, key: str = "r", **values: Any) -> Delivery:
    row = outbox.row(case=case, kind="reminder", key=key, at=AT, to_user=to, step="reminder_4")
    row.due_at = AT + 4 * HOUR
    for name, value in values.items():
        setattr(row, name, value)
    outbox.put([row])
    return Delivery.objects.get(pk=row.pk)


def run(at: Any = AT) -> int:
    return tasks.deliver_all(at=at)
