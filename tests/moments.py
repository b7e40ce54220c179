"""Her case at moments that look different on her pages: letters out, a question asked, all to be deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.utils import timezone

from cases.models import Case, Item, Location, Notice
from cases.rules import fingerprints as marks
from cases.services import cover, credentials, erasure, fingerprints, intake, locations, messages
from cases.services.intake import Report
from tests.conftest import build_location, build_platform, run_clocks
from tests.person import LINKS

SITES = ("photoline", "clipshare", "boardwalk", "loopfeed")


def a_case(state: str = "submitted", token: str = "", **told: Any) -> Case:
    """A case as her report leaves it, put into a state."""
    report = Report(place="GB", links=LINKS, affirmed=True, agreed=("platforms",), facts="I said no.", **told)
    case = intake.open_case(report=report, token=token or uuid4().hex, at=timezone.now()).case
    Case.objects.filter(pk=case.pk).update(state=state)
    return Case.objects.get(pk=case.pk)


def with_a_form(**told: Any) -> Case:
    """A case with a link on a site that has a form of its own, which somebody has checked."""
    site = build_platform("clipshare")
    case = a_case(**told)
    case.locations.filter(number=2).update(platform=site)
    return case


def colleague() -> User:
    return User.objects.get_or_create(username="bo")[0]


def asked(language: str) -> Case:
    """Her caseworker answered, asked, and waits; she wrote before."""
    case, at = a_case("active", language=language), timezone.now()
    messages.write(case_id=case.pk, text="Another page.", at=at - timedelta(hours=3))
    for text, asks, hours in (("Thank you.", False, 2), ("Same picture?", True, 1)):
        ago = at - timedelta(hours=hours)
        messages.answer(case_id=case.pk, text=text, asks=asks, actor=colleague(), at=ago)
    case.messages.filter(asks=False, from_person=False).update(read_at=at - timedelta(hours=1))
    return case


def letters_out(language: str) -> Case:
    """A link in each state she can read of: time left, time over, said gone, seen gone, out of reach."""
    case, at = a_case("active", language=language, zone="Europe/London"), timezone.now()
    rows = ("live", "live", "claimed_removed", "removed", "unclear", "out_of_reach")
    for number, state in enumerate(rows, start=10):
        location = build_location(
            case, number=number, platform=build_platform(SITES[number % 4]), state=state
        )
        if number < 12:
            letter(location, received_at=at - timedelta(hours=20 + (number - 10) * 60))
    case.locations.filter(state=Location.State.REMOVED).update(verified_removed_at=at - timedelta(days=1))
    return case


def letter(location: Location, *, received_at: Any) -> None:
    """One letter about one link, at the site since then, its clocks running."""
    case, platform = location.case, location.platform
    notice = Notice(
        case=case, number=case.notices.count() + 1, platform=platform, channel=platform.channels.first(),
        regimes=["us-tida", "uk-osa-u2u"], created_at=received_at,
    )  # fmt: skip
    notice.save()
    Item.objects.create(notice=notice, location=location, number=1)
    Notice.objects.filter(pk=notice.pk).update(state="sent", sent_at=received_at, approved_at=received_at)
    run_clocks(notice, received_at)


def to_be_deleted(language: str) -> Case:
    case = a_case("active", language=language)
    erasure.ask(case_id=case.pk, at=timezone.now())
    return Case.objects.get(pk=case.pk)


def with_copies(language: str) -> Case:
    """Two versions of one picture, and another."""
    case, (near, other) = a_case("active", language=language), ("0f" * 32, "f0" * 32)
    given = marks.read(f"PDQ {near} quality 90\nPDQ {near[:-1]}e quality 90\nPDQ {other}")
    fingerprints.declare(case_id=case.pk, given=given, at=timezone.now())
    return case


def renewed(language: str) -> Case:
    case = a_case("active", language=language)
    credentials.renew(case_id=case.pk, keep=None, at=timezone.now())
    return Case.objects.get(pk=case.pk)


def told(state: str, language: str, **told: Any) -> Case:
    return a_case(state, language=language, **told)


def no_link_yet(language: str) -> Case:
    """Nothing was online when she told us: her first link comes with a sentence she did not say before."""
    report = Report(harm="threat", affirmed=True, language=language)
    case = intake.open_case(report=report, token=uuid4().hex, at=timezone.now()).case
    Case.objects.filter(pk=case.pk).update(state="in_review")
    return Case.objects.get(pk=case.pk)


def link_found(language: str) -> Case:
    """Her caseworker found what she could not name: she has still to say that it was shared."""
    case = no_link_yet(language)
    locations.add(case=case, text=LINKS, actor=colleague(), at=timezone.now())
    return Case.objects.get(pk=case.pk)


def closed_after(language: str) -> Case:
    """Messages stay to be read once the case is closed; nothing can be written."""
    case = asked(language)
    Case.objects.filter(pk=case.pk).update(state="closed")
    return Case.objects.get(pk=case.pk)


def stopped(language: str) -> Case:
    """She stopped everything; someone still has her case."""
    case = a_case("withdrawn", language=language)
    Case.objects.filter(pk=case.pk).update(assignee=colleague())
    return Case.objects.get(pk=case.pk)


def with_cover(language: str) -> Case:
    """A dull page in front, lifted by a second code."""
    case = a_case("active", language=language)
    cover.put(case_id=case.pk, code="4711", at=timezone.now())
    return Case.objects.get(pk=case.pk)


# The page that is open, and the case it is open for.
MOMENTS: dict[str, tuple[str, Callable[[str], Case]]] = {
    "letters out": ("", letters_out),
    "a question": ("", asked),
    "staged": ("", partial(told, "in_review", device="watched")),
    "stopped": ("", stopped),
    "no link yet": ("", no_link_yet),
    "a link found": ("", link_found),
    "under 18": ("", partial(told, "submitted", under_18="yes")),
    "to be deleted": ("", to_be_deleted),
    "new words made": ("", renewed),
    "asked and read": ("messages", asked),
    "over": ("messages", closed_after),
    "asked for": ("delete", to_be_deleted),
    "some kept": ("copies", with_copies),
    "watched": ("plan", partial(told, "active", device="watched")),
    "every way out": ("plan", partial(told, "active", sources=("password", "stalkerware", "my_phone"))),
    "young": ("plan", partial(told, "submitted", under_18="yes")),
    "a cover": ("cover", with_cover),
    "after a threat": ("links", no_link_yet),
    "staged, no mail": ("contact", partial(told, "active", device="watched")),
}
