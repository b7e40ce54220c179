"""One yes for each purpose: without it nothing for that purpose is prepared, filed or sent (C3, C10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Notice, Platform
from cases.models.event import Kind
from cases.rules import purposes, regime
from cases.services import claims, deliveries, escalation, notices, outbox, sweep, wishes
from cases.services.record import record
from cases.services.refusal import Refused
from tests.conftest import AT, build_location, build_platform
from tests.services.rows import claim
from tests.services.story import two_agree

Make = Callable[..., Any]
HOUR = timedelta(hours=1)
LATE = AT + 91 * HOUR
EVERYTHING = dict.fromkeys(purposes.ACTS, True)
BODIES = {"search": "search_deindex", "regulators": "regulator", "platforms": "legal_contact"}
BY_PURPOSE = pytest.mark.parametrize("purpose", sorted(BODIES))


def without(purpose: str) -> dict[str, bool]:
    return {**EVERYTHING, purpose: False}


def take_back(case: Case, *purpose: str, at: Any = AT + HOUR) -> None:
    wishes.allow(case_id=case.pk, agreed=set(EVERYTHING) - set(purpose), at=at)


def draft_of(notice: Notice, purpose: str) -> Delivery:
    return notice.deliveries.get(kind="escalation", step=BODIES[purpose])


def ready(row: Delivery, purpose: str, one: Any, other: Any) -> None:
    """Its paper is made, and where it goes to a public body two people have read it."""
    Delivery.objects.filter(pk=row.pk).update(state="held", last_error="")
    row.refresh_from_db()
    if purpose == "regulators":
        two_agree(row, one, other, at=AT + 88 * HOUR)


def refused_draft(row: Delivery) -> bool:
    """It is there and waits, no paper was made, and nobody can say that it was filed."""
    with pytest.raises(Refused, match="has not agreed"):
        deliveries.note_filed(
            delivery_id=row.pk, filed_at=AT + 90 * HOUR, reference="", actor=None, at=AT + 91 * HOUR
        )  # type: ignore[arg-type]
    row.refresh_from_db()
    return row.state == "held" and row.paper_id is None and row.last_error in purposes.HELD


@pytest.fixture
def late(make_notice: Make, make_case: Make) -> Callable[..., Notice]:
    """A notice whose period ended without an answer."""

    def make(consents: dict[str, bool]) -> Notice:
        return make_notice(state="sent", case=make_case(consents=consents), regimes=["us-tida"])

    return make


def test_every_step_of_every_law_is_for_one_purpose() -> None:
    steps = {step.step for law in regime.all_regimes().values() for step in law.ladder}
    assert steps <= purposes.STEPS.keys()
    assert purposes.of_step("a body nobody knows") == "regulators"


@BY_PURPOSE
def test_given_the_engine_prepares_it_and_it_is_filed(late: Make, bo: Any, di: Any, purpose: str) -> None:
    notice = late(EVERYTHING)
    sweep.sweep(at=AT + 90 * HOUR)
    row = draft_of(notice, purpose)
    assert claim(row, at=AT + 90 * HOUR)
    ready(row, purpose, bo, di)
    deliveries.note_filed(
        delivery_id=row.pk, filed_at=AT + 91 * HOUR, reference="R1", actor=bo, at=AT + 92 * HOUR
    )
    assert Delivery.objects.get(pk=row.pk).state == "sent"


@BY_PURPOSE
def test_never_given_the_engine_makes_no_paper_and_nothing_is_filed(late: Make, purpose: str) -> None:
    notice = late(without(purpose))
    sweep.sweep(at=AT + 90 * HOUR)
    row = draft_of(notice, purpose)
    assert row.pk not in claims.due(at=AT + 91 * HOUR)
    assert refused_draft(row)


@BY_PURPOSE
def test_c10_taken_back_what_waits_is_blocked_at_once(late: Make, purpose: str) -> None:
    notice = late(EVERYTHING)
    sweep.sweep(at=AT + 89 * HOUR)
    take_back(notice.case, purpose, at=AT + 89 * HOUR)
    assert refused_draft(draft_of(notice, purpose))


@BY_PURPOSE
def test_c10_taken_back_after_the_paper_was_made_it_is_not_filed(late: Make, bo: Any, purpose: str) -> None:
    notice = late(EVERYTHING)
    sweep.sweep(at=AT + 88 * HOUR)
    row = draft_of(notice, purpose)
    Delivery.objects.filter(pk=row.pk).update(state="held", last_error="")
    take_back(notice.case, purpose, at=AT + 89 * HOUR)
    assert refused_draft(row)


@BY_PURPOSE
def test_given_later_the_draft_is_made_then(late: Make, purpose: str) -> None:
    notice = late(without(purpose))
    sweep.sweep(at=AT + 90 * HOUR)
    take_back(notice.case, at=AT + 91 * HOUR)
    row = draft_of(notice, purpose)
    assert (row.state, row.last_error) == ("queued", "")
    assert claim(row, at=AT + 91 * HOUR)


@pytest.mark.parametrize("purpose", ["search", "regulators"])
def test_escalating_by_hand_asks_the_same(late: Make, bo: Any, purpose: str) -> None:
    notice = late(without(purpose))
    escalation.escalate(notice_id=notice.pk, actor=bo, at=AT + 49 * HOUR)
    assert refused_draft(draft_of(notice, purpose))
    other = {"search": "regulators", "regulators": "search"}[purpose]
    assert draft_of(notice, other).state == "queued"


def test_the_police_hear_only_with_her_yes(late: Make, bo: Any, di: Any) -> None:
    for consents, filed in ((without("police"), False), (EVERYTHING, True)):
        notice = late(consents)
        values = {"kind": "escalation", "step": "law_enforcement", "regime": "us-tida", "state": "held"}
        row = outbox.row(case=notice.case, notice=notice, key=str(notice.pk), at=AT, by_hand=True, **values)
        outbox.put([row])
        told = {"filed_at": AT, "reference": "", "actor": bo, "at": AT}
        if filed:
            two_agree(Delivery.objects.get(pk=row.pk), bo, di)
            deliveries.note_filed(delivery_id=row.pk, **told)
        else:
            with pytest.raises(Refused, match="talk to the police"):
                deliveries.note_filed(delivery_id=row.pk, **told)


def test_what_was_filed_while_she_agreed_may_be_noted_afterwards(late: Make, bo: Any, di: Any) -> None:
    notice = late(EVERYTHING)
    record(notice.case, Kind.SUBMITTED, at=AT, facts={"consents": EVERYTHING})
    sweep.sweep(at=AT + 88 * HOUR)
    row = draft_of(notice, "regulators")
    ready(row, "regulators", bo, di)
    take_back(notice.case, "regulators", at=AT + 90 * HOUR)
    told = {"reference": "R2", "actor": bo, "at": AT + 92 * HOUR}
    with pytest.raises(Refused):
        deliveries.note_filed(delivery_id=row.pk, filed_at=AT + 91 * HOUR, **told)
    deliveries.note_filed(delivery_id=row.pk, filed_at=AT + 89 * HOUR, **told)
    assert Delivery.objects.get(pk=row.pk).state == "sent"


def test_a_worker_that_made_the_paper_meanwhile_does_not_make_it_ready(late: Make) -> None:
    notice = late(EVERYTHING)
    sweep.sweep(at=AT + 88 * HOUR)
    row = claim(draft_of(notice, "regulators"), at=AT + 88 * HOUR)
    take_back(notice.case, "regulators", at=AT + 89 * HOUR)
    deliveries.wait_for_person(delivery=row, at=AT + 89 * HOUR)
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("held", purposes.held("regulators"))


@pytest.fixture
def findr(db: None) -> Platform:
    """A search engine that takes mail."""
    platform = build_platform("findr", channel="email")
    Platform.objects.filter(pk=platform.pk).update(kind="search_engine")
    platform.refresh_from_db()
    return platform


def test_a_search_engine_is_written_to_only_with_the_yes_to_those(
    make_case: Make, bo: Any, findr: Platform
) -> None:
    case = make_case(consents=without("search"), links=1)
    build_location(case, number=2, platform=findr)
    made = notices.draft(case_id=case.pk, actor=bo, at=AT)
    assert [notice.platform.slug for notice in made] == ["clipshare"]
    with pytest.raises(Refused, match="ask search engines"):
        notices.draft(case_id=case.pk, actor=bo, at=AT)


def test_a_letter_to_a_search_engine_is_not_approved_without_it(
    make_notice: Make, make_case: Make, bo: Any, findr: Platform
) -> None:
    case = make_case(consents=without("search"), links=0)
    build_location(case, platform=findr)
    notice = make_notice(case=case, platform=findr, regimes=["policy-only"])
    with pytest.raises(Refused, match="ask search engines"):
        notices.approve(notice_id=notice.pk, actor=bo, at=AT)


def test_c10_taken_back_only_letters_of_that_purpose_fall_back(
    make_notice: Make, make_case: Make, bo: Any, findr: Platform
) -> None:
    case = make_case(links=1)
    build_location(case, number=2, platform=findr)
    site, engine = make_notice(case=case), make_notice(case=case, platform=findr, regimes=["policy-only"])
    for notice in (site, engine):
        notices.approve(notice_id=notice.pk, actor=bo, at=AT)
    take_back(case, "search")
    assert [Notice.objects.get(pk=each.pk).state for each in (site, engine)] == ["approved", "draft"]
    assert engine.deliveries.get().state == "cancelled"
    assert site.deliveries.get().state == "queued"


def test_c10_a_queued_chaser_is_held_in_the_same_moment(
    make_notice: Make, make_case: Make, findr: Platform
) -> None:
    case = make_case(links=0)
    build_location(case, platform=findr)
    notice = make_notice(state="sent", case=case, platform=findr, regimes=["policy-only"])
    chaser = outbox.put([outbox.row(case=case, kind="chaser", key="c", at=AT, notice=notice)])[0]
    take_back(case, "search")
    chaser.refresh_from_db()
    assert (chaser.state, chaser.last_error) == ("held", purposes.held("search"))
    assert chaser.pk not in claims.due(at=AT + 2 * HOUR)


def test_c10_the_worker_asks_once_more(late: Make) -> None:
    notice = late(EVERYTHING)
    sweep.sweep(at=AT + 90 * HOUR)
    row = draft_of(notice, "regulators")
    Case.objects.filter(pk=notice.case_id).update(consents=without("regulators"))
    assert claim(row, at=AT + 90 * HOUR) is None
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("held", purposes.held("regulators"))
