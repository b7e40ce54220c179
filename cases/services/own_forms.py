"""Forms of sites that she can send herself while our letter is not out yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Channel, EarlierReport, Item, Kind, Location
from cases.models.fields import readable
from cases.rules.own_form import Answer, Told, answers, is_at_home
from cases.services import locked
from cases.services.record import record
from cases.services.refusal import Refused

S = Location.State
STILL_THERE = (S.REPORTED, S.LIVE, S.UNCLEAR)
MOST = 50  # reports of hers that we keep for one case


@dataclass(frozen=True)
class SiteForm:
    """Where a site takes such a request, and how many of her links it is about."""

    key: str
    site: str
    address: str
    needs_account: bool
    links: int


def forms(case: Case) -> list[SiteForm]:
    """One for each site that has a form on its own domain, or one that a caseworker has checked.

    While nothing may leave us, nothing should reach a site through her either (B13).
    """
    if case.state not in Case.OPEN or case.safeguarding or case.staged:
        return []
    found: dict[str, SiteForm] = {}
    waiting = list(not_asked_yet(case).values_list("platform_id", flat=True))
    channels = Channel.objects.filter(
        platform_id__in=waiting, kind=Channel.Kind.WEB_FORM, purpose=Channel.Purpose.REMOVAL
    ).select_related("platform")
    for each in sorted(channels, key=lambda one: (one.verified_at is None, not one.preferred, one.pk)):
        site = each.platform
        if each.verified_at or is_at_home(each.address, tuple(site.record.get("domains", ()))):
            account = bool(site.record.get("needs_account"))
            one = SiteForm(site.slug, site.name, each.address, account, waiting.count(site.pk))
            found.setdefault(site.slug, one)
    return sorted(found.values(), key=lambda form: form.site)


def not_asked_yet(case: Case) -> QuerySet[Location]:
    """Her links that no letter of ours has reached a site about."""
    asked = Item.objects.filter(notice__case=case, notice__sent_at__isnull=False).values("location_id")
    return case.locations.filter(state__in=STILL_THERE, platform__isnull=False).exclude(pk__in=asked)


def texts(case: Case, key: str) -> tuple[Answer, ...]:
    """What to copy into the form of this site, from her own answers."""
    rows = list(not_asked_yet(case).filter(platform__slug=key).order_by("number"))
    picture = case.depictions.first()
    said = {each["key"]: each["text"] for each in (case.statements or {}).get("affirmed", [])}
    told = Told(
        links=tuple(readable(row, "address") for row in rows),
        affirmed=said,
        kind=picture.kind if picture else "",
        made=picture.made if picture else "",
        description=readable(picture, "description") if picture else "",
        facts=readable(case, "facts"),
    )
    return answers(told)


@transaction.atomic
def sent(*, case_id: UUID, key: str, reference: str, at: datetime) -> EarlierReport:
    """She has sent it: a report of her own, from which a caseworker can count the time of the law."""
    case = locked.case(case_id)
    form = next((each for each in forms(case) if each.key == key), None)
    last = case.earlier_reports.aggregate(last=Max("number"))["last"] or 0
    if form is None or last >= MOST:
        raise Refused(_("We cannot write this down any more. Please call us."))
    report = EarlierReport(case=case, number=last + 1, site=form.site, reference=reference, at=at)
    report.save(force_insert=True)
    record(case, Kind.PERSON_UPDATED, at=at, facts={"what": "site", "report": report.number})
    return report
