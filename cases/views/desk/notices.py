"""A notice: the letter beside what each law asks for, where it goes, and what they answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from cases.models import Channel, Delivery, Notice, Paper
from cases.permissions import may
from cases.rules import purposes, regime
from cases.rules.frame import frame
from cases.rules.unseen import visible
from cases.services import approvals, filings, house, notices, permitted
from cases.services.gaps import Check
from cases.views.desk import bars, letter, moves, words
from cases.views.desk.doing import choices, offered
from cases.views.desk.entrance import NOT_HERE, case_or_404, notice_or_404, now, staff, user_of, write_down
from cases.views.desk.frame import page
from cases.views.desk.notice_doings import DOINGS, receipt_form
from cases.views.desk.rows import badges
from cases.views.desk.why import accounts

N = Notice.State
STANDS = {
    "agreed": "waits for a person",
    "asked": "waits for a second person",
    "unasked": "a second person has to agree first",
}


@staff
@require_GET
def notice(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The notice. Who reads it is written down first."""
    at, user = now(), user_of(request)
    found = notice_or_404(request, reference, number)
    write_down(request, found.case, "notice", at)
    check = notices.check(found, at=at)
    document = notices.preview(found, at=at)
    doings = offered(DOINGS, found, user)
    context = {
        **heading(found, at),
        "document": document,
        "signatory": visible(document.signature.name),
        "seal": notices.seal(document),
        "sections": letter.sections(document, check),
        "annex": letter.annex(document),
        "frame": frame(document.to_json()),
        "badges": badges(found.regimes),
        "matrix": letter.matrix(found, document, check),
        "blocked": check.blocked,
        "check_ok": check.ok,
        "goes": where(found, user, at),
        "doings": doings,
        "choices": choices(doings, found),
        "not_yet": [] if found.state != N.DRAFT else not_yet(found, check),
        "drafts": drafts(found, user, at),
        "follow_ups": follow_ups(found, user, at),
        "papers": Paper.objects.filter(notice=found).defer("pdf", "text").order_by("made_at"),
        **filing(found, document, doings, user),
    }
    return page(request, "desk/notice.html", context, at=at)


def heading(found: Notice, at: datetime) -> dict[str, Any]:
    clocks = list(found.clocks.prefetch_related("supersedes"))
    clock = bars.lead(clocks)
    received = found.case.events.filter(kind="received", notice_id=found.pk).order_by("-seq").first()
    typed_by = moves.name_of(received.actor) if received and received.actor else ""
    return {
        "title": found.reference,
        "section": "cases",
        "case": found.case,
        "notice": found,
        "platform": found.platform.name if found.platform else "another website",
        "state": found.get_state_display().lower(),
        "face": bars.face(clock, at, plan=house.plan()),
        "has_clock": clock is not None,
        "whys": accounts(found, clocks, typed_by),
        "sent": delivery_words(found, at),
    }


def delivery_words(found: Notice, at: datetime) -> str:
    """Where the mail is, in words."""
    row = found.deliveries.filter(kind=Delivery.Kind.NOTICE).order_by("-created_at").first()
    if row is None:
        return ""
    if row.by_hand and row.state in (Delivery.State.HELD, Delivery.State.QUEUED):
        return "It waits for a person to file it."
    if row.sent_at:
        return f"{'Filed' if row.by_hand else 'Sent'} {words.moment(row.sent_at, at)}."
    why = f" {words.opening(row.last_error)}." if row.last_error else ""
    return f"The mail: {row.get_state_display().lower()}.{why}"


def where(found: Notice, user: User, at: datetime) -> dict[str, Any]:
    """By which channel, to which address, and who has checked it."""
    channel = found.channel
    if channel is None:
        return {"by": "No channel is known for this website.", "address": "", "checked": "", "verify": None}
    by = {
        Channel.Kind.WEB_FORM: "Their removal form. A person files it; we show each answer in order.",
        Channel.Kind.EMAIL: "E-mail.",
        Channel.Kind.IN_APP: "A report inside the app. A person files it.",
    }[Channel.Kind(channel.kind)]
    if channel.verified_at:
        day = words.plain_date(words.local(channel.verified_at).date())
        checked = f"Address checked {day} by {moves.name_of(channel.verified_by)}."
    else:
        checked = "Nobody has checked this address yet. Nothing is sent there by itself."
    verify = channel.pk if channel.verified_at is None and may(user, "verify_channel") else None
    return {"by": by, "address": channel.address, "checked": checked, "verify": verify}


