"""For machines: whether the house works, in a few words."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cases.models import Heartbeat
from cases.services import health

OLDEST = timedelta(minutes=5)
WORDS = {"mail": "mail is not leaving", "clock": "the clock is in doubt", "space": "little space is left"}


def healthz(request: HttpRequest) -> HttpResponse:
    """200 and "ok" or what is degraded, or 503 and which part is missing. No versions, no counts."""
    now = timezone.now()
    try:
        last = Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first()
        found = health.troubles(at=now)
    except DatabaseError:
        return answer("database away", 503)
    if last is None or now - last > OLDEST:
        return answer("worker away", 503)
    words = [WORDS[trouble.word] for trouble in found]
    return answer("degraded: " + ", ".join(words) if words else "ok", 200)


def answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
