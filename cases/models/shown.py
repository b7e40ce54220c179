"""Which mail to persons one of ours was shown in full: nothing goes out in a case of theirs before (V-46)."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Shown(models.Model):
    """`digest` is of the mail in every language; a mail that says something new is shown anew."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="shown_once")]

    def __str__(self) -> str:
        return "a mail that was shown"
