"""An invented caseload in every state, built through the services as people would have built it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from cases import tasks
from cases.models import Case, Delivery, Location, Notice
from cases.rules import statements
from cases.services import (
    claims,
    closing,
    deliveries,
    escalation,
    intake,
    locations,
    notices,
    receipts,
    triage,
)
from cases.services.intake import AlreadyReceived, Report

FACTS = "The person did not agree to publication and was not asked."
MINUTE = timedelta(minutes=1)


@dataclass
class Stage:
    """Who is at work, what time it is now, and which cases were built in this run."""

    now: datetime
    bo: User
    cy: User
    di: User
    built: list[Case] = field(default_factory=list)

    def ago(self, hours: float) -> datetime:
        return self.now - timedelta(hours=hours)


def build(stage: Stage) -> int:
    """Build every story that is not there yet; how many were new."""
    for number, story in enumerate(STORIES, start=1):
        try:
            story(stage, f"sample-{number:02d}")
        except AlreadyReceived:
            continue
    return len(stage.built)


def report(stage: Stage, token: str, *, hours: float, links: str = "", **told: Any) -> Case:
    """A report as the form hands it over; raises AlreadyReceived when the sample is there."""
    consents = tuple(consent.key for consent in statements.current().consents)
    values: dict[str, Any] = {
        "place": "GB",
        "zone": "Europe/London",
        "links": links or " ".join(clip(token, place) for place in (1, 2)),
        "kind": "video",
        "made": "authentic",
        "description": "Adult, indoors, about a minute long.",
        "facts": FACTS,
        "affirmed": True,
        "agreed": consents,
        "signature_name": "Ana Example",
        **told,
    }
    case = intake.open_case(report=Report(**values), token=token, at=stage.ago(hours)).case
    stage.built.append(case)
    return case


def clip(token: str, place: int) -> str:
    return f"https://clipshare.test/watch/{token[-2:]}{place}k7"


def photo(token: str, place: int) -> str:
    return f"https://photoline.test/p/{token[-2:]}{place}q4"


def thread(token: str, place: int) -> str:
    return f"https://boardwalk.test/t/{token[-2:]}{place}80"


def accept(stage: Stage, case: Case, who: User, *, hours: float) -> None:
    """Taken up, looked at, accepted, within a quarter of an hour."""
    at = stage.ago(hours)
    triage.take_up(case_id=case.pk, actor=who, at=at)
    for location in case.locations.order_by("number"):
        at += MINUTE
        locations.confirm_live(location_id=location.pk, actor=who, at=at)
    triage.confirm_adult(case_id=case.pk, actor=who, at=at + MINUTE)
    triage.accept(case_id=case.pk, actor=who, at=at + 2 * MINUTE)


def send(stage: Stage, case: Case, who: User, *, hours: float) -> list[Notice]:
    """Drafted, approved and out of the house: filed in the platform's form, or mailed."""
    at = stage.ago(hours)
    sent = []
    for notice in notices.draft(case_id=case.pk, actor=who, at=at - 2 * MINUTE):
        notices.approve(notice_id=notice.pk, actor=who, at=at - MINUTE)
        for delivery in notice.deliveries.filter(kind=Delivery.Kind.NOTICE):
            tasks.deliver_one(delivery.pk, at=at - MINUTE)
        if notice.channel is None or notice.channel.kind != "email":
            receipts.record_receipt(
                notice_id=notice.pk,
                received_at=at,
                basis=Notice.Basis.FORM_CONFIRMATION,
                reference=f"C-{case.reference[:4]}",
                actor=who,
                at=at,
            )
        sent.append(notice)
    return sent


def links_of(case: Case) -> list[Location]:
    return list(case.locations.order_by("number"))


def see_gone(stage: Stage, found: Iterable[Location], who: User, *, hours: float) -> None:
    for location in found:
        locations.verify_removed(location_id=location.pk, actor=who, at=stage.ago(hours))


def waits_for_someone(stage: Stage, token: str) -> None:
    report(stage, token, hours=0.7)


def waits_on_behalf(stage: Stage, token: str) -> None:
    report(
        stage,
        token,
        hours=3,
        links=photo(token, 1),
        on_behalf=True,
        authority_note="Written authority of 12 November, seen by the reporter's solicitor.",
        signature_name="Lou Example",
    )


def waits_for_the_lead(stage: Stage, token: str) -> None:
    report(stage, token, hours=1.5, under_18="unsure")


def is_being_read(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=5, links=f"{clip(token, 1)} {thread(token, 1)}")
    triage.take_up(case_id=case.pk, actor=stage.bo, at=stage.ago(0.5))


def has_drafts(stage: Stage, token: str) -> None:
    case = report(
        stage, token, hours=9, links=f"{clip(token, 1)} {clip(token, 2)} {photo(token, 1)}", place="US"
    )
    accept(stage, case, stage.bo, hours=2)
    notices.draft(case_id=case.pk, actor=stage.bo, at=stage.ago(1.5))


def waits_to_be_filed(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=7)
    accept(stage, case, stage.bo, hours=2)
    for notice in notices.draft(case_id=case.pk, actor=stage.bo, at=stage.ago(1.2)):
        notices.approve(notice_id=notice.pk, actor=stage.bo, at=stage.ago(1))


def runs_out_soon(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=46, links=f"{clip(token, 1)} {clip(token, 2)} {clip(token, 3)}")
    accept(stage, case, stage.bo, hours=45.5)
    (notice,) = send(stage, case, stage.bo, hours=44.7)
    receipts.acknowledge(notice_id=notice.pk, reference="C-20931", actor=stage.bo, at=stage.ago(43))
    see_gone(stage, links_of(case)[:1], stage.bo, hours=20)


