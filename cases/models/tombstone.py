"""What is left of a case after its erasure: nothing that leads to a person."""

from __future__ import annotations

from django.db import models

from cases.models.case import EraseRule


class Tombstone(models.Model):
    """One erased case: a keyed digest of its id, when and why, and how much there was."""

    Rule = EraseRule

    mark = models.CharField(max_length=32, unique=True)
    erased_at = models.DateTimeField()
    rule = models.CharField(max_length=20, choices=Rule.choices)
    place = models.CharField(max_length=8, blank=True)
    counts = models.JSONField(default=dict)
    hours = models.JSONField(default=list)
    in_ledger = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["in_ledger"], name="tombstone_unwritten", condition=models.Q(in_ledger=False)
            ),
        ]

    def __str__(self) -> str:
        return f"tombstone of {self.erased_at:%Y-%m-%d}"
