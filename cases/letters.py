"""Turns a notice into the document that is printed, mailed and checked: exactly what leaves the house."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.conf import settings

from cases.documents import Authority, Block, Contact, Document, Earlier, Item, Recipient, Sender, Signature
from cases.models import Clock, Depiction, Location, Notice
from cases.rules import regime, wording

NEVER_RAN = (Clock.Stopped.SUPERSEDED, Clock.Stopped.BOUNCED)
ALTERED = {Depiction.Made.AUTHENTIC: "no", Depiction.Made.FORGERY: "yes", Depiction.Made.UNSURE: "unknown"}


def build(notice: Notice, *, at: datetime, variant: str = "", signed_at: datetime | None = None) -> Document:
    """The letter as it stands at `at`; `signed_at` (UTC) is set only when it is approved."""
    standing = standing_of(notice)
    variant = variant or notice.variant
    organisation = settings.ORGANISATION
    codes = [code for code in notice.regimes if wording.has_block(code)]
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
        variant=variant,
        date=signed_at,
        standing=standing,
        asks=tuple(wording.asks(codes, at=at, variant=variant)),
        blocks={code: block(notice, code, standing=standing, at=at) for code in codes},
        signature=signature(notice, standing=standing, signed_at=signed_at),
        authority=authority(notice, standing=standing),
        contact=Contact(email=organisation["email"], phone=organisation["phone"], reference=notice.reference),
        copies=copies(notice),
        earlier=earlier(notice, variant=variant, at=at),
    )


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


def earlier(notice: Notice, *, variant: str, at: datetime) -> Earlier | None:
    """What went before: a chaser speaks of this notice, a reappearance of the one complied with."""
    if variant == "reappearance" and notice.reappearance_of:
        before = notice.reappearance_of
        return Earlier(reference=before.reference, sent_at=before.sent_at, removed_at=before.complied_at)
    if variant in ("chaser", "summary", "withdrawal"):
        return Earlier(
            reference=notice.reference,
            sent_at=notice.sent_at,
            due_at=passed_deadline(notice, at=at),
            checked_at=last_look(notice),
        )
    return None


def passed_deadline(notice: Notice, *, at: datetime) -> datetime | None:
    """The latest statutory period that has ended by `at`; a target of ours is never named."""
    ended = notice.clocks.filter(kind=Clock.Kind.DEADLINE, due_at__lt=at).exclude(stop_reason__in=NEVER_RAN)
    claimed = [clock.due_at for clock in ended if regime.get(clock.regime).claim_clock_in_notice]
    return max(claimed, default=None)


def last_look(notice: Notice) -> datetime | None:
    """When a person last saw an item of this notice still up, since it was sent."""
    looks = [
        location.confirmed_live_at
        for location in Location.objects.filter(items__notice=notice, state=Location.State.LIVE)
        if location.confirmed_live_at and notice.sent_at and location.confirmed_live_at >= notice.sent_at
    ]
    return max(looks, default=None)
