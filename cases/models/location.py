"""Depictions, and the locations where they are published."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import models

from cases.models.base import StateMachine, known_states, state_field, transition
from cases.models.case import Case
from cases.models.fields import EncryptedJSON, EncryptedText, KeyHolder
from cases.models.platform import Platform
from cases.rules.fingerprints import Kept


class Depiction(models.Model):
    """One image or video. We keep words about it, never the file."""

    class Kind(models.TextChoices):
        PHOTO = "photo"
        VIDEO = "video"
        PROFILE = "profile", "picture on a profile"
        MESSAGE = "message"
        OTHER = "other"

    class Made(models.TextChoices):
        AUTHENTIC = "authentic"
        FORGERY = "forgery", "altered or generated"
        UNSURE = "unsure"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="depictions")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PHOTO)
    made = models.CharField(max_length=10, choices=Made.choices, default=Made.UNSURE)
    description = EncryptedText(blank=True)
    fingerprints = EncryptedJSON(blank=True)

    def __str__(self) -> str:
        return f"depiction {self.pk}"

    def key_holder(self) -> KeyHolder:
        return self.case

    @property
    def kept(self) -> list[Kept]:
        """The fingerprints of this depiction's pictures."""
        return [Kept.from_json(values) for values in self.fingerprints or ()]

    def keep(self, kept: Sequence[Kept]) -> None:
        """Have exactly these fingerprints; the caller saves."""
        self.fingerprints = [each.to_json() for each in kept] or ""


class LocationState(models.TextChoices):
    REPORTED = "reported", "not looked at yet"
    LIVE = "live", "still up"
    CLAIMED_REMOVED = "claimed_removed", "they say it is gone"
    REMOVED = "removed", "gone"
    UNCLEAR = "unclear", "cannot be seen from here"
    OUT_OF_REACH = "out_of_reach", "out of reach"
    DUPLICATE = "duplicate", "a double"


S = LocationState


class Location(StateMachine):
    """One URL where a depiction is published. A URL that comes back is the same location."""

    State = LocationState
    OPEN = (S.REPORTED, S.LIVE, S.CLAIMED_REMOVED, S.UNCLEAR)
    FINAL = (S.OUT_OF_REACH, S.DUPLICATE)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="locations")
    depiction = models.ForeignKey(Depiction, null=True, on_delete=models.PROTECT, related_name="locations")
    platform = models.ForeignKey(Platform, null=True, on_delete=models.PROTECT, related_name="locations")
    number = models.PositiveIntegerField()
    pasted = EncryptedText()
    address = EncryptedText()
    site = EncryptedText(blank=True)
    url_index = models.CharField(max_length=32, db_index=True)
    position = EncryptedText(blank=True)
    remark = EncryptedText(blank=True)
    state = state_field(LocationState, S.REPORTED)
    reported_at = models.DateTimeField()
    confirmed_live_at = models.DateTimeField(null=True, blank=True)
    claimed_removed_at = models.DateTimeField(null=True, blank=True)
    verified_removed_at = models.DateTimeField(null=True, blank=True)
    found_again_at = models.DateTimeField(null=True, blank=True)
    lost_sight_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    retried_at = models.DateTimeField(null=True, blank=True)
    merged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            known_states(LocationState, "location_state_known"),
            models.UniqueConstraint(fields=["case", "url_index"], name="location_once_per_case"),
            models.UniqueConstraint(fields=["case", "number"], name="location_number_once"),
        ]

    def __str__(self) -> str:
        return f"location {self.number}"

    def key_holder(self) -> KeyHolder:
        return self.case

    @transition(field=state, source=[S.REPORTED, S.UNCLEAR], target=S.LIVE)
    def confirm_live(self, *, at: datetime) -> None:
        self.confirmed_live_at = at

    @transition(field=state, source=[S.REPORTED, S.LIVE, S.UNCLEAR], target=S.CLAIMED_REMOVED)
    def claim_removed(self, *, at: datetime) -> None:
        self.claimed_removed_at = at

    @transition(field=state, source=[S.REPORTED, S.LIVE, S.UNCLEAR, S.CLAIMED_REMOVED], target=S.REMOVED)
    def verify_removed(self, *, at: datetime) -> None:
        self.verified_removed_at = at

    @transition(field=state, source=[S.CLAIMED_REMOVED, S.REMOVED], target=S.LIVE)
    def find_again(self, *, at: datetime) -> None:
        self.found_again_at = at

    @transition(field=state, source=[S.REPORTED, S.LIVE, S.CLAIMED_REMOVED], target=S.UNCLEAR)
    def lose_sight(self, *, at: datetime) -> None:
        self.lost_sight_at = at

    @transition(field=state, source=[S.REPORTED, S.LIVE, S.UNCLEAR, S.CLAIMED_REMOVED], target=S.OUT_OF_REACH)
    def give_up(self, *, at: datetime) -> None:
        self.given_up_at = at

    @transition(field=state, source=S.OUT_OF_REACH, target=S.REPORTED)
    def retry(self, *, at: datetime) -> None:
        self.retried_at = at

    @transition(field=state, source=S.REPORTED, target=S.DUPLICATE)
    def merge(self, *, at: datetime) -> None:
        self.merged_at = at
