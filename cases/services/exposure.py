"""How much of what hurts each of us has opened: counted from the access log, shown to nobody else by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.db.models import Count, Q

from cases.models import Access, Wellbeing

TEXTS = ("reveal", "messages", "notes", "look")  # what was read; contact data is no text that hurts
SMALLEST_TEAM = 3  # a total of fewer people would tell who it was


@dataclass(frozen=True)
class Exposure:
    """How many texts were opened today, this week, and today since the last break."""

    today: int
    week: int
    since_break: int = 0
    break_after: int = 0

    @property
    def break_due(self) -> bool:
        return self.since_break >= self.break_after > 0


def day_of(at: datetime) -> datetime:
    """When the local day of `at` began."""
    zone = ZoneInfo(settings.DESK_ZONE)
    return datetime.combine(at.astimezone(zone).date(), time(0), zone)


def week_of(at: datetime) -> datetime:
    """When the local week of `at` began, on Monday."""
    zone = ZoneInfo(settings.DESK_ZONE)
    today = at.astimezone(zone).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(0), zone)


def of(user: AbstractBaseUser, *, at: datetime) -> Exposure:
    """One person's own counts, for that person alone."""
    chosen = Wellbeing.objects.filter(user_id=user.pk).first()
    today = day_of(at)
    since = Q(at__gte=today)
    if chosen and chosen.rested_at:
        since &= Q(at__gt=chosen.rested_at)
    rows = Access.objects.filter(user_id=user.pk, kind__in=TEXTS, at__gte=week_of(at), at__lte=at)
    told = rows.aggregate(
        today=Count("pk", filter=Q(at__gte=today)), week=Count("pk"), since=Count("pk", filter=since)
    )
    after = chosen.break_after if chosen and chosen.break_after else settings.BREAK_AFTER
    return Exposure(told["today"], told["week"], told["since"], after)


def of_team(*, at: datetime) -> Exposure | None:
    """What the team opened, all together; None where so few work that it would be someone's own count."""
    rows = Access.objects.filter(kind__in=TEXTS, at__gte=week_of(at), at__lte=at)
    team = User.objects.filter(is_active=True, groups__name__in=["caseworker", "supervisor"]).distinct()
    if team.count() < SMALLEST_TEAM:
        return None
    told = rows.aggregate(today=Count("pk", filter=Q(at__gte=day_of(at))), week=Count("pk"))
    return Exposure(told["today"], told["week"])


def choose(*, user: AbstractBaseUser, at: datetime, **chosen: object) -> None:
    """Keep what someone chose; it is nobody else's business and stands on no record."""
    Wellbeing.objects.update_or_create(user_id=user.pk, defaults=chosen)


def rest(*, user: AbstractBaseUser, at: datetime) -> None:
    """A break was had: the count for the next one begins anew."""
    Wellbeing.objects.update_or_create(user_id=user.pk, defaults={"rested_at": at})


def chosen_by(user: AbstractBaseUser) -> Wellbeing:
    """What someone chose, or the choices nobody made."""
    return Wellbeing.objects.filter(user_id=user.pk).first() or Wellbeing(
        user_id=user.pk, zone=settings.DESK_ZONE
    )
