"""What is typed where two people, an emergency, a conflict or a handing over is at stake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from cases.forms.desk import DeskForm, LocalTime
from cases.forms.plain import PlainField
from cases.models import Case, Channel, DataRequest, Disclosure
from cases.services import disclosures
from cases.services.safeguarding import DECISIONS, REASONS, RULES

CHOOSE = ("", "Choose one")


class CloseEarly(DeskForm):
    reason = forms.ChoiceField(
        label="Why it ends", choices=[CHOOSE, *Case.Reason.choices],
        error_messages={"required": "Choose the reason from the list."},
    )  # fmt: skip
    retain_until = forms.DateField(
        label="Keep the personal data until", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="After this day it is erased. After misuse it is erased after 30 days, whatever you set.",
        error_messages={"invalid": "Write the date as year-month-day."},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needs_day = cleaned.get("reason") and cleaned["reason"] not in Case.MISUSE
        day = cleaned.get("retain_until")
        if needs_day and "retain_until" not in self.errors and (day is None or day <= timezone.now().date()):
            self.add_error("retain_until", "Set a date in the future.")
        return cleaned


CHECKLIST = (
    ("untouched", "Nobody here opened, downloaded, saved or forwarded what it is about"),
    ("places", "I looked at which body is in charge where the person is, and where the site is"),
    ("time", "I looked at how soon our rule wants a report"),
)
WHOLE_LIST = "Go through the whole list first."


class HandedOver(LocalTime):
    """To which body a report about someone under 18 went, under which reference, and when."""

    to = forms.CharField(
        label="Who has it now", max_length=200,
        help_text="The body in charge, such as the child protection service of the place.",
        error_messages={"required": "Say who has it now."},
    )  # fmt: skip
    reference = forms.CharField(
        label="Their reference", max_length=200,
        error_messages={"required": "Write the reference they gave you."},
    )  # fmt: skip
    checked = forms.MultipleChoiceField(
        label="Before you record it", choices=CHECKLIST, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": WHOLE_LIST},
    )  # fmt: skip
    duty = forms.ChoiceField(
        label="Our own duty to report", choices=[CHOOSE, *DECISIONS.items()],
        error_messages={"required": "Say what was decided about our own duty."},
    )  # fmt: skip
    field_order = ("to", "reference", "day", "time", "zone", "checked", "duty")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duty"].help_text = RULES[settings.REPORTING_DUTY]

    def clean_checked(self) -> list[str]:
        checked: list[str] = self.cleaned_data["checked"]
        if len(checked) < len(CHECKLIST):
            raise forms.ValidationError(WHOLE_LIST)
        return checked


class CopyAsked(DeskForm):
    """When the person asked for a copy of everything, and how we know that it is the person."""

    asked_on = forms.DateField(
        label="The person asked on", widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The month in which the copy is due runs from that day.",
        error_messages={"required": "Set the day.", "invalid": "Write the date as year-month-day."},
    )  # fmt: skip
    known_by = forms.ChoiceField(
        label="How we know that it is the person", choices=[CHOOSE, *DataRequest.Known.choices],
        error_messages={"required": "Say how you know that it is the person."},
    )  # fmt: skip


class Demand(DeskForm):
    """Who demands what of a case, and what makes us give it."""

    authority = PlainField(
        label="Who asks for it", bound=200,
        help_text="The court, force or body, with its reference.",
        error_messages={"required": "Say who asks for it."},
    )  # fmt: skip
    basis = forms.ChoiceField(
        label="What makes us give it", choices=[CHOOSE, *Disclosure.Basis.choices],
        help_text="A subpoena, or a letter that asks, is no order: ask for one, and get advice first.",
        error_messages={"required": "Say what makes us give it."},
    )  # fmt: skip
    consent_until = forms.DateField(
        label="Last day of the consent", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Only where the person has consented, in writing, to exactly this.",
        error_messages={"invalid": "Write the date as year-month-day."},
    )  # fmt: skip
    demand = PlainField(
        label="What it asks for", bound=2000, rows=4,
        help_text="In its own words, as far as they matter here.",
        error_messages={"required": "Write what it asks for."},
    )  # fmt: skip
    parts = forms.MultipleChoiceField(
        label="What it covers", choices=disclosures.offered, widget=forms.CheckboxSelectMultiple,
        help_text="Nothing else goes out.",
        error_messages={"required": "Choose what it covers, and nothing more."},
    )  # fmt: skip
    untold = PlainField(
        label="What keeps us from telling the person, if anything", bound=500, rows=3, required=False,
        help_text="Leave it empty, and the person reads on which day something went out.",
    )  # fmt: skip


class Review(DeskForm):
    """Why a legal hold goes on, and when someone looks at it again."""

    reason = PlainField(
        label="Why it has to be kept", bound=2000, rows=4,
        help_text="What it covers, and for what. It is kept with the case and shown with the report.",
        error_messages={"required": "Write why it has to be kept."},
    )  # fmt: skip
    review_on = forms.DateField(
        label="Look at it again by", widget=forms.DateInput(attrs={"type": "date"}),
        help_text="From that day on those who answer for the case are reminded, until someone has looked.",
        error_messages={"required": "Set the day.", "invalid": "Write the date as year-month-day."},
    )  # fmt: skip


class LegalHold(Review):
    """Who wants a case kept, why, and whether the person may know."""

    authority = PlainField(
        label="Who asks for it", bound=200,
        help_text="The court, body or law, with its reference.",
        error_messages={"required": "Say who asks for it."},
    )  # fmt: skip
    bar = PlainField(
        label="What keeps us from telling the person, if anything", bound=500, rows=3, required=False,
        help_text="Only an order or a law does. Leave it empty, and the person reads that we must keep the "
        "report for now.",
    )  # fmt: skip
    field_order = ("authority", "reason", "review_on", "bar")


class ClearFlag(DeskForm):
    reason = forms.ChoiceField(
        label="Why it is an ordinary report", choices=[CHOOSE, *REASONS.items()],
        error_messages={"required": "Choose the reason from the list."},
    )  # fmt: skip


class BreakGlass(DeskForm):
    reference = forms.CharField(
        label="Reference of the case", max_length=12, error_messages={"required": "Type the reference."}
    )
    reason = PlainField(
        label="Why it cannot wait", bound=500, rows=3,
        help_text="Those who watch over emergencies read this. Write no names and nothing of what is shown.",
        error_messages={"required": "Say why it cannot wait."},
    )  # fmt: skip


class Finding(DeskForm):
    finding = PlainField(
        label="What you found", bound=500, rows=3, error_messages={"required": "Write what you found."}
    )
    shut = forms.BooleanField(label="Shut the case to them now", required=False)


class Known(DeskForm):
    known = forms.CharField(
        label="A name, a handle or a mailbox", max_length=200,
        help_text="One at a time. First and last name, or the name they use on a site, or their mailbox.",
        error_messages={"required": "Type a name, a handle or a mailbox."},
    )  # fmt: skip


class KeepAway(DeskForm):
    user = forms.ModelChoiceField(
        label="Who must not see this case", queryset=User.objects.none(), empty_label="Choose someone",
        error_messages={"required": "Choose someone."},
    )  # fmt: skip

    def __init__(self, *args: Any, staff: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        field.queryset = staff
        field.label_from_instance = lambda user: user.first_name or user.username


class Readdress(DeskForm):
    """A new address of a platform, and the day from which it counts."""

    kind = forms.ChoiceField(
        label="Kind", choices=[each for each in Channel.Kind.choices if each[0] != Channel.Kind.IN_APP]
    )
    address = forms.CharField(
        label="New address", max_length=500,
        help_text="An e-mail address, or the link of a form that begins with https://.",
        error_messages={"required": "Type the new address."},
    )  # fmt: skip
    old = forms.ModelChoiceField(
        label="It takes the place of", queryset=Channel.objects.none(), required=False,
        empty_label="None: it is one more way",
    )  # fmt: skip
    start = forms.DateField(
        label="Counts from", widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Letters drafted from this day on go there.",
        error_messages={"required": "Set the day.", "invalid": "Write the date as year-month-day."},
    )  # fmt: skip

    def __init__(self, *args: Any, channels: QuerySet[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["old"]
        field.queryset = channels
        field.label_from_instance = lambda channel: f"{channel.get_kind_display()}: {channel.address}"