def is_said_to_be_gone(stage: Stage, token: str) -> None:
    case = report(
        stage, token, hours=30, links=f"{photo(token, 1)} {photo(token, 2)}", kind="photo", place="US"
    )
    accept(stage, case, stage.bo, hours=28)
    send(stage, case, stage.bo, hours=27)
    for location in links_of(case):
        locations.claim_removed(location_id=location.pk, actor=stage.bo, at=stage.ago(2))


def was_refused(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=26, links=clip(token, 1), made="forgery")
    accept(stage, case, stage.bo, hours=25)
    (notice,) = send(stage, case, stage.bo, hours=24.5)
    receipts.refuse(notice_id=notice.pk, ground="other", actor=stage.bo, at=stage.ago(4))


def is_past_its_deadline(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=53, links=f"{clip(token, 1)} {clip(token, 2)}")
    accept(stage, case, stage.bo, hours=52)
    send(stage, case, stage.bo, hours=50.4)


def is_overdue_and_escalated(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=80, links=f"{clip(token, 1)} {clip(token, 2)}")
    accept(stage, case, stage.cy, hours=76)
    (notice,) = send(stage, case, stage.cy, hours=75)
    locations.lose_sight(location_id=links_of(case)[1].pk, actor=stage.cy, at=stage.ago(26))
    escalation.sweep(at=stage.ago(20))
    escalation.escalate(notice_id=notice.pk, actor=stage.cy, at=stage.ago(10))


def was_not_delivered(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=12, links=photo(token, 1), kind="photo")
    accept(stage, case, stage.bo, hours=6)
    at = stage.ago(5)
    (notice,) = notices.draft(case_id=case.pk, actor=stage.bo, at=at)
    notices.approve(notice_id=notice.pk, actor=stage.bo, at=at)
    delivery = claims.claim(delivery_id=notice.deliveries.get().pk, worker="sample", at=at)
    if delivery is not None:
        deliveries.mark_failed(delivery=delivery, why="550 no such mailbox here", at=at + MINUTE)


def is_on_hold(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=60, links=f"{clip(token, 1)} {thread(token, 1)}")
    accept(stage, case, stage.cy, hours=50)
    triage.hold(case_id=case.pk, actor=stage.cy, at=stage.ago(30))


def is_resolved(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=90, links=f"{clip(token, 1)} {thread(token, 1)}")
    accept(stage, case, stage.bo, hours=88)
    double = links_of(case)[1]
    locations.give_up(location_id=double.pk, actor=stage.bo, at=stage.ago(87))
    send(stage, case, stage.bo, hours=86)
    see_gone(stage, links_of(case)[:1], stage.bo, hours=60)
    closing.resolve(case_id=case.pk, actor=stage.bo, at=stage.ago(59))


def is_closed(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=240, links=clip(token, 1))
    accept(stage, case, stage.bo, hours=238)
    send(stage, case, stage.bo, hours=236)
    see_gone(stage, links_of(case), stage.bo, hours=215)
    closing.resolve(case_id=case.pk, actor=stage.bo, at=stage.ago(214))
    until = (stage.now + timedelta(days=180)).date()
    closing.close(case_id=case.pk, retain_until=until, actor=stage.di, at=stage.ago(190))


def came_back(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=200, links=clip(token, 1))
    accept(stage, case, stage.bo, hours=199)
    send(stage, case, stage.bo, hours=198)
    see_gone(stage, links_of(case), stage.bo, hours=180)
    closing.resolve(case_id=case.pk, actor=stage.bo, at=stage.ago(179))
    closing.reopen(case_id=case.pk, actor=stage.bo, at=stage.ago(3))
    locations.find_again(location_id=links_of(case)[0].pk, actor=stage.bo, at=stage.ago(2.9))


def was_withdrawn(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=70, links=clip(token, 1))
    accept(stage, case, stage.bo, hours=69)
    send(stage, case, stage.bo, hours=68)
    triage.withdraw(case_id=case.pk, actor=stage.bo, at=stage.ago(50))


def was_referred(stage: Stage, token: str) -> None:
    case = report(stage, token, hours=40, links=thread(token, 1))
    triage.take_up(case_id=case.pk, actor=stage.cy, at=stage.ago(39))
    to = "Another helpline, which already works on this, their reference 77-B"
    triage.refer(case_id=case.pk, to=to, actor=stage.cy, at=stage.ago(38))


def names_a_double(stage: Stage, token: str) -> None:
    case = report(
        stage, token, hours=20, links=f"{clip(token, 1)} {photo(token, 1)}", place="US", signs_herself=True
    )
    triage.take_up(case_id=case.pk, actor=stage.cy, at=stage.ago(19))
    locations.merge(location_id=links_of(case)[1].pk, actor=stage.cy, at=stage.ago(18.9))


STORIES: tuple[Callable[[Stage, str], None], ...] = (
    waits_for_someone,
    waits_on_behalf,
    waits_for_the_lead,
    is_being_read,
    has_drafts,
    waits_to_be_filed,
    runs_out_soon,
    is_said_to_be_gone,
    was_refused,
    is_overdue_and_escalated,
    was_not_delivered,
    is_on_hold,
    is_resolved,
    is_closed,
    came_back,
    was_withdrawn,
    was_referred,
    names_a_double,
    is_past_its_deadline,
)
