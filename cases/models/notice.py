"""A notice: our removal request to one platform, and the papers it consists of."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from cases.models.base import StateMachine, known_states, state_field, transition
from cases.models.case import Case
from cases.models.fields import EncryptedBytes, EncryptedJSON, EncryptedText, KeyHolder
from cases.models.location import Location
from cases.models.platform import Channel, Platform


class NoticeState(models.TextChoices):
    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    ESCALATED = "escalated"
    UNDELIVERABLE = "undeliverable", "not delivered"
    COMPLIED = "complied", "all gone"
    WITHDRAWN = "withdrawn"


S = NoticeState


def is_complete(notice: Notice) -> bool:
    """Nothing is missing under any regime it carries; the service writes what the check found."""
    return notice.missing_count == 0


def every_location_is_gone(notice: Notice) -> bool:
    # What was given up is not known to be gone. What came back later has a notice of its own.
    given_up = notice.items.filter(location__state=Location.State.OUT_OF_REACH)
    seen_gone = notice.items.filter(location__state=Location.State.REMOVED)
    return seen_gone.exists() and not notice.still_open().exists() and not given_up.exists()


def may_escalate(notice: Notice) -> bool:
    return notice.state == S.REFUSED or notice.deadline_passed


class Notice(StateMachine):
    """One case, one platform, some locations, every regime that applies."""

    State = NoticeState
    OPEN = (S.DRAFT, S.APPROVED, S.SENT, S.ACKNOWLEDGED, S.REFUSED, S.ESCALATED, S.UNDELIVERABLE)
    CLOCK_RUNNING = (S.SENT, S.ACKNOWLEDGED, S.REFUSED, S.ESCALATED)
    FINAL = (S.COMPLIED, S.WITHDRAWN)

    class Basis(models.TextChoices):
        FORM_CONFIRMATION = "form_confirmation", "the form confirmed it"
        AUTO_ACK = "auto_ack", "automatic reply"
        TICKET_NUMBER = "ticket_number", "ticket number"
        SMTP_ACCEPTED = "smtp_accepted", "accepted by their mail server, weak proof"
        COURIER = "courier"
        ASSUMED = "assumed", "assumed, no proof"
        PERSON_REPORT = "person_report", "the person's own earlier request"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    number = models.PositiveIntegerField()
    platform = models.ForeignKey(Platform, null=True, on_delete=models.PROTECT, related_name="notices")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="notices")
    regimes = models.JSONField(default=list)
    choices = models.JSONField(default=dict, blank=True)
    variant = models.CharField(max_length=12, default="first")
    reappearance_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="reappearances"
    )
    state = state_field(NoticeState, S.DRAFT)
    missing_count = models.PositiveIntegerField(default=0)
    deadline_passed = models.BooleanField(default=False)
    document = EncryptedJSON(blank=True)
    platform_reference = EncryptedText(blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    receipt_basis = models.CharField(max_length=20, choices=Basis.choices, blank=True)
    next_step_at = models.DateTimeField(null=True, blank=True)
    refusal_ground = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="approved_notices"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    undeliverable_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    complied_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_states(NoticeState, "notice_state_known"),
            models.UniqueConstraint(fields=["case", "number"], name="notice_number_once"),
            models.CheckConstraint(
                name="sent_notice_has_its_time",
                condition=~models.Q(state__in=["sent", "acknowledged", "refused", "escalated", "complied"])
                | models.Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_step_at"],
                name="notice_next_step",
                condition=models.Q(next_step_at__isnull=False),
            ),
            models.Index(fields=["state"], name="notice_state"),
        ]

    def __str__(self) -> str:
        return f"notice {self.number}"

    def key_holder(self) -> KeyHolder:
        return self.case

    @property
    def reference(self) -> str:
        return f"{self.case.reference}-{self.number}"

    def still_open(self) -> models.QuerySet[Item]:
        """The items it still asks for: not seen to be gone, and not released from it."""
        return self.items.filter(is_open=True).exclude(location__state=Location.State.REMOVED)

    @transition(field=state, source=S.DRAFT, target=S.APPROVED, conditions=[is_complete])
    def approve(self, *, by: models.Model, at: datetime) -> None:
        self.approved_by, self.approved_at = by, at

    @transition(field=state, source=[S.APPROVED, S.UNDELIVERABLE], target=S.DRAFT)
    def revise(self, *, at: datetime) -> None:
        self.approved_by = self.approved_at = self.sent_at = None

    @transition(field=state, source=S.APPROVED, target=S.SENT)
    def mark_sent(self, *, at: datetime) -> None:
        self.sent_at = at

    @transition(field=state, source=[S.APPROVED, S.SENT], target=S.UNDELIVERABLE)
    def mark_undeliverable(self, *, at: datetime) -> None:
        self.undeliverable_at = at

    @transition(field=state, source=S.SENT, target=S.ACKNOWLEDGED)
    def acknowledge(self, *, at: datetime) -> None:
        self.acknowledged_at = at

    @transition(field=state, source=[S.SENT, S.ACKNOWLEDGED, S.ESCALATED], target=S.REFUSED)
    def refuse(self, *, ground: str, at: datetime) -> None:
        self.refusal_ground, self.refused_at = ground, at

    @transition(
        field=state, source=[S.SENT, S.ACKNOWLEDGED, S.REFUSED], target=S.ESCALATED, conditions=[may_escalate]
    )
    def escalate(self, *, at: datetime) -> None:
        self.escalated_at = at

    @transition(
        field=state,
        source=[S.SENT, S.ACKNOWLEDGED, S.REFUSED, S.ESCALATED],
        target=S.COMPLIED,
        conditions=[every_location_is_gone],
    )
    def comply(self, *, at: datetime) -> None:
        self.complied_at, self.next_step_at = at, None

    @transition(field=state, source=list(OPEN), target=S.WITHDRAWN)
    def withdraw(self, *, at: datetime) -> None:
        self.withdrawn_at, self.next_step_at = at, None


class Item(models.Model):
    """A location as numbered in a notice; a location is on one open notice at a time."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="items")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="item_number_once"),
            models.UniqueConstraint(
                fields=["location"], condition=models.Q(is_open=True), name="location_on_one_open_notice"
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.number}"


class Paper(models.Model):
    """A PDF exactly as it leaves the house, sealed, with the digest of its bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=20)
    pdf = EncryptedBytes()
    text = EncryptedText(blank=True)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "kind", "sha256"], name="paper_once"),
        ]

    def __str__(self) -> str:
        return f"paper {self.kind}"

    def key_holder(self) -> KeyHolder:
        return self.notice.case
