"""Who of ours must not know of a case, and how that is found without showing anything to anyone (S-20)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.fields import EncryptedText, KeyHolder


class Conflict(models.Model):
    """One of our people and one case. A hint shuts as fast as a block does; a supervisor then decides."""

    class State(models.TextChoices):
        HINT = "hint", "waits for a supervisor"
        BLOCKED = "blocked", "kept away"
        LIFTED = "lifted", "no conflict"

    class Ground(models.TextChoices):
        SAME = "same", "a name or mailbox of theirs stands in the report"
        DECLARED = "declared", "they declared that they know someone"
        TEAM = "team", "a colleague's own report, kept from the team"
        DECIDED = "decided", "a supervisor decided"

    SHUT = (State.HINT, State.BLOCKED)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts")
    state = models.CharField(max_length=10, choices=State.choices)
    ground = models.CharField(max_length=10, choices=Ground.choices)
    noted_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="conflict_once")]
        indexes = [models.Index(fields=["user", "state"], name="conflict_of_user")]

    def __str__(self) -> str:
        return f"conflict {self.state}"


class Tie(models.Model):
    """Someone one of our people knows, or is: kept as a blind index, shown to nobody, them included."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ties")
    index = models.CharField(max_length=32, db_index=True)
    own = models.BooleanField(default=False)  # their own name or mailbox, taken from the account
    at = models.DateTimeField()
    down_to = models.DateTimeField(null=True, blank=True)  # not compared with reports opened up to then

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "index"], name="tie_once")]

    def __str__(self) -> str:
        return "tie"


class BrokenGlass(models.Model):
    """A case opened in an emergency: why, until when, and whether someone else has looked at it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="broken_glass")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedText()
    at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    finding = EncryptedText(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="glass_is_reviewed_by_another",
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("user")),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "until"], name="glass_of_user"),
            models.Index(fields=["at"], name="glass_to_review", condition=models.Q(reviewed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return "broken glass"

    def key_holder(self) -> KeyHolder:
        return self.case
