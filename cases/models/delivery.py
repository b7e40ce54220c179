"""The outbox: one row per attempt to put something outside."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.fields import EncryptedJSON, EncryptedText, KeyHolder
from cases.models.house import House
from cases.models.notice import Notice, Paper


class Delivery(models.Model):
    """A mail that must leave, or a draft that waits for a person. Written before it is sent."""

    class State(models.TextChoices):
        QUEUED = "queued"
        CLAIMED = "claimed", "being sent"
        SENT = "sent"
        UNKNOWN = "unknown", "may have been sent; will be sent again"
        FAILED = "failed", "refused by their server"
        DEAD = "dead", "given up"
        HELD = "held", "waits for a person"
        CANCELLED = "cancelled"

    class Kind(models.TextChoices):
        NOTICE = "notice"
        CHASER = "chaser"
        WITHDRAWAL = "withdrawal", "letter of withdrawal"
        REMINDER = "reminder"
        ALERT = "alert"
        ESCALATION = "escalation"
        UPDATE = "update", "update to the person"

    WAITING = (State.QUEUED, State.CLAIMED, State.UNKNOWN)
    INTERNAL = (Kind.REMINDER, Kind.ALERT)  # to our own people; all else leaves the house
    FOLLOW_UPS = (Kind.CHASER, Kind.WITHDRAWAL)  # letters to a platform about a notice it has
    DEAD_LETTERS = (State.FAILED, State.DEAD)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120, unique=True)
    # Without a case only for mail to our own people about the house; so it is typed as if there were one.
    case: models.ForeignKey[Case, Case] = models.ForeignKey(
        Case, null=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="deliveries")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="deliveries")
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by_hand = models.BooleanField(default=False)
    step = models.CharField(max_length=30, blank=True)
    regime = models.CharField(max_length=30, blank=True)
    recipient = EncryptedText(blank=True)
    message = EncryptedJSON(blank=True)
    message_id = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    reply = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sent_delivery_has_its_time",
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="delivery_due",
                condition=models.Q(state__in=["queued", "unknown", "claimed"]),
            ),
            models.Index(fields=["state", "kind"], name="delivery_state_kind"),
            models.Index(
                fields=["tried_at"],
                name="delivery_tried",
                condition=models.Q(tried_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    def key_holder(self) -> KeyHolder:
        return self.case if self.case_id else House.the()

    @classmethod
    def to_see_to(cls) -> models.Q:
        """Dead letters about something that goes on; a notice that went another way left its own behind."""
        ended = models.Q(notice__state__in=Notice.FINAL) & ~models.Q(kind=cls.Kind.WITHDRAWAL)
        over = models.Q(case__state__in=Case.FINAL) | ended
        replaced = models.Q(kind=cls.Kind.NOTICE) & ~models.Q(notice__state=Notice.State.UNDELIVERABLE)
        return models.Q(state__in=cls.DEAD_LETTERS) & ~over & ~replaced


class Gate(models.Model):
    """A way out of the house that may be shut: each kind of delivery, the mail server, a doubtful clock."""

    MAIL = "mail"
    CLOCK = "clock"

    name = models.CharField(max_length=12, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True, blank=True)
    shut_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
