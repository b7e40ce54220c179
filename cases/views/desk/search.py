"""Search: what is typed stands in the body of a POST and in the page that answers, and nowhere else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.forms.search import Search
from cases.models import Case
from cases.services import search as searching
from cases.services import throttle
from cases.services.search import Found
from cases.views import errors
from cases.views.desk.cases import counted, line
from cases.views.desk.entrance import now, staff, user_of, write_down
from cases.views.desk.frame import page, say

# Whoever looks for an address may have a mail from it (V-43).
PROVES_NOTHING = (
    "From an address on file; identity not proven. Whoever can read that mailbox can write from it."
)


@staff
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Counted and written down before anything is looked for; one hit opens its case."""
    at, user = now(), user_of(request)
    form = Search(request.POST) if request.method == "POST" else Search()
    context: dict[str, Any] = {"title": "Search", "section": "search", "form": form, "asked": False}
    context["names_at_once"] = searching.NAMES_AT_ONCE
    if not form.is_bound or not form.is_valid():
        return page(request, "desk/search.html", context, at=at, status=422 if form.is_bound else 200)
    if not throttle.allow(throttle.SEARCHES, str(user.pk), at=at):
        return errors.too_many(request, wait=throttle.wait(throttle.SEARCHES, str(user.pk), at=at))
    write_down(request, None, "search", at)
    found = searching.find(reader=user, text=form.cleaned_data["q"], skip=form.cleaned_data["skip"] or 0)
    if "e-mail" in found.by.values():
        say(request, PROVES_NOTHING)
    if len(found.by) == 1 and not found.names_left:
        reference = Case.objects.values_list("reference", flat=True).get(pk=next(iter(found.by)))
        return HttpResponseRedirect(reverse("desk_case", args=[reference]))
    return page(request, "desk/search.html", {**context, **answer(found, user, at)}, at=at)


def answer(found: Found, user: Any, at: Any) -> dict[str, Any]:
    """The cases found, in the order of certainty, and how far the names were read."""
    rows = counted(Case.objects.filter(pk__in=list(found.by)[: searching.SHOWN])).in_bulk()
    return {
        "asked": True,
        "lines": [{**line(rows[pk], user, at), "by": by} for pk, by in found.by.items() if pk in rows],
        "more": len(found.by) > searching.SHOWN,
        "shown": searching.SHOWN,
        "found": found,
    }
