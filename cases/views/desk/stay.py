"""Staying signed in: a page says that someone types or clicks on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from cases.views.desk.entrance import staff


@staff
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Coming in at the door has renewed the session, and that is all."""
    return HttpResponse(status=204, content_type="text/plain")
