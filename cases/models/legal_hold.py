"""Who has ordered that a case must not be erased for now, and until when that is looked at again (D-23)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.fields import EncryptedText, KeyHolder


class LegalHold(models.Model):
    """One term of a legal hold. A renewal ends it and begins the next; without `ended_at` it holds.

    `bar` says why the person must not be told; empty: the person is told. `since`: when its first term began.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="legal_holds")
    authority = EncryptedText()
    reason = EncryptedText()
    bar = EncryptedText(blank=True)
    since = models.DateTimeField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    told_on = models.DateField(null=True)  # the last day on which its review was called for
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["set_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at__isnull=True), name="legal_hold_once"
            ),
        ]

    def __str__(self) -> str:
        return "legal hold"

    def key_holder(self) -> KeyHolder:
        return self.case
