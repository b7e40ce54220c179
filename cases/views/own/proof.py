"""Some changes need her words once more, so that an open page alone is not enough (V-44)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.rules.words import unquoted
from cases.services import credentials, throttle
from cases.views import errors
from cases.views.own.page import Own

WAIT, A_MINUTE = "wait", "60"


def is_proven(own: Own, form: forms.Form) -> bool:
    """Whether the form is whole, and the words on it open her case. If not, the form says why."""
    if not form.is_valid():
        return False
    try:
        if not throttle.allow(throttle.OWN_WORDS, str(own.visit.pk), at=own.at):
            raise credentials.Busy
        proven = credentials.matches(own.case.words_hash, typed=unquoted(form.cleaned_data["words"]))
    except credentials.Busy:
        form.add_error("words", forms.ValidationError(errors.AWAY_READING.sentence, code=WAIT))
        return False
    if not proven:
        form.add_error("words", _("These are not your words. Type all five, in order."))
    return proven


def refused(form: forms.Form, response: HttpResponse) -> HttpResponse:
    """The page with the form once more; where she has to wait, with the time after which it works again."""
    if form.has_error("words", code=WAIT):
        response.status_code = 429
        response["Retry-After"] = A_MINUTE
    return response
