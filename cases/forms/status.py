"""The short forms of the person's own pages: the way back in, links to add, and her word for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.plain import PlainField, PlainForm, problems
from cases.rules import links
from cases.services import directory
from cases.services.credentials import LONGEST_CODE, LONGEST_WORDS
from cases.services.intake import LINKS_PER_REPORT


class WayBack(PlainForm):
    """The code and the words. Pasting and password managers work; nothing typed is shown again."""

    code = PlainField(
        bound=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Type your code. It has eight signs.")},
    )
    words = PlainField(
        bound=LONGEST_WORDS,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "current-password",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Type your five words.")},
    )


class HerWord(PlainForm):
    """Her yes to what she did not affirm before there was a link."""

    affirmed = forms.BooleanField(
        label=_("Yes, this is true."),
        error_messages={"required": _("Tick this if it is true. A site asks for it.")},
    )


class LinksToAdd(HerWord):
    """More links for a report that is with us already."""

    links = PlainField(bound=200_000, rows=7, strip=False, required=False)
    field_order = ("links", "affirmed")
    reading: links.Reading | None = None

    def __init__(self, *args: Any, needs_word: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["affirmed"].required = needs_word

    def clean_links(self) -> str:
        text: str = self.cleaned_data["links"]
        self.reading = links.read(text, directory.directory(), limit=LINKS_PER_REPORT)
        if not self.reading.links:
            nothing = _("There is no link in this. Paste the full link.")
            raise ValidationError(problems(self.reading.unreadable) or nothing)
        return text

    def after(self, *, without: bool) -> LinksToAdd | None:
        """A form with what was not taken, and why: more than fits at once, or pieces that cannot be read.

        `without`: she goes on without those pieces.
        """
        if self.reading is None:
            return None
        rest = (*(() if without else self.reading.unreadable), *self.reading.left_over)
        if not rest:
            return None
        form = LinksToAdd({"links": "\n".join(piece.text for piece in rest)})
        if form.is_valid() and form.reading:
            more = _("We take 200 links at a time. Here are the others. Add them now.")
            form.add_error("links", ValidationError([more, *problems(form.reading.unreadable)]))
        return form
