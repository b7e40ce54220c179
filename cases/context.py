"""What every page may show of the organisation, and the languages it can be read in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cases.views import tongue


def organisation(request: HttpRequest) -> dict[str, Any]:
    return {"organisation": settings.ORGANISATION}


def languages(request: HttpRequest) -> dict[str, Any]:
    """The other languages, and the choice that her browser would not bring along by itself."""
    if tongue.is_staff_side(request):
        return {}
    asked, carry = tongue.language_of(request), tongue.carry(request)
    return {"other_languages": tongue.others(), "asked": asked, "carry": carry}
