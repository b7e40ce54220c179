"""What a court or the police had from a case: who asked, on what ground, what exactly (D-40)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.fields import EncryptedText, KeyHolder


class Disclosure(models.Model):
    """One demand. `parts` names what it covers; `given` says what went out, with a digest of each part.

    `untold` says why the person is not told; empty: the person is told. Until it went out, or was dropped, it
    waits.
    """

    class Basis(models.TextChoices):
        ORDER = "order", "an order of a court"
        WARRANT = "warrant", "a warrant"
        LAW = "law", "a law that makes us give it"
        CONSENT = "consent", "the person’s written consent to exactly this"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="disclosures")
    basis = models.CharField(max_length=10, choices=Basis.choices)
    authority = EncryptedText()
    demand = EncryptedText()
    untold = EncryptedText(blank=True)
    consent_until = models.DateField(null=True)
    parts = models.JSONField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    given = models.JSONField(default=list)
    given_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]

    def __str__(self) -> str:
        return "disclosure"

    def key_holder(self) -> KeyHolder:
        return self.case
