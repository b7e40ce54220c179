"""Some changes need her words once more, so that an open page alone is not enough (V-44)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.rules.words import unquoted
from cases.services import credentials, throttle
from cases.views import errors
from cases.views.own.page import Own


def is_proven(own: Own, form: forms.Form) -> bool:
    """Whether the form is whole, and the words on it open her case. If not, the form says why."""
    if not form.is_valid():
        return False
    try:
        wait = not throttle.allow(throttle.OWN_WORDS, str(own.visit.pk), at=own.at)
        proven = not wait and credentials.matches(
            own.case.words_hash, typed=unquoted(form.cleaned_data["words"])
        )
    except credentials.Busy:
        wait = proven = True
    if wait:
        form.add_error("words", errors.AWAY_READING.sentence)
    elif not proven:
        form.add_error("words", _("These are not your words. Type all five, in order."))
    return proven and not wait
