"""Turns a notice into the document that is printed, mailed and checked: exactly what leaves the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from django.conf import settings
from django.db.models import Max

from cases.documents import (
    Authority,
    Block,
    Contact,
    Document,
    Earlier,
    Fingerprint,
    Item,
    Recipient,
    Sender,
    Signature,
)
from cases.models import Clock, Depiction, Location, Notice
from cases.rules import regime, wording
from cases.rules.fingerprints import grouped

NEVER_RAN = (Clock.Stopped.SUPERSEDED, Clock.Stopped.BOUNCED)
ALTERED = {Depiction.Made.AUTHENTIC: "no", Depiction.Made.FORGERY: "yes", Depiction.Made.UNSURE: "unknown"}


def build(notice: Notice, *, at: datetime, signed_at: datetime | None = None) -> Document:
    """The letter as it stands at `at`; `signed_at` (UTC) is set only when it is approved."""
    standing = standing_of(notice)
    organisation = settings.ORGANISATION
    codes = [code for code in notice.regimes if wording.has_block(code)]
    prints = tuple(fingerprints(notice))
    return Document(
        reference=notice.reference,
        recipient=recipient(notice),
        regimes=tuple(codes),
        items=tuple(items(notice)),
        sender=Sender(
            organisation=organisation["name"],
            address=organisation["address"],
            email=organisation["email"],
            phone=organisation["phone"],
        ),
        variant=notice.variant,
        date=signed_at,
        standing=standing,
        asks=tuple(wording.asks(codes, at=at, variant=notice.variant, fingerprints=bool(prints))),
        blocks={code: block(notice, code, standing=standing, at=at) for code in codes},
        signature=signature(notice, standing=standing, signed_at=signed_at),
        authority=authority(notice, standing=standing),
        contact=Contact(email=organisation["email"], phone=organisation["phone"], reference=notice.reference),
        copies=copies(notice),
        fingerprints=prints,
        earlier=before(notice),
    )


def follow_up(notice: Notice, *, variant: str, at: datetime) -> Document:
    """A letter about a sent notice: its frozen words and what has become of its items by `at`.

    Nobody signs it: it tells who signed the request. A chaser lists what is still open, the others all.
    """
    approved = Document.from_json(notice.document)
    rows = {row.number: row.location for row in notice.items.select_related("location__case")}
    still = notice.still_open().values_list("number", flat=True) if variant == "chaser" else rows
    listed = tuple(item for item in approved.items if item.n in still)
    groups = (tuple(n for n in group if n in still) for group in approved.copies)
    return replace(
        approved,
        variant=variant,
        date=at,
        recipient=recipient(notice),
        items=listed,
        asks=tuple(wording.asks(approved.regimes, at=at, variant=variant)),
        signature=signed_by(approved),
        copies=tuple(group for group in groups if len(group) > 1),
        fingerprints=(),
        earlier=since(notice, {item.n: rows[item.n] for item in listed}, variant=variant, at=at),
    )


def since(notice: Notice, listed: dict[int, Location], *, variant: str, at: datetime) -> Earlier:
    """Which request it was and what has become of it by `at`; a withdrawal says the first and no more."""
    request = Earlier(
        reference=notice.reference,
        their_reference=notice.platform_reference or "",
        sent_at=notice.sent_at,
    )
    if variant == "withdrawal":
        return request
    return replace(
        request,
        due_at=passed_deadline(notice, variant=variant, at=at),
        checked_at=last_look(notice, list(listed.values())),
        refused_at=notice.refused_at,
        refusal_ground=notice.refusal_ground,
        outcomes={str(n): outcome(location) for n, location in listed.items()},
    )


def signed_by(approved: Document) -> Signature:
    """Whose signature the request bears; a person who signed it herself is not named again."""
    if approved.standing != "subject":
        return approved.signature
    return replace(approved.signature, name=wording.texts()["capacity"]["subject"])


def outcome(location: Location) -> str:
    """What was last seen of one item, and when; never more than a person has seen or a platform has said."""
    at = {
        Location.State.LIVE: last_seen(location),
        Location.State.CLAIMED_REMOVED: location.claimed_removed_at,
        Location.State.REMOVED: location.verified_removed_at,
        Location.State.UNCLEAR: location.lost_sight_at,
    }.get(Location.State(location.state))
    return wording.outcome(location.state, at=at)


def last_seen(location: Location) -> datetime | None:
    return max(filter(None, (location.confirmed_live_at, location.found_again_at)), default=None)


def standing_of(notice: Notice) -> str:
    return "subject" if notice.case.signs_herself else "acting_on_behalf"


def recipient(notice: Notice) -> Recipient:
    platform, channel = notice.platform, notice.channel
    name = (platform.operator or platform.name) if platform else site(notice)
    route = {"web_form": "removal form", "email": "e-mail", "in_app": "report inside the app"}
    return Recipient(
        platform=platform.slug if platform else "",
        name=name,
        route=route.get(channel.kind, "") if channel else "",
        address=channel.address if channel else "",
    )


def site(notice: Notice) -> str:
    first = notice.items.select_related("location__case").first()
    return f"The operator of {first.location.site}" if first else "The operator of the site"


def items(notice: Notice) -> list[Item]:
    rows = notice.items.select_related("location__case", "location__depiction__case").order_by("number")
    return [item(row.number, row.location) for row in rows]


def item(number: int, location: Location) -> Item:
    depiction = location.depiction
    return Item(
        n=number,
        url=location.address,
        kind=depiction.get_kind_display() if depiction else "",
        position=location.position or "",
        description=(depiction.description or "") if depiction else "",
        altered=ALTERED[Depiction.Made(depiction.made)] if depiction else "unknown",
    )


def block(notice: Notice, code: str, *, standing: str, at: datetime) -> Block:
    """One regime's sentences, only those the person's own statements allow."""
    case = notice.case
    affirmed = {said["key"] for said in (case.statements or {}).get("affirmed", [])}
    composed = wording.compose(
        code,
        standing=standing,
        affirmed=affirmed,
        at=at,
        relevant_information=case.facts or "",
        choices=notice.choices.get(code, {}),
        authority_granted=case.opened_at,
    )
    return Block(**composed)


def signature(notice: Notice, *, standing: str, signed_at: datetime | None) -> Signature:
    """The organisation's authorised signatory by default; her own typed name where she signs herself."""
    capacity = wording.capacity(notice.regimes, standing=standing)
    if standing == "subject":
        return Signature(name=notice.case.signature_name or "", capacity=capacity, signed_at=signed_at)
    return Signature(
        name=settings.ORGANISATION["signatory_name"],
        role=settings.ORGANISATION["signatory_role"],
        capacity=capacity,
        signed_at=signed_at,
    )


