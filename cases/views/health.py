"""For machines: whether the house works, in a few words."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cases.models import Heartbeat

OLDEST = timedelta(minutes=5)


def healthz(request: HttpRequest) -> HttpResponse:
    """200 and "ok", or 503 and which part is missing. No versions, no counts."""
    try:
        last = Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first()
    except DatabaseError:
        return answer("database away", 503)
    if last is None or timezone.now() - last > OLDEST:
        return answer("worker away", 503)
    return answer("ok", 200)


def answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