def not_yet(found: Notice, check: Check) -> list[str]:
    """Why the button waits, in sentences."""
    gaps = sum(len(missing) for missing in check.missing.values())
    reasons = list(DOINGS["approve"].way(found))
    if gaps:
        many = f"{words.in_words(gaps)} element{'s are' if gaps > 1 else ' is'} missing"
        reasons.append(f"{many}, so this cannot be approved yet.")
    if check.blocked:
        reasons.append("Something stands in the letter that must never be there.")
    channel = found.channel
    if channel and channel.kind == Channel.Kind.EMAIL and channel.verified_at is None:
        reasons.append("Nobody has checked the e-mail address yet.")
    return reasons


def filing(found: Notice, document: Any, doings: dict[str, Any], user: User) -> dict[str, Any]:
    """The assisted channel: prepared answers and the form for the receipt, once the notice is approved."""
    by_hand = found.channel is None or found.channel.kind != Channel.Kind.EMAIL
    if found.state != N.APPROVED or not by_hand or "receipt" not in doings:
        return {"answers": [], "receipt": None}
    form = receipt_form(found, user, None)
    form.fields["basis"].initial = Notice.Basis.FORM_CONFIRMATION
    return {"answers": letter.answers(found, document), "receipt": form}


def drafts(found: Notice, user: User, at: datetime) -> list[dict[str, Any]]:
    """What is prepared for further bodies, and what a person has filed."""
    rows = found.deliveries.filter(kind=Delivery.Kind.ESCALATION).order_by("created_at", "step")
    return [draft(row, found, user, at) for row in rows]


def follow_ups(found: Notice, user: User, at: datetime) -> list[dict[str, Any]]:
    """Chasers and letters of withdrawal that a person files where the notice was filed."""
    rows = found.deliveries.filter(kind__in=Delivery.FOLLOW_UPS, by_hand=True).order_by("created_at")
    by = {"filed_at": "desk_letter_filed", "action": "follow"}
    return [
        {**draft(row, found, user, at, **by), "badge": "", "body": words.opening(row.get_kind_display())}
        for row in rows
    ]


def second_of(row: Delivery, at: datetime) -> str:
    """How far the second pair of eyes is that a filing with a public body needs."""
    subject = str(row.pk)
    if approvals.given(filings.FILING, subject, filings.content(row), at=at):
        return "agreed"
    return "asked" if approvals.pending(filings.FILING, subject, at=at) else "unasked"


def draft(
    row: Delivery,
    found: Notice,
    user: User,
    at: datetime,
    *,
    filed_at: str = "desk_filed",
    action: str = "file",
) -> dict[str, Any]:
    known = regime.all_regimes()
    law = known.get(row.regime)
    step = next((each for each in law.ladder if each.step == row.step), None) if law else None
    args = [found.case.reference, found.number, row.pk]
    waits = row.state in (Delivery.State.HELD, *Delivery.WAITING)
    filed = f"filed {words.moment(row.sent_at, at)}" if row.sent_at else row.get_state_display().lower()
    missing = purposes.lacking(found.case.consents, permitted.purpose_of(row)) if waits else ""
    ready = row.state == Delivery.State.HELD and not missing
    two = second_of(row, at) if ready and filings.needs_two(row) else "agreed"
    reply = f", {row.reply}" if row.reply else ""
    return {
        "badge": law.short if law else "",
        "body": step.body if step else row.step.replace("_", " "),
        "route": step.route if step else "",
        "missing": purposes.refusal(missing) if missing else "",
        "state": STANDS[two] if ready else "its paper is being made" if waits else filed + reply,
        "paper": reverse("desk_paper", args=[found.case.reference, row.paper_id]) if row.paper_id else "",
        "file": reverse(filed_at, args=args)
        if ready and two == "agreed" and may(user, action, found.case)
        else "",
        "ask": reverse("desk_ask_filing", args=args)
        if ready and two == "unasked" and row.paper_id and may(user, "ask_two", found.case)
        else "",
        "waits": waits,
    }


@staff
@require_GET
def paper(request: HttpRequest, reference: str, paper_id: UUID) -> HttpResponse:
    """The PDF exactly as it leaves the house."""
    case = case_or_404(request, reference)
    found = Paper.objects.filter(pk=paper_id, notice__case=case).select_related("notice__case").first()
    if found is None:
        raise Http404(NOT_HERE)
    write_down(request, case, "paper", now())
    response = HttpResponse(found.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.notice.reference}.pdf"'
    return response
