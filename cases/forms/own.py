"""The short forms of her own pages behind code and words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.contact import ContactForm, FirstContactForm
from cases.forms.plain import PlainField, PlainForm, later
from cases.rules import fingerprints, statements
from cases.services.credentials import LONGEST_CODE, LONGEST_WORDS, folded
from cases.services.messages import LONGEST_OF_HERS

SHORTEST_COVER = 4  # letters or digits


class Allowed(PlainForm):
    """Her yes to each purpose, in the words of today; without a tick it is a no."""

    agreed = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].choices = [(each.key, _(each.text)) for each in statements.current().consents]


class Words(PlainField):
    """Her words once more. What was typed is never shown again."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "current-password", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(
            bound=LONGEST_WORDS,
            widget=forms.TextInput(attrs=attributes),
            error_messages={"required": _("Type your five words.")},
            **kwargs,
        )


class Phrase(PlainForm):
    """The phrase for lost words, and her words as proof."""

    phrase = PlainField(bound=80, error_messages={"required": _("Type a phrase.")})
    words = Words()
    clean_phrase = FirstContactForm.clean_phrase  # the same rule as in the form


class Cover(PlainForm):
    """The second code that lifts the dull page, and her words as proof."""

    cover = PlainField(bound=40, error_messages={"required": _("Type a second code.")})
    words = Words()

    def clean_cover(self) -> str:
        code: str = self.cleaned_data["cover"]
        if len(folded(code)) < SHORTEST_COVER:
            raise ValidationError(_("Use at least four letters or digits."))
        return code


class Uncover(PlainForm):
    """Her words, to take the dull page away."""

    words = Words()


class Search(PlainForm):
    """The field on the dull page."""

    q = PlainField(bound=200, required=False)


class Regain(PlainForm):
    """The start code from the phone and the phrase."""

    start = PlainField(
        bound=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the start code. It has eight signs.")},
    )
    phrase = PlainField(
        bound=LONGEST_WORDS,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type your phrase.")},
    )


class ContactAgain(ContactForm):
    """The contact page of the form, to be proven with her words."""

    words = Words()


class Wrote(PlainForm):
    """A message to her caseworker: plain text and nothing else."""

    text = PlainField(
        bound=LONGEST_OF_HERS, rows=5, error_messages={"required": _("Type your message first.")}
    )


class SentIt(PlainForm):
    """She sent a site its own form; the number it gave her may follow later."""

    reference = PlainField(bound=200, required=False)


class PicturesToAdd(PlainForm):
    """Fingerprints of her pictures, made on the page or typed. A file is never taken (V-30)."""

    fingerprints = PlainField(
        bound=8_000,
        rows=4,
        error_messages={"required": _("Choose a picture first, or paste a fingerprint here.")},
    )
    agreed = forms.BooleanField(
        label=_(
            "These pictures belong to my report. All people in them were 18 or older. "
            "You may give the fingerprints to sites."
        ),
        error_messages={
            "required": _(
                "Tick the box if this is right. Was someone under 18? Then add nothing here. Call us."
            )
        },
    )

    def clean_fingerprints(self) -> list[fingerprints.Picture]:
        try:
            return fingerprints.read(self.cleaned_data["fingerprints"])
        except fingerprints.Unreadable as why:
            raise ValidationError(later(why.__str__)) from why
