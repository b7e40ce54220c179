"""The questions of the form, one class per page. Three answers are needed; the rest can be skipped."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.forms.plain import Choice, PlainField
from cases.models import Depiction
from cases.rules import help as places
from cases.rules import statements

SUBJECTS = (
    gettext_noop("Your update"),
    gettext_noop("Monthly note"),
    gettext_noop("Reading list"),
    gettext_noop("Club news"),
    gettext_noop("A short reminder"),
    gettext_noop("Service message"),
)
_ADDRESS = re.compile(r"[^\s@\"'<>(),;:\\\[\]]+@[^\s@\"'<>(),;:\\\[\]]+\.[^\s@\"'<>(),;:\\\[\].]{2,}")
Short = partial(PlainField, required=False)


class AgeForm(forms.Form):
    under_18 = Choice(
        choices=[
            ("yes", _("Yes")),
            ("unsure", _("Not sure")),
            ("no", _("No")),
            ("unsaid", _("Prefer not to say")),
        ],
        required=True,
        error_messages={"required": _("Choose an answer. You can also choose not to say.")},
    )


class PlaceForm(forms.Form):
    place = forms.ChoiceField(required=False, choices=lambda: [("", _("Choose a place")), *named_places()])


class PicturesForm(forms.Form):
    kind = Choice(
        choices=[
            ("photo", _("A photo")),
            ("video", _("A video")),
            ("profile", _("A picture on a profile")),
            ("message", _("A message or a chat")),
            ("other", _("Something else")),
        ]
    )
    made = Choice(
        choices=[
            (Depiction.Made.AUTHENTIC, _("It is real")),
            (Depiction.Made.FORGERY, _("It was changed, or made by a computer")),
            (Depiction.Made.UNSURE, _("Not sure")),
        ]
    )
    description = Short(bound=4_000, rows=2)
    facts = Short(bound=4_000, rows=3)


class WhomForm(forms.Form):
    on_behalf = Choice(choices=[("no", _("Me")), ("yes", _("Someone I act for"))], initial="no")
    authority_note = Short(bound=500, rows=2)
    signer = Choice(
        choices=[("helpline", _("You sign for me")), ("self", _("I sign myself"))], initial="helpline"
    )
    name_in_notices = Short(bound=80)


class SignForm(forms.Form):
    affirmed = forms.BooleanField(
        label=_("Yes, all of this is true."),
        error_messages={"required": _("Tick this if it is all true. We need it to go on.")},
    )
    agreed = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    signature_name = Short(bound=100)
    shown_in = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=settings.LANGUAGES)

    def __init__(
        self, *args: Any, on_behalf: bool = False, signs_herself: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        wording = statements.current()
        self.needed = wording.to_affirm(on_behalf=on_behalf)
        self.signs_herself = signs_herself
        self.fields["agreed"].choices = [(s.key, _(s.text)) for s in wording.consents]

    def clean_signature_name(self) -> str:
        name: str = self.cleaned_data["signature_name"]
        if self.signs_herself and not name:
            raise ValidationError(_("Type your name to sign. Or go back and let us sign for you."))
        return name


class ContactForm(forms.Form):
    channel = Choice(
        choices=[
            ("none", _("Do not write to me. I will come back here.")),
            ("email", _("Write me a short e-mail.")),
        ],
        initial="none",
    )
    email = Short(
        bound=254,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "inputmode": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    shared = Choice(choices=[("no", _("No, only me")), ("yes", _("Yes")), ("unsure", _("Not sure"))])
    anyway = forms.BooleanField(required=False, label=_("Use this mailbox all the same."))
    subject = forms.ChoiceField(required=False, choices=[(subject, _(subject)) for subject in SUBJECTS])
    days = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=list("0123456"),
        choices=[
            (str(day), name)
            for day, name in enumerate((_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")))
        ],
    )
    start = forms.TypedChoiceField(
        required=False, coerce=int, initial="9", choices=[(str(hour), f"{hour:02}:00") for hour in range(24)]
    )
    until = forms.TypedChoiceField(
        required=False,
        coerce=int,
        initial="17",
        choices=[(str(hour), f"{hour:02}:00") for hour in range(1, 25)],
    )
    zone = forms.ChoiceField(required=False, choices=lambda: [(zone, zone) for zone in places.zones()])
    acknowledge = forms.BooleanField(required=False, label=_("Send one short note now, to try it."))
    only_once = forms.BooleanField(required=False, label=_("Stop after one note."))
    keep_from = Short(bound=500, rows=2)

    def __init__(self, *args: Any, device_at_risk: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.device_at_risk = device_at_risk
        if device_at_risk:  # a mail would come to a screen that someone else may read
            channel = self.fields["channel"]
            channel.choices = [choice for choice in channel.choices if choice[0] == "none"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("channel") != "email" or self.errors:
            return told
        if not _ADDRESS.fullmatch(told["email"]):
            self.add_error("email", _("Type one full e-mail address, such as name@example.org."))
        if told.get("shared") not in ("no", "yes", "unsure"):
            self.add_error("shared", _("Choose an answer. It keeps you safe."))
        elif told["shared"] != "no" and not told.get("anyway"):
            self.add_error("shared", _("Then no mail is safer. Choose this above, or tick the box."))
        if not told.get("days"):
            self.add_error("days", _("Choose one day or more."))
        if (told.get("start") or 0) >= (told.get("until") or 24):
            self.add_error("until", _("Choose an end that is later than the start."))
        return told


class HelpForm(PlaceForm):
    """The page of other services: only the place, to show those near her."""


class CheckForm(forms.Form):
    """The last page has nothing to type."""


def named_places() -> list[tuple[str, str]]:
    """Every place in the order of its name in the language spoken, another country last."""
    named = [(place.code, str(_(place.name))) for place in places.places().values()]
    return sorted(named, key=lambda pair: (pair[0] == places.ELSEWHERE, sort_key(pair[1])))


def sort_key(name: str) -> str:
    """Letters as the alphabet has them, whatever signs stand on them."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)
    ).lower()
