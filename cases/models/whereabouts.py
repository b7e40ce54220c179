"""What a person could tell without a link: where else the pictures are, and what she told a site before."""

from __future__ import annotations

import uuid

from django.db import models

from cases.models.case import Case
from cases.models.fields import EncryptedText, KeyHolder
from cases.models.location import Location


class Whereabouts(models.Model):
    """A place without a link, as the person described it. Once its link is found it is a location."""

    class Kind(models.TextChoices):
        GROUP = "group", "private group"
        CHAT = "chat"
        APP = "app"
        ACCOUNT = "account", "account or handle"
        OTHER = "other", "place"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="whereabouts")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OTHER)
    site = EncryptedText(blank=True)
    where = EncryptedText(blank=True)
    location = models.ForeignKey(Location, null=True, on_delete=models.SET_NULL, related_name="found_from")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="whereabouts_number_once")]

    def __str__(self) -> str:
        return f"whereabouts {self.number}"

    def key_holder(self) -> KeyHolder:
        return self.case


class EarlierReport(models.Model):
    """What she told a site before she came to us, and its answer.

    Her day and time are meant in `zone`; `at`, where she knew the time, is in UTC.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="earlier_reports")
    number = models.PositiveSmallIntegerField()
    site = EncryptedText()
    reference = EncryptedText(blank=True)
    day = models.DateField(null=True)
    zone = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(null=True)
    answer = EncryptedText(blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="earlier_report_number_once")]

    def __str__(self) -> str:
        return f"earlier report {self.number}"

    def key_holder(self) -> KeyHolder:
        return self.case
