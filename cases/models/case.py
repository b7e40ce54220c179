"""A case: one person's report and everything we do about it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models

from cases.models.base import StateMachine, known_states, state_field, transition
from cases.models.fields import EncryptedJSON, EncryptedText, KeyHolder
from cases.rules import help, purposes
from cases.rules.safety_plan import Told


class CaseState(models.TextChoices):
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review", "in review"
    ACTIVE = "active"
    ON_HOLD = "on_hold", "on hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"


class Harm(models.TextChoices):
    """What happened, in the person's choice of words. It decides what we ask and say, never what is true."""

    SHARED = "shared"
    THREAT = "threat", "threat to share, nothing online yet"
    SEXTORTION = "sextortion", "asked for money or more"
    FORGERY = "forgery", "made by a computer"
    HIDDEN_CAMERA = "hidden_camera", "hidden camera"
    ACCOUNT = "account", "account or phone broken into"
    OTHER = "other", "something else"


class Authority(models.TextChoices):
    """By what right someone acts for the person."""

    PARENT = "parent_guardian", "parent or guardian"
    LAWYER = "attorney", "lawyer"
    MANDATE = "mandate", "the person asked them to"
    OTHER = "other", "another right"


class Named(models.TextChoices):
    """What we may say where a law or a site asks for the person's name."""

    NOBODY = "nobody", "no name"
    INITIALS = "initials", "first letters only"
    NAME = "name", "the name given"


class Others(models.TextChoices):
    """Whether someone else can be seen in the pictures."""

    NO = "no", "nobody else"
    YES = "yes", "someone else can be seen"
    UNSURE = "unsure", "not sure"


class Reason(models.TextChoices):
    """Why a case ends before it is solved. The last three are misuse (V-54)."""

    SILENT = "silent", "the person does not answer any more"
    EXHAUSTED = "exhausted", "nothing more can be done"
    ELSEWHERE = "elsewhere", "someone else is in charge of it"
    DOUBLE = "double", "the same report is in another case"
    NOT_SHOWN = "not_shown", "misuse: whoever reported is not the person shown"
    UNTRUE = "untrue", "misuse: what was stated is not true"
    TO_HARM = "to_harm", "misuse: the report was made to harm someone"


class EraseRule(models.TextChoices):
    """Why a case is erased."""

    ASKED = "asked", "the person asked for it"
    EARLY = "early", "two of ours decided it before its day"
    MISUSE = "misuse", "it was closed as misuse"
    DAY = "day", "the day it was kept until is over"


class Device(models.TextChoices):
    """Whether the person's phone or computer was safe to use when she reported."""

    SAFE = "safe"
    UNSURE = "unsure", "not sure"
    WATCHED = "watched", "someone may look"


S = CaseState


def has_owner(case: Case) -> bool:
    return case.assignee_id is not None


def may_be_accepted(case: Case) -> bool:
    """An adult, with consent on record, who told us of at least one place."""
    adult = case.adult_confirmed_at is not None and not case.safeguarding
    told_where = case.allows("platforms") and case.locations.exists()
    return adult and (told_where or case.waits_for_link)


def nothing_open(case: Case) -> bool:
    return not case.locations.filter(state__in=case.locations.model.OPEN).exists() and (
        not case.notices.exclude(state__in=case.notices.model.FINAL).exists()
    )


def has_retention_date(case: Case) -> bool:
    return case.retain_until is not None