def authority(notice: Notice, *, standing: str) -> Authority:
    if standing == "subject":
        return Authority(type="self", granted_at=notice.case.opened_at)
    until = notice.case.authority_until
    return Authority(
        type="helpline_mandate",
        granted_at=notice.case.opened_at,
        until=datetime.combine(until, time(23, 59, 59), UTC) if until else None,
    )


def copies(notice: Notice) -> tuple[tuple[int, ...], ...]:
    """Numbers of items that show the same depiction, where a caseworker grouped them."""
    groups: dict[object, list[int]] = {}
    for number, depiction_id in notice.items.values_list("number", "location__depiction_id"):
        if depiction_id:
            groups.setdefault(depiction_id, []).append(number)
    return tuple(tuple(numbers) for numbers in groups.values() if len(numbers) > 1)


def fingerprints(notice: Notice) -> Iterator[Fingerprint]:
    """Those of the case a site can match by, picture by picture. Of adults alone, and with consent (V-33)."""
    case = notice.case
    if case.safeguarding or case.adult_confirmed_at is None or not case.consents.get("platforms"):
        return
    held = [kept for depiction in case.depictions.exclude(fingerprints="") for kept in depiction.kept]
    for number, group in enumerate(grouped(sorted(held, key=lambda kept: kept.declared_at)), start=1):
        for kept in group:
            for each in kept.picture:
                if each.matches_safely:
                    yield Fingerprint(number, each.kind, each.digits, each.quality, kept.provenance)


def before(notice: Notice) -> Earlier | None:
    """What went before: a reappearance speaks of the request after which its items were gone."""
    past = notice.reappearance_of
    if notice.variant != "reappearance" or past is None:
        return None
    gone = notice.items.aggregate(at=Max("location__verified_removed_at"))["at"]
    return Earlier(reference=past.reference, sent_at=past.sent_at, removed_at=gone)


def passed_deadline(notice: Notice, *, variant: str, at: datetime) -> datetime | None:
    """The latest statutory period that has ended by `at`; a target of ours is never named.

    Where a completed request gave a later reading, a regulator is told of that one alone.
    """
    clocks = list(notice.clocks.filter(kind=Clock.Kind.DEADLINE).exclude(stop_reason__in=NEVER_RAN))
    later = {each.regime for each in clocks if each.reading == Clock.Reading.CONSERVATIVE}
    if variant == "summary":
        clocks = [c for c in clocks if c.reading == Clock.Reading.CONSERVATIVE or c.regime not in later]
    ended = [
        clock for clock in clocks if clock.due_at < at and regime.get(clock.regime).claim_clock_in_notice
    ]
    return max((clock.due_at for clock in ended), default=None)


def last_look(notice: Notice, listed: list[Location]) -> datetime | None:
    """Since when every listed item is known to be up after sending; nothing if one of them was not seen."""
    looks = [last_seen(location) for location in listed if location.state == Location.State.LIVE]
    fresh = [seen for seen in looks if seen and notice.sent_at and seen >= notice.sent_at]
    return min(fresh) if fresh and len(fresh) == len(listed) else None
