"""The POSTs of a notice: approve, file, receipt, what they answered, escalate, describe, note a filing."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms import desk as forms
from cases.models import Delivery, Notice
from cases.rules import purposes
from cases.services import deliveries, filings, locations, permitted
from cases.views.desk.doing import Doing, perform
from cases.views.desk.entrance import (
    NOT_HERE,
    attempt,
    case_or_404,
    location_or_404,
    notice_or_404,
    now,
    staff,
    user_of,
    write_down,
)
from cases.views.desk.frame import say
from cases.views.desk.notice_doings import DOINGS


@staff
@require_http_methods(["GET", "POST"])
def notice_action(request: HttpRequest, reference: str, number: int, action: str) -> HttpResponse:
    """One doing of a notice."""
    at, doing = now(), DOINGS.get(action)
    if doing is None:
        raise Http404(NOT_HERE)
    notice = notice_or_404(request, reference, number, doing.action)
    back = reverse("desk_notice", args=[notice.case.reference, number])
    context = {"title": notice.reference, "section": "cases", "case": notice.case, "where": back}
    return perform(request, doing, notice, at=at, back=back, context=context)


@staff
@require_http_methods(["GET", "POST"])
def filed(request: HttpRequest, reference: str, number: int, delivery_id: UUID) -> HttpResponse:
    """A person has filed a prepared draft with a further body: when, and their reference."""
    notice = notice_or_404(request, reference, number)
    found = notice.deliveries.filter(pk=delivery_id, kind=Delivery.Kind.ESCALATION)
    return note_filed(request, notice, found, action="file", section="#escalation")


@staff
@require_http_methods(["GET", "POST"])
def letter_filed(request: HttpRequest, reference: str, number: int, letter_id: UUID) -> HttpResponse:
    """A person has filed a chaser or a letter of withdrawal where the notice was filed."""
    notice = notice_or_404(request, reference, number)
    found = notice.deliveries.filter(pk=letter_id, kind__in=Delivery.FOLLOW_UPS, by_hand=True)
    return note_filed(request, notice, found, action="follow", section="#letters")


def note_filed(
    request: HttpRequest, notice: Notice, found: QuerySet[Delivery], *, action: str, section: str
) -> HttpResponse:
    at, row = now(), found.first()
    if row is None:
        raise Http404(NOT_HERE)
    doing = Doing(
        "filed", "Mark as filed", action, "You have filed this outside. Nothing is sent from here.",
        "The filing is noted.",
        lambda *, subject, user, at, cleaned: deliveries.note_filed(
            delivery_id=row.pk, filed_at=cleaned["instant"], reference=cleaned["reference"], actor=user, at=at
        ),
        lambda subject, user, typed: forms.Filed(typed, person_zone=subject.case.zone),
        way=lambda subject: without_yes(row),
    )  # fmt: skip
    back = reverse("desk_notice", args=[notice.case.reference, notice.number])
    context = {"title": notice.reference, "section": "cases", "case": notice.case, "where": back}
    return perform(request, doing, notice, at=at, back=back + section, context=context)


def without_yes(row: Delivery) -> list[str]:
    missing = permitted.lacking(row)
    return [purposes.refusal(missing)] if missing else []


@staff
@require_POST
def ask_filing(request: HttpRequest, reference: str, number: int, delivery_id: UUID) -> HttpResponse:
    """Ask a second person to read a draft for a public body before it is filed."""
    at = now()
    notice = notice_or_404(request, reference, number)
    row = Delivery.objects.filter(pk=delivery_id, notice=notice, kind=Delivery.Kind.ESCALATION).first()
    if row is None:
        raise Http404(NOT_HERE)
    sentence = attempt(filings.ask, delivery_id=row.pk, actor=user_of(request), at=at)
    say(request, sentence or "A second person is asked for.")
    back = reverse("desk_notice", args=[notice.case.reference, number])
    return HttpResponseRedirect(back + "#escalation")


@staff
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Neutral words about one link, for the annex."""
    at = now()
    location = location_or_404(request, reference, number)
    case = case_or_404(request, reference)
    write_down(request, case, "reveal", at)
    depiction = location.depiction
    first = {
        "kind": depiction.kind if depiction else "photo",
        "made": depiction.made if depiction else "unsure",
        "description": depiction.description if depiction else "",
        "position": location.position,
    }
    doing = Doing(
        "describe", f"Describe link {number}", "prepare", "These words stand in the annex of the letter.",
        f"Link {number} is described.",
        lambda *, subject, user, at, cleaned: locations.describe(
            location_id=location.pk, actor=user, at=at, **cleaned
        ),
        lambda subject, user, typed: forms.Describe(typed, initial=first),
    )  # fmt: skip
    back = reverse("desk_case", args=[case.reference])
    context = {"title": case.reference, "section": "cases", "case": case, "where": back}
    return perform(request, doing, case, at=at, back=back + "#links", context=context)
