"""Facts that are never changed: what happened in a case, and who looked at it.

They outlive the case: when its rows are erased, kinds, ids and instants stay (docs/adr).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models.case import Case


class Kind(models.TextChoices):
    """What happened. These words stand in timelines, exports and tests."""

    SUBMITTED = "submitted"
    SAFEGUARDING = "safeguarding"
    ADULT_CONFIRMED = "adult_confirmed"
    ASSIGNED = "assigned"
    TAKEN_UP = "taken_up"
    ACCEPTED = "accepted"
    REFERRED = "referred"
    HELD = "held"
    RESUMED = "resumed"
    LOCATION_ADDED = "location_added"
    DRAFTED = "drafted"
    REGIMES_CHOSEN = "regimes_chosen"
    WORDING_CHOSEN = "wording_chosen"
    DESCRIBED = "described"
    CHANNEL_CHECKED = "channel_checked"
    APPROVED = "approved"
    REVISED = "revised"
    SENT = "sent"
    UNDELIVERABLE = "undeliverable"
    SENDING_RETRIED = "sending_retried"
    SENDING_CANCELLED = "sending_cancelled"
    SENDING_TAKEN_UP = "sending_taken_up"
    SENDING_BY_HAND = "sending_by_hand"
    SENDING_RELEASED = "sending_released"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    EXTRA_DEMAND = "extra_demand"
    REFUSED = "refused"
    REMINDER = "reminder"
    SUPERSEDED = "superseded"
    OVERDUE = "overdue"
    TARGET_PASSED = "target_passed"
    CHASER = "chaser"
    ESCALATION_DRAFTED = "escalation_drafted"
    ESCALATED = "escalated"
    CONFIRMED_LIVE = "confirmed_live"
    CLAIMED_REMOVED = "claimed_removed"
    VERIFIED_REMOVED = "verified_removed"
    REAPPEARED = "reappeared"
    LOST_SIGHT = "lost_sight"
    GIVEN_UP = "given_up"
    RETRIED = "retried"
    MERGED = "merged"
    COMPLIED = "complied"
    NOTICE_WITHDRAWN = "notice_withdrawn"
    WITHDRAWAL_LETTER = "withdrawal_letter"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    NEW_WORDS = "new_words"
    CONTACT_CHANGED = "contact_changed"
    PERSON_UPDATED = "person_updated"
    ERASURE_ASKED = "erasure_asked"
    ERASURE_UNDONE = "erasure_undone"
    ERASED = "erased"
    CONSENT_CHANGED = "consent_changed"
    SLIP_MADE = "slip_made"
    PHRASE_SET = "phrase_set"
    COVER_PUT = "cover_put"
    COVER_TAKEN = "cover_taken"
    APPROVAL_ASKED = "approval_asked"
    APPROVAL_GIVEN = "approval_given"
    APPROVAL_DECLINED = "approval_declined"
    APPROVAL_USED = "approval_used"
    CONFLICT_NOTED = "conflict_noted"
    CONFLICT_BLOCKED = "conflict_blocked"
    CONFLICT_LIFTED = "conflict_lifted"
    CONFLICT_SETTLED = "conflict_settled"
    TIE_DECLARED = "tie_declared"
    GLASS_BROKEN = "glass_broken"
    GLASS_REVIEWED = "glass_reviewed"
    HANDED_OVER = "handed_over"
    FLAG_CLEARED = "flag_cleared"
    COPY_ASKED = "copy_asked"
    COPY_GIVEN = "copy_given"
    COPY_DROPPED = "copy_dropped"
    DISCLOSURE_ASKED = "disclosure_asked"
    DISCLOSED = "disclosed"
    DISCLOSURE_DROPPED = "disclosure_dropped"
    HOLD_SET = "hold_set"
    HOLD_RENEWED = "hold_renewed"
    HOLD_ENDED = "hold_ended"
    ROLE_GRANTED = "role_granted"
    ROLE_TAKEN = "role_taken"
    INVITED = "invited"
    INVITATION_ENDED = "invitation_ended"
    JOINED = "joined"
    SIGN_IN_RENEWED = "sign_in_renewed"
    SESSIONS_ENDED = "sessions_ended"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_OPENED = "account_opened"
    MAILBOX_CHANGED = "mailbox_changed"
    NAME_CHANGED = "name_changed"
    CHANNEL_CHANGED = "channel_changed"
    PERSON_WROTE = "person_wrote"
    ANSWERED = "answered"
    SET_ASIDE = "set_aside"
    NOTED = "noted"
    SAFE_TO_SEND = "safe_to_send"
    WAIT_TO_SEND = "wait_to_send"
    EARLIER_REPORT = "earlier_report"
    AWAY = "away"
    BACK = "back"
    ROTA_CHANGED = "rota_changed"
    RULES_CHANGED = "rules_changed"
    FINGERPRINTS_ADDED = "prints_added"
    FINGERPRINTS_REMOVED = "prints_removed"
    FINGERPRINTS_ATTESTED = "prints_attested"


class Chain(models.Model):
    """The head of a case's chain of events. Its row lock is the lock for writing events."""

    case = models.OneToOneField(
        Case, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="chain"
    )
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"chain of {self.length}"


class Event(models.Model):
    """One fact of a case: kinds, ids and instants, no personal data. Append-only, hash-chained."""

    case = models.ForeignKey(Case, on_delete=models.DO_NOTHING, db_constraint=False, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    notice_id = models.UUIDField(null=True)
    location_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["case_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="event_once_in_chain")]
        indexes = [models.Index(fields=["case", "at"], name="event_case_at")]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Access(models.Model):
    """Who opened, revealed, searched or exported what. Written before the content is served, append-only.

    One chain runs through all rows (services/access_log.py).
    """

    case = models.ForeignKey(
        Case, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="accesses"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accesses")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField(db_index=True)
    session = models.CharField(max_length=32, blank=True)
    role = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    seq = models.PositiveBigIntegerField(unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["case", "at"], name="access_case_at"),
            models.Index(fields=["user", "at"], name="access_user_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.user_id}"
