"""Forms of the desk for what a person told without a link."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.forms.desk import DeskForm, LocalTime

COMPLETE = (
    "I have seen that this request lacked nothing: the exact address, who asks, that it was shared without "
    "consent, a signature, a way to answer, and it went in by the site’s own way"
)


class PlaceFound(DeskForm):
    place = forms.TypedChoiceField(label="Which place", coerce=int, choices=())
    text = forms.CharField(
        label="Its link", max_length=2_048, widget=forms.TextInput(attrs={"class": "mono"}),
        error_messages={"required": "Paste the link."},
    )  # fmt: skip

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = offered


class CountFrom(LocalTime):
    """Which report of hers, and when the site had it."""

    report = forms.TypedChoiceField(label="Which report", coerce=int, choices=())
    complete = forms.BooleanField(
        label=COMPLETE,
        error_messages={"required": "Only a complete request starts a clock. Tick this if you have seen it."},
    )
    field_order = ("report", "day", "time", "zone", "complete")

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = offered
