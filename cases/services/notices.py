"""Drafts, checks, approves and withdraws notices. Nothing leaves without a caseworker's approval."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from cases import letters
from cases.documents import Document
from cases.models import Case, Clock, Item, Kind, Location, Notice
from cases.rules import applicability, purposes, regime, wording
from cases.services import clocks, directory, locked, outbox, outside, permitted
from cases.services.gaps import check, first_problem, recount
from cases.services.record import record, record_move
from cases.services.refusal import Refused

Actor = AbstractBaseUser | None


@transaction.atomic
def draft(*, case_id: UUID, actor: AbstractBaseUser, at: datetime) -> list[Notice]:
    """One draft per platform for every open location that is on no open notice."""
    case = locked.case(case_id)
    if case.safeguarding or case.state != Case.State.ACTIVE:
        raise Refused(
            "Notices can be drafted once the case is accepted, and not while it is held or referred."
        )
    if not case.allows("platforms"):
        raise Refused(f"{purposes.refusal(purposes.PLATFORMS)} The person can change that.")
    free = list(
        case.locations.filter(
            state__in=[Location.State.REPORTED, Location.State.LIVE, Location.State.UNCLEAR]
        )
        .exclude(items__is_open=True)
        .select_related("platform", "depiction", "case")
        .order_by("number")
    )
    if not free:
        raise Refused("Every open link is on a notice already.")
    groups = groupby(sorted(free, key=lambda one: (group_of(one), one.number)), key=group_of)
    together = [list(group) for _, group in groups]
    agreed = [group for group in together if case.permits(purpose_of(group))]
    if not agreed:
        raise Refused(f"{purposes.refusal(purpose_of(together[0]))} The person can change that.")
    return [create(case, group, actor=actor, at=at) for group in agreed]


def purpose_of(group: list[Location]) -> str:
    return purposes.of_platform(group[0].platform.kind if group[0].platform else "")


def group_of(location: Location) -> str:
    return location.platform.slug if location.platform else f"~{location.site}"


def create(
    case: Case,
    group: list[Location],
    *,
    actor: Actor,
    at: datetime,
    variant: str = "first",
    reappearance_of: Notice | None = None,
) -> Notice:
    """A draft with its items, the channel we would use and every regime that applies."""
    platform = group[0].platform
    number = (case.notices.aggregate(last=Max("number"))["last"] or 0) + 1
    notice = Notice(
        case=case,
        number=number,
        platform=platform,
        channel=directory.best_channel(platform, at=at),
        regimes=regimes_for(case, group, at=at),
        variant=variant,
        reappearance_of=reappearance_of,
        created_at=at,
    )
    notice.save()
    Item.objects.bulk_create(
        Item(notice=notice, location=location, number=place) for place, location in enumerate(group, start=1)
    )
    recount([notice], at=at)
    record(
        case,
        Kind.DRAFTED,
        at=at,
        actor=actor,
        notice=notice,
        to_state=notice.state,
        facts={"regimes": notice.regimes, "items": len(group)},
    )
    return notice


def regimes_for(case: Case, group: list[Location], *, at: datetime) -> list[str]:
    """Every regime that applies to this person, this platform and these depictions at this instant."""
    made = {location.depiction.made for location in group if location.depiction}
    found = applicability.applicable(
        person_in=case.place,
        platform=directory.facts(group[0].platform),
        altered="yes" if "forgery" in made else "no" if made == {"authentic"} else "unknown",
        at=at,
    )
    return [each.code for each in found]


@transaction.atomic
def draft_again(*, location: Location, earlier: Notice | None, actor: Actor, at: datetime) -> Notice:
    """A reappearance: a new notice about the same location, citing the earlier one."""
    case = locked.case(location.case_id)
    if case.state != Case.State.ACTIVE:
        raise Refused("The case is not active. Reopen it first.")
    return create(
        case,
        [location],
        actor=actor,
        at=at,
        variant="reappearance" if earlier else "first",
        reappearance_of=earlier,
    )


def preview(notice: Notice, *, at: datetime) -> Document:
    """The letter as it would be sent now, or exactly as it was approved."""
    return Document.from_json(notice.document) if notice.document else letters.build(notice, at=at)


def seal(document: Document) -> str:
    """A digest of a letter, by which an approval says which words were read."""
    frozen = json.dumps(document.to_json(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(frozen.encode()).hexdigest()


@transaction.atomic
def approve(*, notice_id: UUID, actor: User, at: datetime, seen: str = "") -> Notice:
    """Freeze the text, place the signature, put it into the outbox. Refused while anything is missing.

    `seen` is the seal of the letter as it was read; a letter that has changed since is refused.
    """
    case = locked.case_of(Notice, notice_id)
    notice = locked.notice(notice_id)
    refuse_unready(notice, case, at=at)
    if seen and notice.state == Notice.State.DRAFT and seen != seal(letters.build(notice, at=at)):
        raise Refused("The letter has changed since you read it. Go back, read it again, then approve.")
    found = check(notice, at=at, signed_at=at)
    if not found.ok:
        raise Refused(first_problem(found))
    if notice.state == Notice.State.DRAFT:
        outside.spend(notice, actor=actor, at=at)
    notice.missing_count = 0
    from_state = notice.state
    notice.approve(by=actor, at=at)
    document = letters.build(notice, at=at, signed_at=at)
    notice.document = document.to_json()
    notice.save()
    record_move(
        notice,
        Kind.APPROVED,
        from_state=from_state,
        at=at,
        actor=actor,
        facts={
            "document": seal(document),
            "wording": wording.version(),
            "consent": case.consent_version,
            "consent_event": consent_in_force(case),
        },
    )
    outbox.notice(notice, at=at)
    return notice


def consent_in_force(case: Case) -> int:
    """The number of the event in which she last said what we may do: the notice is bound to that."""
    said = case.events.filter(kind__in=[Kind.SUBMITTED, Kind.CONSENT_CHANGED]).order_by("-seq")
    return said.values_list("seq", flat=True).first() or 0


def refuse_unready(notice: Notice, case: Case, *, at: datetime) -> None:
    if case.safeguarding or case.state != Case.State.ACTIVE:
        raise Refused("The case is not active, so nothing can be sent.")
    if case.staged:
        raise Refused("The person has not said yet that it is safe to send. Ask first.")
    if not case.has_authority(at.date()):
        raise Refused("The authority to act has ended or was withdrawn. Ask the person first.")
    if not case.permits(permitted.purpose_of_notice(notice)):
        raise Refused(purposes.refusal(permitted.purpose_of_notice(notice)))
    channel = notice.channel
    if channel and channel.kind == "email" and channel.verified_at is None:
        raise Refused(
            f"Nobody has checked the address {channel.address} yet. Check it and confirm, then approve."
        )
    if not notice.items.filter(is_open=True).exists():
        raise Refused("This notice has no open link. Withdraw it.")


@transaction.atomic
def revise(*, notice_id: UUID, actor: Actor, at: datetime) -> Notice:
    """Back to draft: the signature falls away, and what was queued is cancelled."""
    notice = locked.notice(notice_id)
    from_state = notice.state
    notice.revise(at=at)
    notice.document = {}
    notice.save()
    recount([notice], at=at)
    outbox.cancel_waiting(notice.deliveries.all())
    record_move(notice, Kind.REVISED, from_state=from_state, at=at, actor=actor)
    return notice


@transaction.atomic
def withdraw(*, notice_id: UUID, actor: Actor, at: datetime) -> Notice:
    """Stop this notice: clocks stop, locations are free for another one."""
    notice = locked.notice(notice_id)
    from_state = notice.state
    notice.withdraw(at=at)
    notice.save()
    clocks.stop(notice=notice, reason=Clock.Stopped.WITHDRAWN, at=at)
    notice.items.update(is_open=False)
    outbox.cancel_waiting(notice.deliveries.all())
    record_move(notice, Kind.NOTICE_WITHDRAWN, from_state=from_state, at=at, actor=actor)
    return notice


@transaction.atomic
def set_regimes(*, notice_id: UUID, codes: Iterable[str], actor: AbstractBaseUser, at: datetime) -> Notice:
    """The caseworker's choice of regimes for a draft."""
    notice = locked.notice(notice_id)
    wanted = [code for code in dict.fromkeys(codes) if regime.get(code).enabled and wording.has_block(code)]
    if notice.state != Notice.State.DRAFT or not wanted:
        raise Refused("Choose at least one regime, while the notice is a draft.")
    notice.regimes = wanted
    notice.save(update_fields=["regimes"])
    recount([notice], at=at)
    chosen = {"regimes": wanted}
    record(notice.case, Kind.REGIMES_CHOSEN, at=at, actor=actor, notice=notice, facts=chosen)
    return notice


@transaction.atomic
def choose(
    *, notice_id: UUID, code: str, key: str, value: str, actor: AbstractBaseUser, at: datetime
) -> Notice:
    """Choose one of the sentences a regime offers, such as the kind of content under the Indian rules."""
    notice = locked.notice(notice_id)
    if notice.state != Notice.State.DRAFT:
        raise Refused("Take the notice back to draft first.")
    notice.choices = {**notice.choices, code: {**notice.choices.get(code, {}), key: value}}
    notice.save(update_fields=["choices"])
    recount([notice], at=at)
    chosen = {"regime": code, "of": key}
    record(notice.case, Kind.WORDING_CHOSEN, at=at, actor=actor, notice=notice, facts=chosen)
    return notice
