"""Duties that nobody here can do now. Said in numbers: the house is told, and nothing of a case is."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Count, Q

from cases.models import Case, Conflict
from cases.permissions import ROLE_SAFEGUARDING, ROLE_SUPERVISOR
from cases.services import outbox


def lead_missing() -> bool:
    """Whether no mail about a report under 18 would reach a safeguarding lead."""
    return not outbox.members(ROLE_SAFEGUARDING)


def without_supervisor(*, hidden: Q | None = None) -> int:
    """How many open cases every supervisor is kept away from, but for those a reader must not know of."""
    names = Q(is_active=True, groups__name=ROLE_SUPERVISOR)
    supervisors = User.objects.filter(names).values("pk")
    shut = Q(conflicts__state__in=Conflict.SHUT, conflicts__user__in=supervisors)
    rows = Case.objects.filter(state__in=Case.OPEN, safeguarding=False).exclude(hidden or Q(pk__in=[]))
    barred = rows.annotate(barred=Count("conflicts", filter=shut, distinct=True)).filter(barred__gt=0)
    return barred.filter(barred=supervisors.count()).count()
