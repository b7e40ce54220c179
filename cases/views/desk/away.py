"""Who is away, in words that stand behind a name."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User

from cases.models import Absence
from cases.views.desk import words
from cases.views.desk.moves import name_of


def remarks(at: datetime) -> dict[int, str]:
    """For everyone away: " (away until Mon 30 Nov, Cy covers)", behind the name."""
    here = Absence.objects.filter(starts_at__lte=at, ends_at__gt=at)
    ends, stand_ins = dict(here.values_list("user_id", "ends_at")), Absence.stand_ins(at)
    people = User.objects.in_bulk([pk for pk in stand_ins.values() if pk])
    return {pk: f" ({remark(ends[pk], people.get(cover or 0), at)})" for pk, cover in stand_ins.items()}


def remark(ends_at: datetime, cover: User | None, at: datetime) -> str:
    """ "away until Fri 4 Dec, Cy covers": that day is the last one."""
    day = words.day_word(words.last_day(ends_at), words.local(at).date())
    return f"away until {day}, {f'{name_of(cover)} covers' if cover else 'nobody covers'}"
