"""Ask for another address of a platform, from a day on (S-30)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.forms.desk_two import Readdress
from cases.models import Platform
from cases.services import readdressing
from cases.views.desk.entrance import attempt, now, staff, user_of
from cases.views.desk.frame import page, say


@staff
@require_http_methods(["GET", "POST"])
def readdress(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; what it asks for is done only when a second person agrees."""
    at, user = now(), user_of(request)
    platform = get_object_or_404(Platform, slug=slug)
    form = Readdress(
        request.POST or None,
        channels=platform.channels.filter(retired_on=None),
        initial={"start": at.date().isoformat()},
    )
    sentence = ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        old = typed.pop("old")
        sentence = attempt(
            readdressing.ask, slug=slug, old=old.pk if old else None, **typed, actor=user, at=at
        )
        if not sentence:
            say(request, "A second person is asked for. Until then the directory stays as it is.")
            return HttpResponseRedirect(reverse("desk_platform", args=[slug]))
    context = {"title": platform.name, "section": "directory", "platform": platform, "form": form}
    status = 409 if sentence else 422 if form.errors else 200
    return page(request, "desk/readdress.html", {**context, "sentence": sentence}, at=at, status=status)
