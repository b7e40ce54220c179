"""The person's side between two clicks: a draft or an open page, sealed, soon forgotten."""

from __future__ import annotations

from django.db import models

from cases.models.case import Case
from cases.models.fields import EncryptedJSON, KeyHolder


class Visit(KeyHolder):
    """What the person typed so far, or which case she has open. Found by the cookie's blind index."""

    token_index = models.CharField(max_length=32, unique=True)
    answers = EncryptedJSON(blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="visits")
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "visit"


class Bucket(models.Model):
    """When the tries of a key are full again. Keys are blind indexes; no address is kept."""

    key = models.CharField(max_length=32, primary_key=True)
    filled_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "bucket"


class Heartbeat(models.Model):
    """When a part of the engine last did its round."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"
