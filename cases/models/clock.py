"""Clocks that run on a notice, and the steps of the ladder already done on them."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from cases.models.notice import Notice


class Clock(models.Model):
    """One regime running on one notice. Never changed: a correction is a new clock that supersedes it."""

    class Kind(models.TextChoices):
        DEADLINE = "deadline"
        TARGET = "target"

    class Stopped(models.TextChoices):
        REMOVED = "removed", "someone saw that it is gone"
        WITHDRAWN = "withdrawn"
        BOUNCED = "bounced", "it had not arrived"
        SUPERSEDED = "superseded", "a correction took its place"

    class Reading(models.TextChoices):
        """Where a platform asked for a missing element: we chase on one reading, escalate on the other."""

        ASSERTED = "asserted", "from the first request"
        CONSERVATIVE = "conservative", "from its completion"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="clocks")
    regime = models.CharField(max_length=30)
    rule_version = models.CharField(max_length=50)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reading = models.CharField(max_length=12, choices=Reading.choices, default=Reading.ASSERTED)
    basis = models.CharField(max_length=20, choices=Notice.Basis.choices)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    alarm_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    superseded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="supersedes")
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=10, choices=Stopped.choices, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "regime", "reading"],
                condition=models.Q(stopped_at__isnull=True),
                name="one_running_clock_per_regime",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regime} clock"

    def is_overdue(self, at: datetime) -> bool:
        """A removal at exactly the due instant is in time."""
        return self.stopped_at is None and at > self.due_at


class Step(models.Model):
    """One rung of the ladder, done once per clock."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="steps")
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=30)
    planned_at = models.DateTimeField()
    at = models.DateTimeField()
    superseded = models.BooleanField(default=False)

    class Meta:
        ordering = ["planned_at", "id"]
        constraints = [models.UniqueConstraint(fields=["clock", "kind"], name="step_once_per_clock")]

    def __str__(self) -> str:
        return self.kind