class Case(KeyHolder, StateMachine):
    """The person's report, her wishes, and where the work on it stands."""

    State = CaseState
    Harm, Device, Authority, Named, Others = Harm, Device, Authority, Named, Others
    Reason, EraseRule = Reason, EraseRule
    MISUSE = (Reason.NOT_SHOWN, Reason.UNTRUE, Reason.TO_HARM)
    OPEN = (S.SUBMITTED, S.IN_REVIEW, S.ACTIVE, S.ON_HOLD)
    FINAL = (S.CLOSED, S.WITHDRAWN, S.REFERRED)

    reference = models.CharField(max_length=8, unique=True)
    code_index = models.CharField(max_length=32, unique=True)
    words_hash = models.CharField(max_length=200)
    phrase_hash = models.CharField(max_length=200, blank=True)
    cover_index = models.CharField(max_length=32, blank=True)
    submit_index = models.CharField(max_length=32, unique=True)
    submit_digest = models.CharField(max_length=32)

    state = state_field(CaseState, S.SUBMITTED)
    place = models.CharField(max_length=8, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=8, default="en")
    safeguarding = models.BooleanField(default=False)
    on_behalf = models.BooleanField(default=False)
    signs_herself = models.BooleanField(default=False)
    burst = models.BooleanField(default=False)
    by_phone = models.BooleanField(default=False)  # one of ours typed what the person said
    hints = models.JSONField(default=list, blank=True)  # kinds of services/hints.py, noted when it came
    words_heard = models.BooleanField(default=False)  # read out by one of ours: good for new words only
    staged = models.BooleanField(default=False)
    device = models.CharField(max_length=10, choices=Device.choices, blank=True)
    harm = models.CharField(max_length=20, choices=Harm.choices, blank=True)
    without_place = models.BooleanField(default=False)  # nothing is online yet, or she knows no link
    others_shown = models.CharField(max_length=10, choices=Others.choices, blank=True)
    authority_type = models.CharField(max_length=20, choices=Authority.choices, blank=True)
    named_as = models.CharField(max_length=10, choices=Named.choices, default=Named.NOBODY)

    facts = EncryptedText(blank=True)
    sources = EncryptedJSON(blank=True)
    name_in_notices = EncryptedText(blank=True)
    signature_name = EncryptedText(blank=True)
    authority_note = EncryptedText(blank=True)
    statements = EncryptedJSON(blank=True)
    statements_digest = models.CharField(max_length=64, blank=True)
    safe_contact = EncryptedJSON(blank=True)
    email_index = models.CharField(max_length=32, blank=True, db_index=True)
    keep_from = EncryptedText(blank=True)
    conflict_hold = models.BooleanField(default=False)  # a supervisor looks before anyone takes it up
    colleague = models.BooleanField(default=False)  # one of ours reports, and keeps it from the team
    refer_to = EncryptedText(blank=True)
    refer_reference = EncryptedText(blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    consent_version = models.CharField(max_length=20, blank=True)
    consents = models.JSONField(default=dict, blank=True)

    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    adult_confirmed_at = models.DateTimeField(null=True, blank=True)
    authority_until = models.DateField(null=True, blank=True)
    retain_until = models.DateField(null=True, blank=True)

    erase_at = models.DateTimeField(null=True, blank=True)
    erase_rule = models.CharField(max_length=10, choices=EraseRule.choices, default=EraseRule.ASKED)
    closing_reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)

    opened_at = models.DateTimeField(db_index=True)
    taken_up_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    referred_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    person_last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [known_states(CaseState, "case_state_known")]
        indexes = [
            models.Index(fields=["state", "opened_at"], name="case_state_opened"),
            models.Index(fields=["erase_at"], name="case_erase", condition=models.Q(erase_at__isnull=False)),
            models.Index(
                fields=["retain_until"], name="case_kept", condition=models.Q(retain_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.reference}"

    @transition(field=state, source=S.SUBMITTED, target=S.IN_REVIEW, conditions=[has_owner])
    def take_up(self, *, at: datetime) -> None:
        self.taken_up_at = at

    @transition(field=state, source=S.IN_REVIEW, target=S.ACTIVE, conditions=[may_be_accepted])
    def accept(self, *, at: datetime) -> None:
        self.accepted_at = at

    @transition(field=state, source=[S.SUBMITTED, S.IN_REVIEW, S.ACTIVE, S.ON_HOLD], target=S.REFERRED)
    def refer(self, *, to: str, at: datetime) -> None:
        self.refer_to, self.referred_at = to, at

    @transition(field=state, source=S.ACTIVE, target=S.ON_HOLD)
    def hold(self, *, at: datetime) -> None:
        self.held_at = at

    @transition(field=state, source=S.ON_HOLD, target=S.ACTIVE)
    def resume(self, *, at: datetime) -> None:
        self.resumed_at = at

    @transition(field=state, source=S.ACTIVE, target=S.RESOLVED, conditions=[nothing_open])
    def resolve(self, *, at: datetime) -> None:
        self.resolved_at = at

    @transition(field=state, source=[S.RESOLVED, S.CLOSED], target=S.ACTIVE)
    def reopen(self, *, at: datetime) -> None:
        self.reopened_at, self.retain_until, self.closing_reason = at, None, ""

    @transition(field=state, source=S.RESOLVED, target=S.CLOSED, conditions=[has_retention_date])
    def close(self, *, at: datetime) -> None:
        self.closed_at = at

    @transition(
        field=state,
        source=[S.SUBMITTED, S.IN_REVIEW, S.ACTIVE, S.ON_HOLD],
        target=S.CLOSED,
        conditions=[has_retention_date],
    )
    def close_unresolved(self, *, at: datetime) -> None:
        self.closed_at = at

    @transition(field=state, source=[S.SUBMITTED, S.IN_REVIEW, S.ACTIVE, S.ON_HOLD], target=S.WITHDRAWN)
    def withdraw(self, *, at: datetime) -> None:
        self.withdrawn_at = at

    @property
    def home(self) -> str:
        """Where she lives; another country where she named none: no number of ours passes for hers."""
        return self.place or help.ELSEWHERE

    @property
    def waits_for_link(self) -> bool:
        """She knew of none and none has come: no consent to write and no notice is needed yet."""
        return self.without_place and not self.locations.exists()

    @property
    def waits_for_yes(self) -> bool:
        """There is something left to write about, and we may not write to the sites: nobody hears of it."""
        if self.state not in self.OPEN or self.safeguarding or self.allows(purposes.PLATFORMS):
            return False
        states = set(self.locations.values_list("state", flat=True))
        return bool(states & set(self.locations.model.OPEN)) if states else not self.without_place

    @property
    def device_at_risk(self) -> bool:
        """Someone may read what reaches her: no mail, and nothing leaves until she says that it is safe."""
        return self.device in (Device.UNSURE, Device.WATCHED)

    def allows(self, purpose: str) -> bool:
        """Whether the person agrees to this today: platforms, search, regulators or police."""
        return bool(self.consents.get(purpose))

    def permits(self, purpose: str) -> bool:
        """Whether this may be done today: her yes to it, and to our writing at all."""
        return purposes.permits(self.consents, purpose)

    @property
    def told(self) -> Told:
        """The answers her safety plan is made from."""
        return Told(self.sources or (), self.harm, self.device, young=self.safeguarding)

    def has_authority(self, on: date) -> bool:
        """Whether someone may act for the person on this day (her own report needs no mandate)."""
        if self.state == S.WITHDRAWN or not self.allows("platforms"):
            return False
        return self.authority_until is None or on <= self.authority_until
