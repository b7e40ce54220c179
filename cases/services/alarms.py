"""Tells the auditor about unusual reading: one alarm and one mail for each burst, however often this runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from cases.models import Access, Alarm, Case, Heartbeat
from cases.permissions import ROLE_AUDITOR
from cases.rules import alarms as rules
from cases.rules.alarms import Burst, Look, Rule
from cases.services import outbox

HEARTBEAT = "alarms"
STEP = "alarm"
AT_FIRST = timedelta(days=1)


def raise_new(*, at: datetime) -> int:
    """Look at everything since the last time, and as far back as a burst can reach; how many are new."""
    beat = Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()
    since = min(beat or at - AT_FIRST, at) - 2 * rules.longest()
    new = sum(raise_for(user_id, looks, at=at) for user_id, looks in looks_since(since, at))
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"at": at})
    return new


def looks_since(since: datetime, until: datetime) -> Iterable[tuple[int, list[Look]]]:
    """The looks of each person, in the order of time."""
    rows = Access.objects.filter(at__gt=since, at__lte=until).order_by("user_id", "at", "seq")
    fields = ("user_id", "at", "kind", "case_id", "case__state")
    for user_id, group in groupby(rows.values_list(*fields).iterator(), key=lambda row: row[0]):
        yield user_id, [look(*row[1:]) for row in group]


def look(at: datetime, kind: str, case_id: Any, state: str | None) -> Look:
    return Look(at, kind, str(case_id or ""), state in Case.FINAL)


def raise_for(user_id: int, looks: list[Look], *, at: datetime) -> int:
    zone = ZoneInfo(settings.DESK_ZONE)
    return sum(
        keep(rule, user_id, burst, at=at)
        for rule in rules.rules().values()
        for burst in rules.bursts(rule, looks, zone)
    )


@transaction.atomic
def keep(rule: Rule, user_id: int, burst: Burst, *, at: datetime) -> bool:
    """Whether this burst is news. One that goes on makes its alarm longer and no second mail."""
    going_on = Alarm.objects.filter(rule=rule.key, user_id=user_id, last_at__gte=burst.began_at - rule.span)
    known = going_on.filter(began_at__lte=burst.last_at).order_by("began_at").first()
    if known is not None:
        longer = Alarm.objects.filter(pk=known.pk, last_at__lt=burst.last_at)
        longer.update(last_at=burst.last_at, count=max(burst.count, known.count))
        return False
    alarm, new = Alarm.objects.get_or_create(
        rule=rule.key,
        user_id=user_id,
        began_at=burst.began_at,
        defaults={"last_at": burst.last_at, "count": burst.count},
    )
    # The key is the alarm's: should two rounds find it at the same moment, there is one mail all the same.
    auditors = outbox.members(ROLE_AUDITOR)
    outbox.alert(auditors, case=None, step=STEP, key=f"{STEP}:{alarm.pk}", at=at)
    return new
