"""Where her case stands, gathered for her own page: no address, no name, nothing she typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cases.models import Case, Clock, Event, Item, Kind, Location, Notice
from cases.rules import sentences
from cases.services import messages


@dataclass(frozen=True)
class Row:
    """Links that stand alike on one site, by their numbers, with the one thing to say about them."""

    numbers: tuple[int, ...]
    site: str
    line: sentences.Line

    @property
    def named(self) -> str:
        """Their numbers for her eyes: "1 to 5, 7 and 9"."""
        return sentences.ranges(self.numbers)


@dataclass(frozen=True)
class Progress:
    """The whole page."""

    headline: str
    rows: tuple[Row, ...]
    words_renewed_at: datetime | None
    messages: messages.Standing

    @property
    def her_turn(self) -> bool:
        """A caseworker asked her something and she has not answered yet."""
        return self.messages.asked_at is not None

    @property
    def our_turn(self) -> bool:
        return any(row.line.turn == sentences.OURS for row in self.rows)


WEAK = ("", Notice.Basis.SMTP_ACCEPTED, Notice.Basis.ASSUMED)
ORDER = {sentences.YOURS: 0, sentences.OURS: 0, sentences.SITE: 1, sentences.GONE: 2}


def of(case: Case, *, at: datetime) -> Progress:
    """Her page as it stands at `at`: whose turn first, what is gone last."""
    found = case.locations.exclude(state=Location.State.DUPLICATE).select_related("platform")
    standing = list(found.order_by("number"))
    gone = sum(location.state == Location.State.REMOVED for location in standing)
    renewals = Event.objects.filter(case=case, kind=Kind.NEW_WORDS).order_by("-seq")
    return Progress(
        headline=sentences.headline(gone=gone, total=len(standing), case=case.state),
        rows=tuple(rows(case, standing, at=at)),
        words_renewed_at=renewals.values_list("at", flat=True).first(),
        messages=messages.standing(case),
    )


def rows(case: Case, locations: Iterable[Location], *, at: datetime) -> list[Row]:
    """What reads the same of one site is said once."""
    latest, waits = latest_notices(case), case.waits_for_yes
    alike: dict[tuple[str, sentences.Line], list[tuple[int, sentences.Known]]] = {}
    for location in locations:
        stands = known(location, case, latest.get(location.pk), waits_for_yes=waits)
        site = location.platform.name if location.platform else ""
        one = sentences.line(stands, at=at, zone=case.zone)
        alike.setdefault((site, one), []).append((location.number, stands))
    together = []
    for (site, _one), members in alike.items():
        line = sentences.line(members[0][1], at=at, zone=case.zone, count=len(members))
        together.append(Row(tuple(number for number, _stands in members), site, line))
    return sorted(together, key=lambda row: (ORDER[row.line.turn], row.numbers))


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


def known(location: Location, case: Case, notice: Notice | None, *, waits_for_yes: bool) -> sentences.Known:
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
        waits_for_yes=waits_for_yes,
    )


def seen(case: Case, *, at: datetime) -> None:
    """She opened her page; the time alone is kept."""
    Case.objects.filter(pk=case.pk).update(person_last_seen_at=at)
