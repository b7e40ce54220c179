"""The first questions: is this device safe, and what happened. One tap answers each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.forms.plain import Choice, PlainForm
from cases.models import Case


class DeviceForm(PlainForm):
    device = Choice(
        choices=[
            (Case.Device.SAFE, _("It is safe")),
            (Case.Device.UNSURE, _("I am not sure")),
            (Case.Device.WATCHED, _("Someone may look at it")),
        ],
        required=True,
        error_messages={"required": _("Choose an answer. You can say that you are not sure.")},
    )


class AdviceForm(PlainForm):
    """A page to read; there is nothing to type."""


class HarmForm(PlainForm):
    harm = Choice(
        choices=[
            (Case.Harm.SHARED, _("Someone shared private pictures")),
            (Case.Harm.THREAT, _("Someone says they will share them")),
            (Case.Harm.SEXTORTION, _("Someone wants money or more pictures")),
            (Case.Harm.FORGERY, _("Fake pictures were made by a computer")),
            (Case.Harm.HIDDEN_CAMERA, _("A hidden camera filmed me")),
            (Case.Harm.ACCOUNT, _("My account or phone was broken into")),
            (Case.Harm.OTHER, _("Something else")),
        ],
    )
