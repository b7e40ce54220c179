"""Text as people type it: bounded, without control characters, and never a picture."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.rules.links import Unreadable

MOST_TOLD = 20  # pieces that cannot be read, one by one
NO_PICTURES = _("Please do not send pictures. We never need to see them. Links or descriptions are enough.")
A_RUN = _("A very long run of letters looks like a picture too. Put spaces between the words.")
# An address that carries a picture, or a long run of its signs; in one line or wrapped into many. Lines of
# sixteens alone are fingerprints.
_SIGNS = "[A-Za-z0-9+/=_-]"
_PICTURE = re.compile(
    rf"data:\s*(?:image|video|audio)/[^\s\"'<>]*(?:\s+{_SIGNS}{{40,}})*(?:\s+{_SIGNS}+={{1,2}}(?!\S))?"
    rf"|(?<!{_SIGNS})(?:(?=[0-9A-Fa-f]*[G-Zg-z+/]){_SIGNS}{{50,}}\s+){{14,}}{_SIGNS}*"
    rf"|(?<!{_SIGNS}){_SIGNS}{{1001,}}",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def carries_picture(text: str) -> bool:
    """Whether the text holds a picture written as text."""
    return _PICTURE.search(text) is not None


def without_pictures(text: str) -> str:
    """The text with every picture in it cut out, so that it is never kept."""
    return _PICTURE.sub("", text)


def unfit(text: str) -> str:
    """Why this text cannot be kept, as one sentence, or nothing."""
    if found := _PICTURE.search(text):
        return NO_PICTURES if ":" in found[0] else format_lazy("{} {}", NO_PICTURES, A_RUN)
    if _CONTROL.search(text):
        return _("There is a sign in this text that we cannot read. Type it again, please.")
    return ""


def problems(pieces: Iterable[Unreadable]) -> list[Any]:
    """What to do about each piece; of very many the first ones, and how many there are beside."""
    all_of_them = list(pieces)
    told = [later(partial(getattr, piece, "sentence")) for piece in all_of_them[:MOST_TOLD]]
    if (more := len(all_of_them) - MOST_TOLD) > 0:
        told.append(later(partial(others, more)))
    return told


def others(more: int) -> str:
    return ngettext("{more} more piece cannot be read.", "{more} more pieces cannot be read.", more).format(
        more=more
    )


def later(say: Callable[[], str]) -> Any:
    """A sentence that a rule makes, said in the language of the page that shows it."""
    return lazy(say, str)()


class PlainField(forms.CharField):
    """Text after NFC, at most `bound` characters; over it, everything typed is kept and the count is said."""

    def __init__(self, *, bound: int, rows: int = 1, **kwargs: Any) -> None:
        attributes = {"autocomplete": "off"}
        if rows > 1:
            kwargs["widget"] = forms.Textarea(attrs={**attributes, "rows": rows})
        kwargs.setdefault("widget", forms.TextInput(attrs=attributes))
        super().__init__(**kwargs)
        self.bound = bound

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if all(unicodedata.category(sign) == "Cf" for sign in text):
            return ""  # nothing that can be seen
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))

    def validate(self, value: str) -> None:
        super().validate(value)
        if problem := unfit(value):
            raise ValidationError(problem)
        if len(value) > self.bound:
            raise ValidationError(
                _("This has %(count)s characters. We can take %(bound)s."),
                params={"count": f"{len(value):,}", "bound": f"{self.bound:,}"},
            )


class Choice(forms.ChoiceField):
    """One of a few answers, as radio buttons; without one she may go on, unless the field is required."""

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.RadioSelect)
        kwargs.setdefault("required", False)
        super().__init__(choices=choices, **kwargs)


class PlainForm(forms.Form):
    """A form of hers: an answer that is none of those offered is told in our words, in her language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            for code in {"invalid_choice", "invalid_list"} & field.error_messages.keys():
                field.error_messages[code] = _("Choose one of the answers.")

    def wrong(self) -> dict[str, forms.BoundField]:
        """Each sentence about a field once, with the first field it is about."""
        said: dict[str, forms.BoundField] = {}
        for field in self:
            for error in field.errors:
                said.setdefault(error, field)
        return said


def sort_key(name: str) -> str:
    """Letters as the alphabet has them, whatever signs stand on them."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)
    ).lower()
