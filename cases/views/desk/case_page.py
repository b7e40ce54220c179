"""The parts of a case's page, put together from rows that are already loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest

from cases.models import Case, Event, Item, Kind, Notice, Step
from cases.models.keyring import CannotOpen
from cases.permissions import in_emergency, may, owners
from cases.rules import purposes, regime
from cases.services import legal_holds
from cases.views.desk import bars, case_moves, moves, places, timeline, words
from cases.views.desk.case_doings import DOINGS, MAIN
from cases.views.desk.doing import Doing, offered
from cases.views.desk.moves import Move, Standing
from cases.views.desk.rows import badges
from cases.views.desk.why import Why, accounts

LINKS_PER_PAGE = 100
ERASED = {
    Case.EraseRule.ASKED: "The person asked us to delete everything.",
    Case.EraseRule.EARLY: "Two of us decided to erase this before its day.",
    Case.EraseRule.MISUSE: "It was closed as misuse.",
}


@dataclass(frozen=True)
class NoticeLine:
    """One notice on the case's page."""

    notice: Notice
    platform: str
    links: str
    proof: str
    badges: tuple[str, ...]
    face: bars.Face
    whys: list[Why]


@dataclass(frozen=True)
class Panel:
    """The next move: one filled button, and what else can be done at once."""

    title: str
    why: str
    label: str
    path: str
    doing: Doing | None
    way: list[str]


def load_notices(case: Case) -> list[Notice]:
    hidden = [f"location__{name}" for name in ("pasted", "address", "site", "position", "remark")]
    rows = case.notices.select_related("platform", "channel").order_by("number")
    found = list(
        rows.prefetch_related(
            "clocks__supersedes",
            Prefetch("items", queryset=Item.objects.select_related("location").defer(*hidden)),
            Prefetch("steps", queryset=Step.objects.filter(kind="chaser")),
        )
    )
    for notice in found:
        notice.case = case  # the same object: one key opens all
    return found


def header(case: Case, standings: list[Standing], at: datetime, user: User) -> dict[str, Any]:
    """Title, whose it is, the nearest clock. The title holds the short reference and nothing else."""
    urgent = nearest(standings)
    begun = case.state in Case.FINAL or any(s.clocks for s in standings)
    waiting = "No clock runs" if begun else "No clock yet"
    face = bars.face(urgent.clock, at, plan=urgent.plan) if urgent else bars.face(None, at, without=waiting)
    return {
        "title": case.reference,
        "section": "cases",
        "case": case,
        "state": case.get_state_display().lower(),
        "face": face,
        "face_note": f"{urgent.them}, notice {urgent.notice.number}" if urgent else "",
        "owner": ownership(case, user),
        "yours": case.assignee_id == user.pk,
        "laws": laws(standings),
        "contact": contact(case),
        "not_agreed": not_agreed(case),
        "hold": hold_line(case, at),
        "emergency": emergency(case, user, at),
        "erase_why": ERASED[case.erase_rule],
        "kept_until": words.plain_date(case.retain_until) if case.retain_until else "",
        "may_conflicts": may(user, "conflicts", case),
        "erase_at": words.moment(case.erase_at, at) if case.erase_at else "",
        "may_reveal": may(user, "open", case),
        "may_write": may(user, "message", case),
        "has_fingerprints": case.depictions.exclude(fingerprints="").exists(),
        "may_audit": may(user, "read_audit", case),
    }


def emergency(case: Case, user: User, at: datetime) -> str:
    """Until when this person may see it because of an emergency, or nothing."""
    if case.pk not in in_emergency(user):
        return ""
    glass = case.broken_glass.filter(user=user, until__gt=at).order_by("-until").first()
    return words.moment(glass.until, at) if glass else ""


def hold_line(case: Case, at: datetime) -> str:
    """Since when it is under legal hold, by whom, and when that is looked at again; or nothing."""
    hold = legal_holds.of(case)
    if hold is None:
        return ""
    told = "The person may not be told." if hold.bar else "The person reads that we must keep it for now."
    since = words.plain_date(words.local(hold.since).date())
    late = " That day is past." if hold.review_on < at.date() else ""
    return (
        f"Since {since}, last set by {moves.name_of(hold.set_by)}, to be looked at again by "
        f"{words.plain_date(hold.review_on)}.{late} Nothing of it is erased meanwhile. {told}"
    )


def nearest(standings: list[Standing]) -> Standing | None:
    """The notice whose clock ends first: deadlines before targets."""
    running = [(s, s.clock) for s in standings if s.clock is not None]
    pairs = sorted(running, key=lambda pair: (pair[1].kind != "deadline", pair[1].due_at))
    return pairs[0][0] if pairs else None


def ownership(case: Case, user: User | None) -> str:
    """Whose it is and since when, for this reader; for paper, which anyone may read, with the name."""
    since = case.taken_up_at or case.opened_at
    day = f"{words.local(since).day} {words.local(since):%B}"
    if case.assignee_id is None:
        return f"Without an owner. It came on {day}."
    if user is not None and case.assignee_id == user.pk:
        return f"Yours since {day}."
    covers = user is not None and case.assignee_id in owners(user) and not case.safeguarding
    covered = " You cover." if covers else ""
    return f"With {moves.name_of(case.assignee)} since {day}.{covered}"


