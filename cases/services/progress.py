"""Where her case stands, gathered for her own page: no address, no name, nothing she typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.models import Case, Clock, Event, Item, Kind, Location, Notice
from cases.rules import sentences
from cases.services import messages


@dataclass(frozen=True)
class Link:
    """One link by its number and its site's name, with the one thing to say about it."""

    number: int
    site: str
    line: sentences.Line


@dataclass(frozen=True)
class Progress:
    """The whole page."""

    headline: str
    links: tuple[Link, ...]
    words_renewed_at: datetime | None
    messages: messages.Standing

    @property
    def her_turn(self) -> bool:
        """A caseworker asked her something and she has not answered yet."""
        return self.messages.asked_at is not None

    @property
    def our_turn(self) -> bool:
        return any(link.line.turn == sentences.OURS for link in self.links)


WEAK = ("", Notice.Basis.SMTP_ACCEPTED, Notice.Basis.ASSUMED)
ORDER = {sentences.OURS: 0, sentences.SITE: 1, sentences.GONE: 2}


def of(case: Case, *, at: datetime) -> Progress:
    """Her page as it stands at `at`: whose turn first, what is gone last."""
    rows = (
        case.locations.exclude(state=Location.State.DUPLICATE).select_related("platform").order_by("number")
    )
    latest = latest_notices(case)
    links = [
        Link(
            number=location.number,
            site=location.platform.name if location.platform else "",
            line=sentences.line(known(location, case, latest.get(location.pk)), at=at, zone=case.zone),
        )
        for location in rows
    ]
    gone = sum(link.line.turn == sentences.GONE for link in links)
    renewals = Event.objects.filter(case=case, kind=Kind.NEW_WORDS).order_by("-seq")
    return Progress(
        headline=sentences.headline(gone=gone, total=len(links), case=case.state),
        links=tuple(sorted(links, key=lambda link: (ORDER[link.line.turn], link.number))),
        words_renewed_at=renewals.values_list("at", flat=True).first(),
        messages=messages.standing(case),
    )


def latest_notices(case: Case) -> dict[object, Notice]:
    """The newest notice each location is on, its running clocks at hand."""
    items = (
        Item.objects.filter(notice__case=case)
        .exclude(notice__state=Notice.State.WITHDRAWN)
        .select_related("notice")
        .prefetch_related("notice__clocks")
        .order_by("notice__number")
    )
    return {item.location_id: item.notice for item in items}


def known(location: Location, case: Case, notice: Notice | None) -> sentences.Known:
    running = [clock for clock in notice.clocks.all() if clock.stopped_at is None] if notice else []
    nearest = min(running, key=lambda clock: clock.due_at, default=None)
    return sentences.Known(
        location=location.state,
        case=case.state,
        notice=notice.state if notice else "",
        sent_at=notice.sent_at if notice else None,
        received=bool(notice and notice.receipt_basis not in WEAK),
        due_at=nearest.due_at if nearest else None,
        is_deadline=bool(nearest and nearest.kind == Clock.Kind.DEADLINE),
        gone_at=location.verified_removed_at,
    )


def seen(case: Case, *, at: datetime) -> None:
    """She opened her page; the time alone is kept."""
    Case.objects.filter(pk=case.pk).update(person_last_seen_at=at)
