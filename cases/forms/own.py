"""The short forms of her own pages behind code and words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.plain import PlainField
from cases.services.messages import LONGEST_OF_HERS


class Wrote(forms.Form):
    """A message to her caseworker: plain text and nothing else."""

    text = PlainField(
        bound=LONGEST_OF_HERS, rows=5, error_messages={"required": _("Type your message first.")}
    )