def laws(standings: list[Standing]) -> str:
    """ "US and UK rules apply." """
    known = regime.all_regimes()
    counted = [s.notice for s in standings if s.notice.state != Notice.State.WITHDRAWN]
    named = {known[code].place for notice in counted for code in notice.regimes if code in known}
    ordered = sorted(filter(None, named), reverse=True)
    return f"{words.listing(ordered)} rules apply." if ordered else ""


def wants_mail(case: Case) -> bool:
    try:
        return (case.safe_contact or {}).get("channel") == "email"
    except CannotOpen:
        return False


def contact(case: Case) -> str:
    """How the person wants to be reached, without any address."""
    try:
        plan = case.safe_contact or {}
    except CannotOpen:
        return "The contact plan cannot be opened."
    if plan.get("unsafe"):
        return "The person's mailbox refused our mail. Nothing more is sent there."
    if plan.get("channel") == "email":
        return "The person wants a short e-mail when there is news."
    return "The person does not want to be contacted and comes back to read."


def not_agreed(case: Case) -> str:
    """What the person keeps us from, in one sentence; the page shows it before anything else is planned."""
    acts = [act for purpose, act in purposes.ACTS.items() if not case.permits(purpose)]
    if not acts or case.safeguarding:
        return ""
    return f"The person has not agreed that {', or that '.join(acts)}."


def panel(case: Case, standings: list[Standing], at: datetime, user: User) -> Panel:
    """What comes next: an open notice's move while there is one, else the case's own."""
    ready = offered(DOINGS, case, user)
    working = [s for s in standings if s.notice.state in Notice.OPEN]
    if case.state == Case.State.ACTIVE and working and not case.safeguarding and case.allows("platforms"):
        urgent = min(working, key=urgency)
        move = moves.of_notice(urgent)
        title = f"{turn(move)}, notice {urgent.notice.number}"
        return Panel(title, move.why, move.label, move.path, None, [])
    open_links = case.locations.filter(state__in=case.locations.model.OPEN).count()
    move = case_moves.of_case(case, user, at, locations=case.locations.count(), open_locations=open_links)
    doing = next((ready[key] for key in MAIN if key in ready), None)
    way = doing.way(case) if doing else []
    title = "This case is over" if case.state in Case.FINAL else turn(move)
    return Panel(title, move.why, "", "", doing, way)


def urgency(s: Standing) -> tuple[int, datetime]:
    """The same order as the queue's."""
    if s.clock is None:
        return (2, s.notice.created_at)
    return (0 if s.clock.kind == "deadline" else 1, s.clock.due_at)


def turn(move: Move) -> str:
    if move.who.partition(",")[0] == "You":
        return "Your move"
    return "Nobody has this yet" if move.who == "Nobody" else f"Next move: {move.who}"


def links_of(
    request: HttpRequest, story: timeline.Story, events: list[Event], standings: list[Standing]
) -> dict[str, Any]:
    """One page of links by platform; a case may hold thousands."""
    rows = story.case.locations.select_related("platform").order_by("platform__name", "number")
    part = Paginator(rows, LINKS_PER_PAGE).get_page(request.GET.get("links"))
    locations = list(part.object_list)
    for location in locations:
        location.case = story.case
    made = places.rows(story, locations, events)
    states = list(story.case.locations.values_list("state", flat=True))
    pairs = zip((places.site_name(each) for each in locations), made, strict=True)
    return {
        "groups": places.groups(pairs, notes(standings)),
        "links_part": part,
        "link_count": len(states),
        "gone_count": states.count("removed"),
    }


def notes(standings: list[Standing]) -> dict[str, str]:
    """What stands beside a platform's name: its open notice and the time left."""
    said = {}
    for s in standings:
        if s.notice.state in Notice.OPEN:
            time = bars.face(s.clock, s.at).words if s.clock else s.notice.get_state_display()
            said[addressee(s)] = f"notice {s.notice.number}, {time.lower() if s.clock is None else time}"
    return said


def addressee(s: Standing) -> str:
    """The platform, or the domain of another website, as it stands above its links."""
    if s.notice.platform or not s.locations:
        return s.them
    first = s.locations[0]
    first.case = s.notice.case  # the same object: one key opens all
    return places.site_name(first)


def notice_line(s: Standing, story: timeline.Story, events: list[Event], to: str = "") -> NoticeLine:
    received = next((e for e in events if e.kind == Kind.RECEIVED and e.notice_id == s.notice.pk), None)
    typed_by = story.who(received.actor_id) if received else ""
    without = "No clock yet" if s.notice.state in Notice.OPEN else s.notice.get_state_display().capitalize()
    return NoticeLine(
        notice=s.notice,
        platform=to or s.them,
        links=f"{s.notice.get_state_display().lower()}, {words.count(len(s.locations), 'link')}",
        proof=proof(s),
        badges=badges(s.notice.regimes),
        face=bars.face(s.clock, s.at, without=without, plan=s.plan),
        whys=accounts(s.notice, s.clocks, typed_by),
    )


def proof(s: Standing) -> str:
    if s.notice.received_at is None:
        return "nothing yet"
    basis = s.notice.get_receipt_basis_display()
    return f"{basis}, {words.short_moment(s.notice.received_at, s.at)}"
