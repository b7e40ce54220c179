"""The product's own web application, with a clock that the story moves. Only the demo starts it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from cases.demo import shift
from takedown.environment import stop
from takedown.wsgi import application

if settings.PRODUCTION:
    stop("The demo moves the clock, which is refused in production.")

of_the_machine = timezone.now


def of_the_story() -> datetime:
    """The machine's time and what the story has skipped so far."""
    return of_the_machine() + shift.read(settings.VAR_DIR)


timezone.now = of_the_story

__all__ = ["application"]
