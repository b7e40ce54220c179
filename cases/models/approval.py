"""What needs a second person: asked for by one, agreed to by another, bound to exactly what was asked."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cases.models.case import Case


class Approval(models.Model):
    """One request. `digest` is of all that it would do and to whom; if that changes, it is worth nothing.

    `wants` says what to do in ids, words of a list and dates, and never in anyone's own words.
    """

    class Kind(models.TextChoices):
        NEW_WORDS = "new_words", "new words for the person"
        FILING = "filing", "a filing with a public body"
        OUTSIDE = "outside", "a notice to someone outside the directory"
        CLOSE = "close", "closing before it is solved"
        ERASE = "erase", "erasure before its day"
        CLEAR_FLAG = "clear_flag", "taking back the under-18 flag"
        GRANT = "grant", "a role for a colleague"
        CHANNEL = "channel", "another address of a platform"
        COPY = "copy", "a copy of everything for the person"
        DISCLOSE = "disclose", "what a court or the police asks for"
        LEGAL_HOLD = "legal_hold", "the end of a legal hold"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="approvals")
    subject = models.CharField(max_length=60, blank=True)  # which of several things of one kind
    wants = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    alone = models.BooleanField(default=False)  # by who asked, or may be the same; in a house of one
    told_hours = models.PositiveSmallIntegerField(default=0)  # the last alarm that went out
    ended_at = models.DateTimeField(null=True, blank=True)
    start_index = models.CharField(max_length=32, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approval_takes_two",
                condition=models.Q(agreed_by__isnull=True)
                | models.Q(alone=True)
                | ~models.Q(agreed_by=models.F("asked_by")),
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(ended_at__isnull=True),
                name="approval_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], name="approval_waiting", condition=models.Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"approval of {self.kind}"
