"""Which ways out of a picture she wants steps for."""

from __future__ import annotations

from django import forms

from cases.forms.plain import PlainForm
from cases.rules import sources


class WaysOut(PlainForm):
    """Any number of them. An answer that is none of ours is refused as a whole."""

    sources = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, choices=sources.labels
    )
