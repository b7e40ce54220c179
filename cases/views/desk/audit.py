"""Who looked: at one case, and how much in all. Counts, names and times, and nothing of what a case says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import Access, Alarm, Approval, Case, Chain, Event
from cases.permissions import hidden, may, reach, reachable
from cases.rules import alarms as rules
from cases.services import access_log, emergencies
from cases.views.desk import house_record, words
from cases.views.desk.entrance import case_or_404, now, staff, user_of
from cases.views.desk.frame import page
from cases.views.desk.moves import name_of

PER_PAGE = 100
ALARMS = 50
NOT_FOUND = "There is no case with this reference."


@staff
@require_GET
def readers(request: HttpRequest, reference: str) -> HttpResponse:
    """Who looked at this case, as what and why."""
    at = now()
    found = case_or_404(request, reference)
    part = Paginator(runs(found), PER_PAGE).get_page(request.GET.get("page"))
    last = Access.objects.select_related("user").in_bulk([each.seq for each in part], field_name="seq")
    context = {
        "title": found.reference,
        "section": "cases",
        "case": found,
        "part": part,
        "lines": [look_line(last[each.seq], each, at) for each in part],
        "may_open": may(request.user, "list", found),
    }
    return page(request, "desk/readers.html", context, at=at)


@dataclass
class Run:
    """Looks of one kind by one person within an hour, nothing between them: the last one, and how many."""

    seq: int
    began_at: datetime
    count: int = 1


def runs(case: Case) -> list[Run]:
    """The looks at a case, the latest first. However often one is refused, the real looks stay in sight."""
    found: list[Run] = []
    before: object = None
    columns = ("seq", "at", "kind", "user_id", "role", "reason")
    for seq, at, *same in Access.objects.filter(case=case).order_by("-seq").values_list(*columns):
        hour = "" if access_log.REFUSED in same else f"{at:%F %H}"
        if (hour, same) == before:
            found[-1].began_at = at
            found[-1].count += 1
        else:
            found.append(Run(seq, at))
        before = (hour, same)
    return found


def look_line(look: Access, run: Run, at: datetime) -> dict[str, Any]:
    return {
        "when": words.moment(look.at, at),
        "since": words.moment(run.began_at, at),
        "count": run.count,
        "who": name_of(look.user),
        "role": look.role,
        "kind": access_log.KINDS.get(look.kind, look.kind),
        "reason": access_log.REASONS.get(look.reason, look.reason.replace("_", " ")),
    }


@staff
@require_http_methods(["GET", "POST"])
def audit(request: HttpRequest) -> HttpResponse:
    """How the record stands, what was unusual, and what waits too long; the way to the looks at one case."""
    at, user, sentence, typed = now(), user_of(request), "", ""
    known = known_to(user)
    if request.method == "POST":
        typed = request.POST.get("reference", "").strip().upper().removeprefix("#")
        if typed.isalnum() and reachable(user, "read_audit").filter(reference=typed).exists():
            return HttpResponseRedirect(reverse("desk_readers", args=[typed]))
        sentence = NOT_FOUND
    context: dict[str, Any] = {
        "title": "Audit",
        "section": "audit",
        "sentence": sentence,
        "typed": typed,
        "may_look": bool(reach(user, "read_audit")),
        "counts": counts(at),
        "chains": chains(),
        "alarms": [alarm_line(each, at) for each in Alarm.objects.select_related("user")[:ALARMS]],
        "waiting": waiting(known, at),
        "alone": alone(known, at),
        "house": house_record.lines(house_record.newest(), at),
        "glass": emergencies.how_many_wait(user),
    }
    return page(request, "desk/audit.html", context, at=at, status=422 if sentence else 200)


def known_to(user: User) -> Q:
    """Requests of the house, and of cases this person is not kept from; of a flagged one with its record."""
    cases = Q(safeguarding=False) | Q(pk__in=reachable(user, "read_audit").values("pk"))
    return Q(case=None) | Q(case__in=Case.objects.filter(cases).exclude(hidden(user)))


def counts(at: datetime) -> list[tuple[str, int, int]]:
    """For each kind of look: how many within a day, and within a week."""
    day = Count("pk", filter=Q(at__gt=at - words.DAY))
    rows = Access.objects.filter(at__gt=at - 7 * words.DAY, at__lte=at).order_by("kind")
    found = rows.values("kind").annotate(day=day, week=Count("pk")).values_list("kind", "day", "week")
    return [(access_log.KINDS.get(kind, kind), *numbers) for kind, *numbers in found]


def chains() -> dict[str, Any]:
    """How long the record is, and whether its last look is the one its head names."""
    head = Chain.objects.filter(pk=access_log.LOOKS).first()
    last = Access.objects.order_by("-seq").first()
    meets = (head.length, head.head) == (last.seq, last.digest) if head and last else head is last is None
    return {"looks": head.length if head else 0, "events": Event.objects.count(), "meets": meets}


def alarm_line(alarm: Alarm, at: datetime) -> dict[str, Any]:
    rule = rules.rules().get(alarm.rule)
    lasted = words.length(alarm.last_at - alarm.began_at) if alarm.last_at > alarm.began_at else ""
    return {
        "says": rule.says if rule else alarm.rule,
        "who": name_of(alarm.user),
        "when": words.moment(alarm.began_at, at),
        "lasted": lasted,
        "count": alarm.count,
    }


def waiting(known: Q, at: datetime) -> list[dict[str, Any]]:
    """What waits for a second person, the oldest first."""
    rows = Approval.objects.filter(known, agreed_at=None, ended_at=None, expires_at__gt=at)
    return [
        {
            "what": each.get_kind_display(),
            "who": name_of(each.asked_by),
            "age": words.length(at - each.asked_at),
        }
        for each in rows.select_related("asked_by").order_by("asked_at")
    ]


def alone(known: Q, at: datetime) -> list[dict[str, str]]:
    """What one person asked for and agreed to as well, in a house of one; the newest first (S-31)."""
    rows = (
        Approval.objects.filter(known, alone=True)
        .select_related("asked_by", "agreed_by")
        .order_by("-agreed_at")
    )
    return [
        {
            "what": each.get_kind_display(),
            "who": name_of(each.agreed_by),
            "for": "" if each.agreed_by_id == each.asked_by_id else name_of(each.asked_by),
            "when": words.moment(each.agreed_at, at),
            "after": words.length(each.agreed_at - each.asked_at),
        }
        for each in rows[:ALARMS]
        if each.agreed_at is not None
    ]
