"""What a person could tell without a link: a place whose link is found, a request she made herself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from cases.models import Clock, EarlierReport, Kind, Location, Notice
from cases.services import clocks, locations, locked
from cases.services.record import record
from cases.services.refusal import Refused


@transaction.atomic
def found(*, case_id: UUID, number: int, text: str, actor: AbstractBaseUser, at: datetime) -> Location:
    """The link of a place she described: from now on a location like any other."""
    case = locked.case(case_id)
    place = case.whereabouts.filter(number=number, location=None).first()
    if place is None:
        raise Refused("This place has its link already.")
    depiction = case.depictions.first()
    reading = locations.add(case=case, text=text, actor=actor, at=at, depiction=depiction, limit=1)
    if len(reading.links) != 1 or reading.left_over:
        raise Refused("Paste exactly one link for this place.")
    place.location = case.locations.get(url_index=locations.url_index(reading.links[0].canonical))
    place.save(update_fields=["location"])
    return place.location


@transaction.atomic
def count_from(
    *, notice_id: UUID, number: int, received_at: datetime, actor: AbstractBaseUser, at: datetime
) -> Notice:
    """She had asked the site herself: the asserted clock runs from then, the careful one from our notice.

    A caseworker has judged that her request lacked nothing (else no clock starts). Chasers follow
    the first clock, further bodies hear only of the second.
    """
    notice = locked.notice(notice_id)
    ours = (notice.received_at, notice.receipt_basis)
    if notice.state not in Notice.CLOCK_RUNNING or ours[0] is None:
        raise Refused("Send our own notice first, and record when they had it.")
    report = notice.case.earlier_reports.filter(number=number).first()
    if report is None:
        raise Refused("The person told us of no such report.")
    refuse_unfit_time(report, received_at, ours[0], at=at)
    clocks.start(
        notice=notice,
        received_at=ours[0],
        basis=ours[1],
        actor=actor,
        at=at,
        reading=Clock.Reading.CONSERVATIVE,
    )
    basis = Notice.Basis.PERSON_REPORT
    clocks.start(notice=notice, received_at=received_at, basis=basis, actor=actor, at=at)
    notice.received_at, notice.receipt_basis = ours
    notice.save()
    record(
        notice.case, Kind.EARLIER_REPORT, at=at, actor=actor, notice=notice, facts={"report": report.number}
    )
    return notice


def refuse_unfit_time(report: EarlierReport, received_at: datetime, ours: datetime, *, at: datetime) -> None:
    """The time must agree with what she said, and lie before our own notice."""
    if received_at >= ours:
        raise Refused("This is not earlier than our own notice, so nothing would change.")
    if report.at is not None and received_at < report.at.replace(second=0, microsecond=0):
        raise Refused("This is before the time the person told us. Ask first.")
    zone = ZoneInfo(report.zone or report.case.zone)
    if report.day is not None and received_at.astimezone(zone).date() < report.day:
        raise Refused("This is before the day the person told us. Ask first.")
