"""A case: nearest clock, next move, links, notices, what happened; the report behind one logged click."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from cases.forms.contact import SUBJECTS
from cases.models import Case
from cases.models.fields import readable
from cases.permissions import may
from cases.rules import urls
from cases.services import hints, person_mail
from cases.views.desk import case_page, copies, places, second, timeline, told, words, written
from cases.views.desk.case_doings import DOINGS
from cases.views.desk.doing import choices, offered
from cases.views.desk.entrance import case_or_404, location_or_404, now, staff, user_of, write_down
from cases.views.desk.frame import page
from cases.views.desk.queue import outbox_of
from cases.views.desk.report import contact_parts, report_parts
from cases.views.desk.rows import standing

OPENABLE = ("https://", "http://")


@staff
@require_GET
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """The case. Who opens it is written down before anything is read."""
    at, user = now(), user_of(request)
    found = case_or_404(request, reference)
    if not may(user, "open", found):
        return page(request, "desk/door.html", {"title": found.reference, "case": found}, at=at)
    write_down(request, found, "open", at)
    notices = case_page.load_notices(found)
    story, events = timeline.load(found, user, at, notices)
    out = outbox_of(user)
    standings = [standing(each, user, at, out) for each in notices]
    everything = "all" in request.GET
    ready = offered(DOINGS, found, user)
    context = {
        **case_page.header(found, standings, at, user),
        **mail_shown(found, user, at),
        **case_page.links_of(request, story, events, standings),
        "copy": copies.waiting(found, user, at),
        "demands": copies.demands(found, user, at),
        "second": second.waiting(found, user, at),
        "written": written.summary(found, at),
        "places_told": told.places(found),
        "reports_told": told.reported(found),
        "hints": hints.of(found, user),
        "dead_letters": out.dead,
        "panel": case_page.panel(found, standings, at, user),
        "doings": ready,
        "choices": choices(ready, found),
        "notices": [
            case_page.notice_line(each, story, events, case_page.addressee(each)) for each in standings
        ],
        "days": timeline.days(story, events, everything=everything),
        "has_more": len(events) > timeline.LATEST and not everything,
    }
    return page(request, "desk/case.html", context, at=at)


def mail_shown(found: Case, user: User, at: datetime) -> dict[str, Any]:
    """Our mail to the person in full, where one may go out; that it was shown is kept (V-46)."""
    if found.state in Case.FINAL or not case_page.wants_mail(found):
        return {}
    is_new = person_mail.show(user=user, at=at)
    return {"mail": person_mail.template(found.language), "mail_is_new": is_new, "subjects": SUBJECTS}


@staff
@require_POST
def reveal(request: HttpRequest, reference: str) -> HttpResponse:
    """The report, one text of it, or how to reach the person: a click each, and each is written down."""
    at = now()
    found = case_or_404(request, reference)
    part = request.POST.get("part", "")
    contact = part == "contact"
    write_down(request, found, "contact" if contact else "reveal", at)
    parts = contact_parts(found) if contact else report_parts(found, user_of(request), show=part)
    context = {"title": found.reference, "section": "cases", "case": found, "parts": parts}
    return page(request, "desk/report.html", {**context, "contact": contact}, at=at)


@staff
@require_GET
def look(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The second step before a link is opened: what to expect, and the buttons to say what is there."""
    at = now()
    found = location_or_404(request, reference, number)
    write_down(request, found.case, "look", at)
    address = readable(found, "address")
    context = {
        "title": found.case.reference,
        "section": "cases",
        "case": found.case,
        "number": number,
        "state": words.opening(found.get_state_display()),
        "shown": urls.defang(address),
        "address": address if address.startswith(OPENABLE) and not found.case.safeguarding else "",
        "sayings": () if found.case.safeguarding else places.sayings(found),
    }
    return page(request, "desk/look.html", context, at=at)
