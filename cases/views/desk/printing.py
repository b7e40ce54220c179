"""A case on paper: how it stands and what happened, under a reference; no text, address or name of hers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from cases.models import Location
from cases.views.desk import case_page, timeline, words
from cases.views.desk.entrance import case_or_404, now, staff, user_of, write_down
from cases.views.desk.frame import page
from cases.views.desk.moves import Standing
from cases.views.desk.queue import outbox_of
from cases.views.desk.rows import standing


@staff
@require_POST
def printing(request: HttpRequest, reference: str) -> HttpResponse:
    """The page to be printed. It is written down before anything is read; other pages print nothing."""
    at, user = now(), user_of(request)
    case = case_or_404(request, reference)
    write_down(request, case, "print", at)
    notices = case_page.load_notices(case)
    story, events = timeline.load(case, None, at, notices)
    out = outbox_of(user)
    standings = [standing(each, user, at, out) for each in notices]
    states = list(case.locations.values_list("state", flat=True))
    context: dict[str, Any] = {
        **case_page.header(case, standings, at, user),
        "owner": case_page.ownership(case, None),
        "notices": [(case_page.notice_line(each, story, events), proof(each)) for each in standings],
        "days": timeline.days(story, events, everything=False),
        "link_count": len(states),
        "gone_count": states.count(Location.State.REMOVED),
        "printed": words.exact(at),
    }
    return page(request, "desk/print.html", context, at=at)


def proof(s: Standing) -> str:
    """How we know that they have it, to the second: paper is read on another day."""
    if s.notice.received_at is None:
        return "nothing yet"
    return f"{s.notice.get_receipt_basis_display()}, {words.exact(s.notice.received_at)}"
