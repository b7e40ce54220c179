"""Who works when, who is away and who covers, and what each of us chose for the sake of the own wellbeing."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models


class Shift(models.Model):
    """One line of someone's weekly pattern; times are those of the zone."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0
        TUESDAY = 1
        WEDNESDAY = 2
        THURSDAY = 3
        FRIDAY = 4
        SATURDAY = 5
        SUNDAY = 6

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shifts")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    begins = models.TimeField()
    ends = models.TimeField()
    zone = models.CharField(max_length=64)

    class Meta:
        ordering = ["weekday", "begins"]
        constraints = [
            models.UniqueConstraint(fields=["user", "weekday", "begins"], name="shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.begins:%H:%M}"


class ShiftChange(models.Model):
    """What holds on one day instead of the pattern; without times, a day off."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shift_changes")
    day = models.DateField()
    begins = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    zone = models.CharField(max_length=64)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="shift_change_once")]

    def __str__(self) -> str:
        return f"change on {self.day}"


class Absence(models.Model):
    """Someone is away; the cover has the cases while it lasts. Ended early, it ends at that moment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    cover = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="covers"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=models.Q(ends_at__gte=models.F("starts_at"))
            ),
            models.CheckConstraint(name="nobody_covers_alone", condition=~models.Q(cover=models.F("user"))),
        ]

    def __str__(self) -> str:
        return f"absence of {self.user_id}"

    @classmethod
    def stand_ins(cls, at: datetime) -> dict[int, int | None]:
        """Who is away at `at`, and who stands in: where the cover is away too, the cover's cover, or None."""
        rows = cls.objects.filter(starts_at__lte=at, ends_at__gt=at).order_by("noted_at", "pk")
        covers: dict[int, int | None] = dict(rows.values_list("user_id", "cover_id"))
        return {user: last_of(covers, user) for user in covers}


def last_of(covers: dict[int, int | None], user: int) -> int | None:
    """The end of a line of covers; a line that comes back to itself has none."""
    passed, found = {user}, covers[user]
    while found in covers and found not in passed:
        passed.add(found)
        found = covers[found]
    return None if found in passed else found


class Wellbeing(models.Model):
    """What someone of staff chose. None of it touches a clock that a law has set."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="wellbeing"
    )
    all_collapsed = models.BooleanField(default=False)
    break_after = models.PositiveSmallIntegerField(null=True, blank=True)
    rested_at = models.DateTimeField(null=True, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    keys_off = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"choices of {self.user_id}"
