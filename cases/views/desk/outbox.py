"""What must leave and has not: age, owner, cause in plain words, and what can be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cases.models import Case, Delivery
from cases.permissions import may, reachable, visible_cases
from cases.services import dead_letters, held
from cases.services import outbox as post
from cases.views.desk import words
from cases.views.desk.entrance import NOT_HERE, attempt, now, refuse, route_of, staff, user_of
from cases.views.desk.frame import page, say
from cases.views.desk.moves import name_of, owner

PER_PAGE = 50
S = Delivery.State
SHOWN = {
    "dead": Delivery.to_see_to(),
    "waiting": Q(state__in=Delivery.WAITING),
    "held": Q(state=S.HELD),
}
TITLES = {"dead": "Not delivered", "waiting": "On the way", "held": "Waits for a person"}
EMPTY = {
    "dead": "Nothing has bounced.",
    "waiting": "Nothing is on its way.",
    "held": "Nothing waits for a person.",
}
DOES = {
    "retry": dead_letters.retry,
    "cancel": dead_letters.cancel,
    "by-hand": dead_letters.by_hand,
    "take-up": dead_letters.take_up,
}
DONE = {
    "retry": "It will be tried again.",
    "cancel": "It is cancelled and will not be sent.",
    "by-hand": "Its paper is being made. File it by hand from the notice.",
    "take-up": "It is yours to see to.",
}
WHY_HELD = {
    "clock": "because the clock is in doubt. Check the time on this machine and on the database first.",
    "restored": "since a backup was restored. They may have been sent before: look at each first.",
}


@staff
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Dead letters first; what waits and what is held for a person are one click away."""
    at, user = now(), user_of(request)
    which = request.GET.get("show", "dead")
    which = which if which in SHOWN else "dead"
    mine = Delivery.objects.filter(case__in=visible_cases(user))
    rows = mine.filter(SHOWN[which]).select_related(
        "case__assignee", "notice__platform", "to_user", "noted_by"
    )
    part = Paginator(rows.order_by("due_at", "created_at"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": "Outbox",
        "section": "outbox",
        "which": which,
        "empty": EMPTY[which],
        "keep": f"show={which}&",
        "counts": [(key, TITLES[key], mine.filter(those).count()) for key, those in SHOWN.items()],
        "reasons": dead_letters.REASONS.items(),
        "releases": releases() if may(user, "see_team") else [],
        "unreachable": [name_of(each) for each in post.without_address()] if may(user, "see_team") else [],
        "part": part,
        "lines": [line(row, user, at) for row in part.object_list],
    }
    return page(request, "desk/outbox.html", context, at=at)


def releases() -> list[tuple[str, str, str]]:
    """What a supervisor can let go with one click: why, and what to look at first.

    It concerns the clock or the backup and with it every case, so no number is said: some are not theirs to
    know.
    """
    doubted = held.clock_doubted_since() is not None
    held_now = {why: held.waiting(why) > 0 for why in held.REASONS}
    return [
        (why, "Mail is held" if some else "No mail is held yet, but it will be", WHY_HELD[why])
        for why, some in held_now.items()
        if some or (why == "clock" and doubted)
    ]


def line(row: Delivery, user: User, at: datetime) -> dict[str, Any]:
    case, notice = row.case, row.notice
    allowed, dead = may(user, "follow", case), row.state in Delivery.DEAD_LETTERS
    to = notice.platform.name if notice and notice.platform and row.to_user is None else ""
    return {
        "pk": row.pk,
        "what": row.get_kind_display() + (f" to {to}" if to else ""),
        "reference": notice.reference if notice else case.reference,
        "path": reverse("desk_notice", args=[case.reference, notice.number])
        if notice
        else reverse("desk_case", args=[case.reference]),
        "age": words.length(at - row.created_at),
        "owner": owner(case, user),
        "state": row.get_state_display(),
        "cause": cause(row),
        "attempts": words.count(row.attempts, "try", "tries"),
        "may_retry": allowed and not row.by_hand and (dead or row.state == S.HELD),
        "may_cancel": allowed and row.state not in (S.SENT, S.CLAIMED, S.CANCELLED),
        "other_way": bool(notice) and row.kind == Delivery.Kind.NOTICE,
        "may_file": allowed and dead and row.kind in Delivery.FOLLOW_UPS and not row.by_hand,
        "may_take_up": allowed and dead and row.noted_by_id is None,
        "seen_to": seen_to(row, user) if dead else "",
    }


def seen_to(row: Delivery, user: User) -> str:
    """Who sees to a dead letter, or that the supervisors were told that nobody does."""
    if row.noted_by_id:
        return "You see to it" if row.noted_by_id == user.pk else f"{name_of(row.noted_by)} sees to it"
    return "The supervisors were told" if row.raised_at else "Nobody has taken it up"


def cause(row: Delivery) -> str:
    """Why it has not left, in plain words; their server's own answer last."""
    why = row.last_error
    if row.state == S.FAILED:
        return "Their mail server refused it for good" + (f": {why}" if why else ".")
    if row.state == S.HELD:
        return words.opening(why) if why else "It is ready. A person files it."
    if row.by_hand:
        return "Its paper is being made. A person files it."
    return words.opening(why) if why else "Nothing has gone wrong. It waits its turn."


@staff
@require_POST
def act(request: HttpRequest, delivery_id: UUID, action: str) -> HttpResponse:
    """Try again, file it by hand, see to it, or cancel it for a reason."""
    at, user = now(), user_of(request)
    if action not in DOES:
        raise Http404(NOT_HERE)
    theirs = Delivery.objects.filter(case__in=reachable(user, route_of(request).needs))
    row = theirs.filter(pk=delivery_id).select_related("case").first()
    if row is None:
        refuse(request, Case.objects.filter(deliveries=delivery_id))
    reason = {"reason": request.POST.get("reason", "")} if action == "cancel" else {}
    sentence = attempt(DOES[action], delivery_id=row.pk, actor=user, at=at, **reason)
    say(request, sentence or DONE[action])
    return HttpResponseRedirect(reverse("desk_outbox"))


@staff
@require_POST
def release(request: HttpRequest, why: str) -> HttpResponse:
    """A supervisor lets go what was held."""
    at, user = now(), user_of(request)
    if why not in held.REASONS:
        raise Http404(NOT_HERE)
    held.release(why=why, actor=user, at=at)  # how many is not said: some may be of cases not theirs to know
    say(request, "Mail may leave again.")
    return HttpResponseRedirect(reverse("desk_outbox"))
