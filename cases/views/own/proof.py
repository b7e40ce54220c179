"""Some changes need her words once more, so that an open page alone is not enough (V-44)."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.services import credentials, throttle
from cases.views import errors
from cases.views.own.page import Own


def not_proven(own: Own, form: forms.Form) -> HttpResponse | None:
    """None where the words on this valid form open her case; wrong words are an error on the form."""
    if not throttle.allow(throttle.OWN_WORDS, str(own.visit.pk), at=own.at):
        return errors.too_many(own.request, wait=timedelta(minutes=1))
    try:
        proven = credentials.matches(own.case.words_hash, typed=form.cleaned_data["words"])
    except credentials.Busy:
        return errors.too_many(own.request, wait=timedelta(seconds=10))
    if not proven:
        form.add_error("words", _("These are not your words. Type all five, in order."))
    return None
