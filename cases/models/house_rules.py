"""What an organisation may decide for itself, as versions: how long data is kept, and its own reminders."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class HouseRules(models.Model):
    """One version; the newest holds, and none is ever changed. Hours of a law stand in no row."""

    retention_days = models.PositiveSmallIntegerField()
    ladder = models.JSONField()  # kind of rung: hours from where it is counted
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"house rules {self.pk}"
