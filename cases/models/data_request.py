"""A person's wish for a copy of all that is held about her, and by when she has to have it (D-30)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cases.models.case import Case


class DataRequest(models.Model):
    """One wish. At most one of a case is open; `done_at` is when the copy was taken out for her."""

    class Known(models.TextChoices):
        WORDS = "words", "the person asked on their own page, behind code and words"
        PROCEDURE = "procedure", "we checked by our procedure that it is the person"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="data_requests")
    known_by = models.CharField(max_length=10, choices=Known.choices)
    asked_on = models.DateField()
    due_at = models.DateTimeField()
    noted_by = models.ForeignKey(  # nobody: she asked on her own page
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField()
    told_on = models.DateField(null=True)  # the last day on which its caseworker was reminded
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["noted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(done_at__isnull=True), name="data_request_once"
            ),
        ]

    def __str__(self) -> str:
        return "request for a copy"
