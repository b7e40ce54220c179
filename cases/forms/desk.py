"""What caseworkers type. Every bound is told, nothing is cut, and what was typed comes back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.models import User
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db.models import QuerySet
from django.utils import timezone

from cases.forms.plain import MOST_TOLD, PlainField, problems, unfit
from cases.models import Depiction, Notice
from cases.rules import instants, links, regime
from cases.services import directory
from cases.services.messages import LONGEST_ANSWER, LONGEST_NOTE

ZONES = (
    "UTC", "Europe/London", "Europe/Dublin", "Europe/Berlin", "America/New_York", "America/Chicago",
    "America/Los_Angeles", "Asia/Kolkata", "Asia/Singapore", "Asia/Seoul", "Asia/Tokyo",
    "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip
TEAM = "team"
LINKS_PER_PASTE = 1_000
TOO_MANY_LINKS = (
    f"There are more than {LINKS_PER_PASTE:,} links in this. "
    f"Paste up to {LINKS_PER_PASTE:,} at once, then the others."
)

# Instead of Django's own sentences, which name values and validators; a field may still say it better.
PLAIN = {
    "max_length": "This has %(show_value)d characters. We can take %(limit_value)d.",
    "null_characters_not_allowed": "This holds a sign that we cannot keep. Type it again without it.",
    "invalid_choice": "Choose from the list.",
}


class DeskForm(forms.Form):
    """Labels without a colon; a filled field is never guessed by the browser; errors in our own words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
            field.widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted and say nothing
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = f"“{field.label}” is still empty."
            theirs = type(field).default_error_messages
            for code, sentence in PLAIN.items():
                if field.error_messages.get(code) == theirs.get(code):
                    field.error_messages[code] = sentence

    def clean(self) -> dict[str, Any]:
        """No picture written as text, no control signs: nobody here sends or keeps any."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and (problem := unfit(value)):
                self.add_error(name, problem)
        return cleaned


class SignIn(DeskForm):
    name = forms.CharField(label="Name", max_length=150)
    password = forms.CharField(label="Password", max_length=128, strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"


# A name in look-alike letters of another script would pass for a colleague's.
PLAIN_NAME = "Use letters from a to z, digits and . @ + - _ only."


class SetUp(DeskForm):
    name = forms.CharField(
        label="Your sign-in name", max_length=150, validators=[ASCIIUsernameValidator(message=PLAIN_NAME)],
        help_text="Letters from a to z, digits and . @ + - _",
    )  # fmt: skip
    password = forms.CharField(
        label="Your password", max_length=128, strip=False, widget=forms.PasswordInput,
        help_text="At least 12 characters. A few words that only you would put together are fine.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password


class HandOver(DeskForm):
    to = forms.ChoiceField(
        label="Who takes it", help_text="Whoever has it now is told.",
        error_messages={"required": "Choose who takes the case.", "invalid_choice": "Choose from the list."},
    )  # fmt: skip

    def __init__(
        self, *args: Any, colleagues: QuerySet[User], away: dict[int, str], back: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [
            (str(each.pk), (each.first_name or each.username) + away.get(each.pk, "")) for each in colleagues
        ]
        team = [(TEAM, "Back to the team: a supervisor gives it to someone")] if back else []
        self.fields["to"].choices = [("", "Choose someone"), *team, *people]


def colleague(chosen: str) -> User | None:
    """Who was chosen from such a list; nobody for the team."""
    return None if chosen == TEAM else User.objects.get(pk=chosen)


class Refer(DeskForm):
    to = forms.CharField(
        label="To whom, and with which reference", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example the body's name, the date and their reference. Kept encrypted.",
        error_messages={"required": "Say where the report was handed over, and with which reference."},
    )  # fmt: skip


class Answer(DeskForm):
    text = PlainField(
        label="Write to the person", bound=LONGEST_ANSWER, rows=6,
        help_text="Plain text. No names and no links: whoever has code and words can read it.",
        error_messages={"required": "Write something first."},
    )  # fmt: skip
    asks = forms.BooleanField(
        label="This is a question: the person’s page says whose turn it is", required=False
    )


class Note(DeskForm):
    text = PlainField(
        label="For colleagues", bound=LONGEST_NOTE, rows=6,
        error_messages={"required": "Write something first."},
    )  # fmt: skip


class Confirm(DeskForm):
    sure = forms.BooleanField(error_messages={"required": "Tick the box to confirm."})

    def __init__(self, *args: Any, sentence: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].label = sentence


class AddLinks(DeskForm):
    text = forms.CharField(
        label="Paste the links here", max_length=200_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "mono"}),
        help_text="Messy text is fine. Up to 1,000 links at once; doubles are merged.",
        error_messages={"required": "Paste at least one link."},
    )  # fmt: skip

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        reading = links.read(text, directory.directory(), limit=LINKS_PER_PASTE)
        if reading.left_over:
            raise forms.ValidationError(TOO_MANY_LINKS)
        if reading.unreadable:
            more = len(reading.unreadable) - MOST_TOLD
            others = [f"There are {more} more of such pieces."] if more > 0 else []
            raise forms.ValidationError([*problems(reading.unreadable[:MOST_TOLD]), *others])
        return text


class Facts(DeskForm):
    facts = PlainField(
        label="Why it was shared without consent", bound=4_000, rows=6, required=False,
        help_text="One or two facts, in the person's words. It stands in every letter of this case: "
        "no names, no places, nothing more than the platform needs.",
    )  # fmt: skip


class Close(DeskForm):
    retain_until = forms.DateField(
        label="Keep the personal data until", widget=forms.DateInput(attrs={"type": "date"}),
        help_text="After this day it is erased.",
        error_messages={"required": "Set a date.", "invalid": "Write the date as year-month-day."},
    )  # fmt: skip

    def clean_retain_until(self) -> date:
        day: date = self.cleaned_data["retain_until"]
        if day <= timezone.now().date():
            raise forms.ValidationError("Set a date in the future.")
        return day


class Describe(DeskForm):
    """Neutral words for the annex of a letter."""

    kind = forms.ChoiceField(label="What it is", choices=Depiction.Kind.choices)
    made = forms.ChoiceField(label="Authentic or altered", choices=Depiction.Made.choices)
    description = PlainField(
        label="Neutral description", bound=500, rows=2, required=False,
        help_text="Only so much that they find the item. No names, no places, nothing sexual.",
    )  # fmt: skip
    position = PlainField(
        label="Where on the page", bound=200, required=False,
        help_text="For example “third picture” or “from 1:20”.",
    )  # fmt: skip


class Regimes(DeskForm):
    codes = forms.MultipleChoiceField(
        label="Regimes this notice carries", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one regime."},
    )  # fmt: skip

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = regime.all_regimes()
        names = [(code, f"{known[code].short}: {known[code].name}") for code in offered]
        self.fields["codes"].choices = names


class LocalTime(DeskForm):
    """A day, a time and the zone they are in, read as one instant; a time that is not one is explained."""

    day = forms.CharField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.CharField(label="Time", widget=forms.TimeInput(attrs={"type": "time", "step": "1"}))
    zone = forms.ChoiceField(label="In which zone", choices=())

    def __init__(self, *args: Any, person_zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = dict.fromkeys([settings.DESK_ZONE, *([person_zone] if person_zone else []), *ZONES])
        self.fields["zone"].choices = [(key, key.replace("_", " ")) for key in keys]
        self.fields["zone"].initial = settings.DESK_ZONE

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if all(cleaned.get(name) for name in ("day", "time", "zone")):
            try:
                cleaned["instant"] = instants.read(f"{cleaned['day']}T{cleaned['time']}", cleaned["zone"])
            except instants.Unreadable as why:
                self.add_error("time", f"{why} You can choose UTC as the zone and type the time in UTC.")
        return cleaned


class Seen(DeskForm):
    """Which words of a letter were read."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class Receipt(LocalTime):
    """When they had it, and what proves it."""

    basis = forms.ChoiceField(
        label="What proves it",
        choices=[each for each in Notice.Basis.choices if each[0] != Notice.Basis.PERSON_REPORT],
    )
    reference = forms.CharField(label="Their reference, if any", max_length=200, required=False)


class Filed(LocalTime):
    """A draft for a further body that a person has filed."""

    reference = forms.CharField(label="Their reference", max_length=200, required=False)


class Acknowledged(DeskForm):
    reference = forms.CharField(label="Their reference", max_length=200, required=False)


class Refusal(DeskForm):
    ground = forms.ChoiceField(label="The ground they give", choices=())

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = grounds


class Demand(LocalTime):
    """They ask for more. Only a missing element of the law changes anything."""

    was_missing = forms.BooleanField(
        label="An element the law asks for was really missing, and they received it then", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("day", "time"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("was_missing") and not (cleaned.get("day") and cleaned.get("time")):
            self.add_error("day", "Say when they received the missing element.")
        return cleaned
