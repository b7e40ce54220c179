"""Which ways out of a picture she wants steps for."""

from __future__ import annotations

from django import forms

from cases.rules import sources


class WaysOut(forms.Form):
    """Any number of them. An answer that is none of ours is refused as a whole."""

    sources = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, choices=sources.labels
    )
