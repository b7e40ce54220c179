"""The two choices of the page of other services. Nothing chosen is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.forms.intake import PlaceForm
from cases.forms.plain import Choice


class HelpHere(PlaceForm):
    """Where she is, and which of the two lists is hers."""

    who = Choice(
        choices=[
            ("adult", _("People who were 18 or older")),
            ("young", _("Someone who is under 18 now, or was then")),
        ],
        initial="adult",
    )


class YoungHelpHere(PlaceForm):
    """Where she is. Whoever said that someone is under 18 gets that list alone."""
