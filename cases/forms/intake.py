"""The questions of the form, one class per page. Three answers are needed; the rest can be skipped."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from cases.forms.plain import Choice, PlainField, PlainForm, sort_key
from cases.models import Case, Depiction
from cases.rules import help as places
from cases.rules import sources, statements

LAST_DAY = date(2199, 12, 31)
Short = partial(PlainField, required=False)


class AgeForm(PlainForm):
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


class PlaceForm(PlainForm):
    place = forms.ChoiceField(required=False, choices=lambda: [("", _("Choose a place")), *named_places()])


class HomeForm(PlaceForm):
    """Where she lives: one tap for the likely places, a list of all. A tap counts before the list."""

    here = Choice(choices=lambda: [(code, _(places.place(code).name)) for code in settings.HOME_PLACES])

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        """What was tapped stands in the list too, so that she finds it when she comes back."""
        tapped = data.get("here") if data else None
        if tapped:
            data = MultiValueDict({"here": [tapped], "place": [tapped]})
        super().__init__(data, **kwargs)


class PicturesForm(PlainForm):
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
    sources = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, choices=sources.labels
    )
    others_shown = Choice(
        choices=[
            (Case.Others.NO, _("No")),
            (Case.Others.YES, _("Yes")),
            (Case.Others.UNSURE, _("Not sure")),
        ]
    )
    facts = Short(bound=4_000, rows=3)


class WhomForm(PlainForm):
    on_behalf = Choice(choices=[("no", _("Me")), ("yes", _("Someone I act for"))], initial="no")
    authority_type = Choice(
        choices=[
            (Case.Authority.PARENT, _("I am a parent or guardian")),
            (Case.Authority.LAWYER, _("I am a lawyer")),
            (Case.Authority.MANDATE, _("I work for a helpline, or was asked to help")),
            (Case.Authority.OTHER, _("Something else")),
        ]
    )
    authority_note = Short(bound=500, rows=2)
    authority_until = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Write the day like this: 2026-11-23.")},
    )
    signer = Choice(
        choices=[("helpline", _("You sign for me")), ("self", _("I sign myself"))], initial="helpline"
    )
    named_as = Choice(
        choices=[
            (Case.Named.NOBODY, _("No name")),
            (Case.Named.INITIALS, _("My first letters")),
            (Case.Named.NAME, _("This name")),
        ],
        initial=Case.Named.NOBODY,
    )
    name_in_notices = Short(bound=80)

    def __init__(self, *args: Any, may_sign: bool = True, **kwargs: Any) -> None:
        """`may_sign` is False on the phone: a name that one of ours types is no signature of hers."""
        super().__init__(*args, **kwargs)
        if not may_sign:
            del self.fields["signer"]

    def clean_authority_until(self) -> date | None:
        day: date | None = self.cleaned_data["authority_until"]
        if day and not timezone.now().date() <= day <= LAST_DAY:
            raise ValidationError(_("Choose a day that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        named = told.get("named_as") in (Case.Named.INITIALS, Case.Named.NAME)
        if named and not told.get("name_in_notices") and not self.errors:
            self.add_error("name_in_notices", _("Type the name or the letters, or choose no name."))
        return told


class SignForm(PlainForm):
    affirmed = forms.BooleanField(
        label=_("Yes, all of this is true."),
        error_messages={"required": _("Tick this if it is all true. We need it to go on.")},
    )
    agreed = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    signature_name = Short(bound=100)
    shown_in = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=settings.LANGUAGES)

    def __init__(self, *args: Any, signs_herself: bool = False, has_read: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signs_herself, self.has_read = signs_herself, has_read
        self.fields["agreed"].choices = [(s.key, _(s.text)) for s in statements.current().consents]

    def clean_affirmed(self) -> bool:
        """Her yes stands for the sentences she read, not for those that stand there since."""
        if not self.has_read:
            raise ValidationError(_("Your answers changed what you say here. Read it once more, then go on."))
        return True

    def clean_signature_name(self) -> str:
        name: str = self.cleaned_data["signature_name"]
        if self.signs_herself and not name:
            raise ValidationError(_("Type your name to sign. Or go back and let us sign for you."))
        return name


class HelpForm(PlaceForm):
    """The page of other services: only the place, to show those near her."""


class CheckForm(PlainForm):
    """The last page has nothing to type."""


def named_places() -> list[tuple[str, str]]:
    """Every place in the order of its name in the language spoken, another country last."""
    named = [(place.code, str(_(place.name))) for place in places.places().values()]
    return sorted(named, key=lambda pair: (pair[0] == places.ELSEWHERE, sort_key(pair[1])))
