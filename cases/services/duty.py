"""Away and back, who covers, the rota. Each change is on the house's record."""

from __future__ import annotations

from datetime import date, datetime, time

from django.contrib.auth.models import User
from django.db import transaction

from cases.models import Absence, Kind, Shift, ShiftChange
from cases.services import outbox
from cases.services.record import record_house
from cases.services.refusal import Refused


@transaction.atomic
def go_away(
    *, user: User, cover: User | None, starts_at: datetime, ends_at: datetime, actor: User, at: datetime
) -> Absence:
    """From then until then the cover has this person's cases; without one, the supervisors hear of them."""
    if ends_at <= starts_at or ends_at <= at:
        raise Refused("The end has to lie after the beginning, and in the future.")
    if cover == user:
        raise Refused("Someone else has to cover.")
    other = Absence.objects.filter(user=user, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if other.exists():
        raise Refused("There is an absence in this time already. End that one first.")
    absence = Absence.objects.create(
        user=user, cover=cover, starts_at=starts_at, ends_at=ends_at, noted_by=actor, noted_at=at
    )
    facts = {
        "who": user.pk,
        "cover": cover.pk if cover else None,
        "from": starts_at.isoformat(),
        "until": ends_at.isoformat(),
    }
    record_house(Kind.AWAY, at=at, actor=actor, facts=facts)
    if cover is not None and cover != actor:
        outbox.alert([cover], case=None, step="covers", key=f"covers:{absence.pk}", at=at)
    return absence


@transaction.atomic
def come_back(*, absence_id: int, actor: User, at: datetime) -> None:
    """The absence ends now, or never begins; what the cover did stays done."""
    absence = Absence.objects.select_for_update().get(pk=absence_id)
    if absence.ends_at <= at:
        raise Refused("This absence is over.")
    absence.ends_at = max(absence.starts_at, at)
    absence.save(update_fields=["ends_at"])
    record_house(Kind.BACK, at=at, actor=actor, facts={"who": absence.user_id})


def uncover(user: User, *, at: datetime) -> None:
    """Whoever does not work on cases any more covers nobody; call it when the role is gone."""
    Absence.objects.filter(cover=user, ends_at__gt=at).update(cover=None)


@transaction.atomic
def plan_shift(
    *, user: User, weekday: int, begins: time, ends: time, zone: str, actor: User, at: datetime
) -> None:
    """Add or change one line of the weekly pattern."""
    Shift.objects.update_or_create(
        user=user, weekday=weekday, begins=begins, defaults={"ends": ends, "zone": zone}
    )
    record_rota(user, actor=actor, at=at)


@transaction.atomic
def change_day(
    *, user: User, day: date, begins: time | None, ends: time | None, zone: str, actor: User, at: datetime
) -> None:
    """On this day other hours hold, or none."""
    if (begins is None) != (ends is None):
        raise Refused("Give both times, or none for a day off.")
    ShiftChange.objects.update_or_create(
        user=user, day=day, defaults={"begins": begins, "ends": ends, "zone": zone}
    )
    record_rota(user, actor=actor, at=at)


@transaction.atomic
def strike(*, line: Shift | ShiftChange, actor: User, at: datetime) -> None:
    """Take one line out of the rota."""
    line.delete()
    record_rota(line.user, actor=actor, at=at)


def record_rota(user: User, *, actor: User, at: datetime) -> None:
    record_house(Kind.ROTA_CHANGED, at=at, actor=actor, facts={"who": user.pk})
