"""The directory of platforms: loaded from records, matched by rules, verified by people."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Max

from cases.models import Channel, Kind, Platform
from cases.rules.applicability import PlatformFacts
from cases.rules.directory import Directory
from cases.services.record import record_house

WEB_FORM, EMAIL = Channel.Kind.WEB_FORM, Channel.Kind.EMAIL


@transaction.atomic
def load(*, records: Iterable[dict[str, Any]], private: bool = False) -> int:
    """Add or refresh platforms and their channels. What a person has verified is never overwritten."""
    count = 0
    for entry in records:
        platform, _ = Platform.objects.update_or_create(
            slug=entry["slug"],
            defaults={
                "name": entry["name"],
                "operator": entry.get("operator") or "",
                "kind": entry.get("kind") or "",
                "record": entry,
                "private": private,
            },
        )
        load_channels(platform, entry)
        count += 1
    return count


def load_channels(platform: Platform, entry: dict[str, Any]) -> None:
    """The channels as the record has them. One that left it goes, unless someone checked or used it."""
    named = []
    for kind, purpose, address, is_process in addresses(entry):
        channel, _ = Channel.objects.update_or_create(
            platform=platform,
            kind=kind,
            address=address,
            defaults={
                "purpose": purpose,
                "is_process": is_process,
                "preferred": kind == entry.get("channel") and purpose != Channel.Purpose.COPYRIGHT,
            },
        )
        named.append(channel.pk)
    gone = platform.channels.exclude(pk__in=named).filter(starts_on=None)  # what we changed ourselves stays
    gone.filter(verified_at=None, notices=None).delete()
    gone.update(preferred=False)


def addresses(entry: dict[str, Any]) -> Iterable[tuple[str, str, str, bool]]:
    """The channels a record names. A published form for this very purpose is the platform's own process."""
    form, mail = entry.get("ncii_form_url"), entry.get("abuse_email")
    if form:
        yield WEB_FORM, Channel.Purpose.REMOVAL, form, True
    for alternate in entry.get("alt_form_urls") or []:
        yield WEB_FORM, Channel.Purpose.REMOVAL, alternate["url"], True
    if mail:
        yield EMAIL, Channel.Purpose.ABUSE, mail, bool(entry.get("email_is_process"))
    if entry.get("channel") == "in_app" and not form:
        yield Channel.Kind.IN_APP, Channel.Purpose.REMOVAL, "", True
    agent = entry.get("legal_or_designated_agent_email")
    if agent and agent != mail:
        yield EMAIL, Channel.Purpose.COPYRIGHT, agent, False


def directory() -> Directory:
    """The matching rules of all platforms, rebuilt only when the table has changed."""
    size = Platform.objects.aggregate(count=Count("id"), last=Max("updated_at"))
    return built(size["count"], size["last"])


@lru_cache(maxsize=2)
def built(count: int, last: datetime | None) -> Directory:
    return Directory.from_records(Platform.objects.order_by("slug").values_list("record", flat=True))


def facts(platform: Platform | None) -> PlatformFacts:
    """What the rules of applicability need to know about a platform; an unknown site is unknown in all."""
    entry = platform.record if platform else {}
    return PlatformFacts(
        slug=platform.slug if platform else "",
        kind=entry.get("kind") or "",
        tida_covered=entry.get("tida_covered") or "unknown",
        uk_user_to_user=entry.get("uk_user_to_user") or "unknown",
        uk_osa_service=entry.get("uk_osa_service") or "unknown",
    )


def facts_of(slugs: Collection[str]) -> list[PlatformFacts]:
    """The facts of several platforms; the empty slug is an unknown site."""
    known = [facts(platform) for platform in Platform.objects.filter(slug__in=slugs).order_by("slug")]
    return [*known, facts(None)] if "" in slugs else known


def best_channel(platform: Platform | None, *, at: datetime) -> Channel | None:
    """How this platform takes removal requests on this day: verified first, its own process before others."""
    if platform is None:
        return None
    usable = platform.channels.exclude(purpose=Channel.Purpose.COPYRIGHT)
    usable = usable.exclude(starts_on__gt=at.date()).exclude(retired_on__lte=at.date())
    ranked = sorted(usable, key=lambda c: (c.verified_at is None, not c.preferred, not c.is_process, c.pk))
    return ranked[0] if ranked else None


@transaction.atomic
def verify_channel(*, channel_id: int, actor: User, at: datetime) -> Channel:
    """A person has opened or checked this address today."""
    channel = Channel.objects.select_for_update().get(pk=channel_id)
    channel.verified_at, channel.verified_by = at, actor
    channel.save(update_fields=["verified_at", "verified_by"])
    record_house(Kind.CHANNEL_CHECKED, actor=actor, at=at, facts={"channel": channel.pk})
    Platform.objects.filter(pk=channel.platform_id).update(human_verified=True, verified_at=at)
    return channel
