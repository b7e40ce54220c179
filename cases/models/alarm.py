"""What the auditor was told about unusual reading."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Alarm(models.Model):
    """One burst of looks by one person, by one rule of rules/alarms.toml. It names no case."""

    rule = models.CharField(max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="alarms")
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-began_at"]
        constraints = [models.UniqueConstraint(fields=["rule", "user", "began_at"], name="alarm_once")]

    def __str__(self) -> str:
        return f"alarm {self.rule}"
