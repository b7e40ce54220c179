"""What she and her caseworker write to each other, and what staff write for themselves."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.fields import EncryptedText, KeyHolder


class Message(models.Model):
    """One message between her and her caseworker. No mail ever carries it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    from_person = models.BooleanField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asks = models.BooleanField(default=False)
    text = EncryptedText()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="message_has_its_writer",
                condition=models.Q(from_person=True, actor=None, asks=False)
                | models.Q(from_person=False, actor__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["case"],
                name="message_waits",
                condition=models.Q(from_person=True, settled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return "message"

    def key_holder(self) -> KeyHolder:
        return self.case


class Note(models.Model):
    """What someone of staff wrote down about a case. A table of its own: no page of hers reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = EncryptedText()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return "note"

    def key_holder(self) -> KeyHolder:
        return self.case
