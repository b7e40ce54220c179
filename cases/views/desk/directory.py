"""The directory: how each platform takes requests, and whether a person has checked it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from cases.models import Channel, Platform
from cases.permissions import may
from cases.rules.urls import resolve
from cases.services import directory as directory_service
from cases.views.desk import words
from cases.views.desk.entrance import now, staff, user_of
from cases.views.desk.frame import page, say
from cases.views.desk.moves import name_of

PER_PAGE = 60
LONGEST_NAME = 200
WORDS = {True: "yes", False: "no", None: "not known"}


@staff
@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Search by name or domain."""
    at = now()
    find = request.GET.get("find", "").strip()
    rows = Platform.objects.annotate(
        ways=Count("channels"), checked=Count("channels", filter=Q(channels__verified_at__isnull=False))
    ).order_by("name")
    if len(find) > LONGEST_NAME:
        rows = rows.none()
    elif find:
        slugs = by_domain(find)
        rows = rows.filter(Q(name__icontains=find) | Q(operator__icontains=find) | Q(slug__in=slugs))
    part = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(each, route(each)) for each in part.object_list]
    context = {"title": "Directory", "section": "directory", "find": find, "part": part, "lines": lines}
    keep = urlencode({"find": find}) + "&" if find else ""
    return page(request, "desk/directory.html", {**context, "keep": keep}, at=at)


def by_domain(find: str) -> list[str]:
    """The platform that a host or a link belongs to."""
    found = resolve(find, directory_service.directory()) if "." in find else None
    return [found.platform] if found and found.platform else []


def route(platform: Any) -> str:
    if not platform.ways:
        return "no address known"
    checked = f"{platform.checked} checked" if platform.checked else "none checked"
    return f"{words.count(platform.ways, 'way')}, {checked}"


@staff
@require_GET
def platform(request: HttpRequest, slug: str) -> HttpResponse:
    """One platform with its channels."""
    at, user = now(), user_of(request)
    found = get_object_or_404(Platform, slug=slug)
    channels = found.channels.select_related("verified_by")
    context = {
        "title": found.name,
        "section": "directory",
        "platform": found,
        "facts": facts(found.record),
        "channels": [channel_line(each, at) for each in channels],
        "is_checked": any(each.verified_at for each in channels),
        "may_verify": may(user, "verify_channel"),
    }
    return page(request, "desk/platform.html", context, at=at)


def facts(record: dict[str, Any]) -> list[tuple[str, str]]:
    """What the directory says; nothing in it is checked until a person has done so."""
    pairs = [
        ("Operator", f"{record.get('operator') or 'not known'} ({record.get('operator_country') or '?'})"),
        ("Kind", str(record.get("kind") or "").replace("_", " ")),
        ("Domains", ", ".join(record.get("domains") or [])),
        ("Needs an account", WORDS[record.get("needs_account")]),
        ("Covered by the US Act", record.get("tida_covered") or "not known"),
        ("Why", record.get("tida_why") or ""),
        ("UK service", str(record.get("uk_osa_service") or "not known").replace("_", " ")),
        ("StopNCII partner", WORDS[record.get("stopncii_partner")]),
        ("How to report", str(record.get("notes") or "")),
    ]
    return [(label, text) for label, text in pairs if text.strip(" .")]


def channel_line(channel: Channel, at: datetime) -> dict[str, Any]:
    checked = (
        f"checked {words.moment(channel.verified_at, at)} by {name_of(channel.verified_by)}"
        if channel.verified_at
        else "not checked by anyone"
    )
    return {
        "pk": channel.pk,
        "kind": words.opening(channel.get_kind_display()),
        "purpose": channel.get_purpose_display().lower(),
        "address": channel.address,
        "opens": channel.address if channel.address.startswith("https://") else "",
        "checked": checked,
        "verified": channel.verified_at is not None,
        "is_process": channel.is_process,
        "days": days(channel),
    }


def days(channel: Channel) -> str:
    """From when, and until when, the address counts, where two of ours have set that."""
    said = [
        f"Counts from {words.plain_date(channel.starts_on)}." if channel.starts_on else "",
        f"Not used from {words.plain_date(channel.retired_on)} on." if channel.retired_on else "",
    ]
    return " ".join(filter(None, said))


@staff
@require_POST
def verify(request: HttpRequest, channel_id: int) -> HttpResponse:
    """A person says: I have checked this address."""
    at, user = now(), user_of(request)
    channel = get_object_or_404(Channel.objects.select_related("platform"), pk=channel_id)
    directory_service.verify_channel(channel_id=channel.pk, actor=user, at=at)
    say(request, f"The address of {channel.platform.name} is checked by you.")
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/desk/")
    return HttpResponseRedirect(back if safe else reverse("desk_platform", args=[channel.platform.slug]))
