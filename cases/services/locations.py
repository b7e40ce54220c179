"""What people saw at a location. Only a person's observation stops a clock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Clock, Depiction, Item, Kind, Location, Notice, Platform
from cases.models.fields import blind_index
from cases.models.notice import every_location_is_gone
from cases.rules import links
from cases.services import affirming, bulk, clocks, conflicts, directory, locked, outbox
from cases.services.gaps import drafts_of, recount
from cases.services.record import Fact, record, record_many, record_move
from cases.services.refusal import Refused

Actor = AbstractBaseUser | None
URLS_PER_CASE = 5_000


def site(canonical: str) -> str:
    """The host of an address, by which locations on unknown sites are grouped."""
    return urlsplit(canonical).hostname or canonical[:60]


def url_index(canonical: str) -> str:
    return blind_index(canonical, purpose="url")


@transaction.atomic
def add(
    *, case: Case, text: str, actor: Actor, at: datetime, depiction: Depiction | None = None, limit: int = 200
) -> links.Reading:
    """Read links out of messy text and add those the case does not have yet; doubles are merged."""
    reading = links.read(text, directory.directory(), limit=limit)
    case = back_to_work(locked.case(case.pk), actor=actor, at=at) if reading.links else case
    known = set(case.locations.values_list("url_index", flat=True))
    fresh = unsaved(case, reading, depiction=depiction, at=at, known=known, last=last_number(case))
    bulk.add(Location, fresh)
    record_many([added(location, actor=actor, at=at) for location in fresh])
    conflicts.look_at_more(case, addresses=[location.address for location in fresh], at=at)
    if actor is not None and fresh and affirming.is_awaited(case):
        outbox.update_person(case=case, step="message", at=at)
    return reading


def last_number(case: Case) -> int:
    last: int | None = case.locations.aggregate(last=Max("number"))["last"]
    return last or 0


def unsaved(
    case: Case,
    reading: links.Reading,
    *,
    depiction: Depiction | None,
    at: datetime,
    known: Collection[str] = (),
    last: int = 0,
) -> list[Location]:
    """New locations for the links a case does not have, numbered on from its last one."""
    slugs = {link.platform for link in reading.links}
    platforms = dict(Platform.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    indexed = {url_index(link.canonical): link for link in reading.links}
    fresh = [(index, link) for index, link in indexed.items() if index not in known]
    if last + len(fresh) > URLS_PER_CASE:
        too_many = _("A case holds at most {most} links. Open a second case for the rest.")
        raise Refused(format_lazy(too_many, most=URLS_PER_CASE))
    return [
        Location(
            case=case,
            depiction=depiction,
            platform_id=platforms.get(link.platform or ""),
            number=number,
            pasted="\n".join((link.text, *link.also)),
            address=link.canonical,
            site=site(link.canonical),
            url_index=index,
            reported_at=at,
        )
        for number, (index, link) in enumerate(fresh, start=last + 1)
    ]


def added(location: Location, *, actor: Actor, at: datetime) -> Fact:
    """The fact that a case has this location now."""
    return Fact(
        case_id=location.case_id,
        kind=Kind.LOCATION_ADDED,
        at=at,
        actor_id=actor.pk if actor else None,
        location_id=location.pk,
        to_state=location.state,
    )


def back_to_work(case: Case, *, actor: Actor, at: datetime) -> Case:
    """Something is open again, so a resolved or closed case is; one that was stopped stays so."""
    from cases.services import closing  # late: it builds on triage

    if case.state in (Case.State.WITHDRAWN, Case.State.REFERRED):
        raise Refused(_("This report was stopped or handed over. Open a new one for new links."))
    if case.state in (Case.State.RESOLVED, Case.State.CLOSED):
        return closing.reopen(case_id=case.pk, actor=actor, at=at)
    return case


@transaction.atomic
def confirm_live(*, location_id: UUID, actor: Actor, at: datetime) -> Location:
    """Someone looked and it is still up."""
    return observed(location_id, "confirm_live", Kind.CONFIRMED_LIVE, actor=actor, at=at)


@transaction.atomic
def claim_removed(*, location_id: UUID, actor: Actor, at: datetime) -> Location:
    """They say it is gone: a claim, so the clock runs on."""
    return observed(location_id, "claim_removed", Kind.CLAIMED_REMOVED, actor=actor, at=at)


@transaction.atomic
def lose_sight(*, location_id: UUID, actor: Actor, at: datetime) -> Location:
    """Not visible from here (log-in wall, geo-block): not removed, and the clock runs on."""
    return observed(location_id, "lose_sight", Kind.LOST_SIGHT, actor=actor, at=at)


@transaction.atomic
def give_up(*, location_id: UUID, actor: Actor, at: datetime) -> Location:
    """Out of our reach: its notice does not count as complied with, and a person withdraws it at the end."""
    location = observed(location_id, "give_up", Kind.GIVEN_UP, actor=actor, at=at)
    release(location)
    return location


@transaction.atomic
def retry(*, location_id: UUID, actor: Actor, at: datetime) -> Location:
    case = locked.case_of(Location, location_id)
    location = observed(location_id, "retry", Kind.RETRIED, actor=actor, at=at)
    back_to_work(case, actor=actor, at=at)
    return location


@transaction.atomic
def merge(*, location_id: UUID, actor: Actor, at: datetime) -> Location:
    """A double of another link. If all others on its notice were seen gone, the notice is complied with."""
    notice = locked_notice_of(location_id)
    location = observed(location_id, "merge", Kind.MERGED, actor=actor, at=at)
    release(location)
    if notice is not None:
        comply_if_all_gone(notice, actor=actor, at=at)
    return location


@transaction.atomic
def verify_removed(*, location_id: UUID, actor: AbstractBaseUser, at: datetime) -> Location:
    """Someone of ours saw that it is gone. When the last one is, the notice is complied with."""
    if actor is None:
        raise Refused("Only a person can say that it is gone.")
    notice = locked_notice_of(location_id)
    location = observed(location_id, "verify_removed", Kind.VERIFIED_REMOVED, actor=actor, at=at)
    if notice is not None:
        comply_if_all_gone(notice, actor=actor, at=at)
    outbox.update_person(case=location.case, step="removed", at=at)
    return location


def locked_notice_of(location_id: UUID) -> Notice | None:
    """The open notice a location is on, locked before the location itself."""
    item = Item.objects.filter(location_id=location_id, is_open=True).first()
    return locked.notice(item.notice_id) if item else None


def comply_if_all_gone(notice: Notice, *, actor: Actor, at: datetime) -> None:
    """Close the notice once every item is gone, noting for each deadline how late that was (minutes)."""
    if notice.state not in Notice.CLOCK_RUNNING or not every_location_is_gone(notice):
        return
    from_state = notice.state
    notice.comply(at=at)
    notice.save()
    running = notice.clocks.filter(stopped_at=None, kind=Clock.Kind.DEADLINE)
    late = {clock.regime: max(0, int((at - clock.due_at).total_seconds() // 60)) for clock in running}
    clocks.stop(notice=notice, reason=Clock.Stopped.REMOVED, at=at)
    notice.items.update(is_open=False)
    outbox.cancel_waiting(notice.deliveries.all())
    record_move(
        notice, Kind.COMPLIED, from_state=from_state, at=at, actor=actor, facts={"minutes_late": late}
    )


@transaction.atomic
def find_again(*, location_id: UUID, actor: Actor, at: datetime) -> Notice | None:
    """It is live again: the same location, and once it was seen gone a new notice with a new clock."""
    from cases.services import notices  # late: it builds on observations

    case = locked.case_of(Location, location_id)
    location = locked.location(location_id)
    was_removed = location.state == Location.State.REMOVED
    from_state = location.state
    location.find_again(at=at)
    location.save()
    record_move(location, Kind.REAPPEARED, from_state=from_state, at=at, actor=actor)
    case = back_to_work(case, actor=actor, at=at)
    not_sent = location.items.filter(is_open=True).exclude(notice__state__in=Notice.CLOCK_RUNNING)
    if not was_removed or not_sent.exists() or case.state != Case.State.ACTIVE or case.safeguarding:
        return None
    release(location)  # what its notice asked for was done; the clock of what else is on it runs on
    earlier = (
        Item.objects.filter(location=location).order_by("-notice__number").select_related("notice").first()
    )
    return notices.draft_again(
        location=location, earlier=earlier.notice if earlier else None, actor=actor, at=at
    )


@transaction.atomic
def describe(
    *, location_id: UUID, kind: str, made: str, description: str, position: str, actor: Actor, at: datetime
) -> Location:
    """Neutral words for the annex: kind, position or time code, a short description, altered or not."""
    location = locked.location(location_id)
    depiction = location.depiction
    if depiction is None or (depiction.kind, depiction.made, depiction.description) != (
        kind,
        made,
        description,
    ):
        depiction = Depiction(case=location.case, kind=kind, made=made, description=description[:500])
        depiction.save()
    location.depiction, location.position = depiction, position[:200]
    location.save(update_fields=["depiction", "position"])
    recount(drafts_of(location.case).filter(items__location=location), at=at)
    record(location.case, Kind.DESCRIBED, at=at, actor=actor, location=location)
    return location


def observed(location_id: UUID, transition: str, kind: str, *, actor: Actor, at: datetime) -> Location:
    location = locked.location(location_id)
    from_state = location.state
    getattr(location, transition)(at=at)
    location.save()
    record_move(location, kind, from_state=from_state, at=at, actor=actor)
    return location


def release(location: Location) -> None:
    """A location that leaves the work is on no open notice."""
    location.items.filter(is_open=True).update(is_open=False)
