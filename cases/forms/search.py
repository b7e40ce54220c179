"""What staff look for: one box for everything."""

from __future__ import annotations

from django import forms

from cases.forms.desk import DeskForm
from cases.forms.plain import PlainField
from cases.services import search

EMPTY = "Type what you look for: a reference, a code, an e-mail address, a link or a name."


class Search(DeskForm):
    """1 to 200 signs (B-17), and how many names earlier searches have read."""

    q = PlainField(bound=search.LONGEST, label="Look for", error_messages={"required": EMPTY})
    skip = forms.IntegerField(required=False, min_value=0, max_value=10**9)
