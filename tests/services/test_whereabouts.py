"""Places without a link become locations; her own earlier request can move a clock (A9, law on receipt)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from cases.models import Clock, EarlierReport, Event, Notice, Whereabouts
from cases.services import receipts, whereabouts
from cases.services.refusal import Refused
from tests.conftest import AT

Make = Callable[..., Any]
DAY = timedelta(days=1)
LINK = "https://clipshare.test/v/found"


@pytest.fixture
def place(make_case: Make) -> Whereabouts:
    described = Whereabouts(case=make_case(), number=1, kind="group", site="Chat app", where="Night Owls")
    described.save()
    return described


def test_a_found_link_becomes_a_location(place: Whereabouts, bo: Any, at: datetime) -> None:
    location = whereabouts.found(case_id=place.case_id, number=1, text=LINK, actor=bo, at=at)
    assert (location.address, location.state) == (LINK, "reported")
    place.refresh_from_db()
    assert place.location == location
    assert Event.objects.get(kind="location_added").actor == bo


def test_a_link_the_case_has_already_is_the_same_location(place: Whereabouts, bo: Any, at: datetime) -> None:
    known = place.case.locations.first()
    found = whereabouts.found(case_id=place.case_id, number=1, text=known.address, actor=bo, at=at)
    assert found == known


@pytest.mark.parametrize("text", ["nothing here", f"{LINK} {LINK}2"])
def test_a_place_takes_exactly_one_link(place: Whereabouts, bo: Any, at: datetime, text: str) -> None:
    with pytest.raises(Refused, match="exactly one link"):
        whereabouts.found(case_id=place.case_id, number=1, text=text, actor=bo, at=at)
    assert place.case.locations.count() == 2


def test_a_place_is_found_once(place: Whereabouts, bo: Any, at: datetime) -> None:
    whereabouts.found(case_id=place.case_id, number=1, text=LINK, actor=bo, at=at)
    with pytest.raises(Refused, match="has its link already"):
        whereabouts.found(case_id=place.case_id, number=1, text=LINK, actor=bo, at=at)


@pytest.fixture
def notice(make_notice: Make) -> Notice:
    """Ours arrived at AT; she says that she told the site three days before."""
    sent: Notice = make_notice(state="sent")
    EarlierReport(
        case=sent.case, number=1, site="Clipshare", at=AT - 3 * DAY, day=(AT - 3 * DAY).date()
    ).save()
    return sent


def counted(notice: Notice, bo: Any, received_at: datetime) -> Notice:
    return whereabouts.count_from(
        notice_id=notice.pk, number=1, received_at=received_at, actor=bo, at=AT + timedelta(hours=1)
    )


def test_a9_her_own_request_moves_the_asserted_clock_back(notice: Notice, bo: Any) -> None:
    counted(notice, bo, AT - 3 * DAY)
    running = notice.clocks.filter(stopped_at=None, regime="us-tida")
    assert running.get(reading="asserted").due_at == AT - DAY
    assert running.get(reading="asserted").basis == "person_report"


def test_a9_ours_stays_the_careful_reading(notice: Notice, bo: Any) -> None:
    counted(notice, bo, AT - 3 * DAY)
    careful = notice.clocks.get(stopped_at=None, regime="us-tida", reading="conservative")
    assert careful.due_at == AT + 2 * DAY
    notice.refresh_from_db()
    assert (notice.received_at, notice.receipt_basis) == (AT, "form_confirmation")


def test_a9_the_clock_before_is_superseded_and_stays(notice: Notice, bo: Any) -> None:
    before = notice.clocks.get(regime="us-tida")
    counted(notice, bo, AT - 3 * DAY)
    before.refresh_from_db()
    assert (before.stop_reason, before.due_at) == (Clock.Stopped.SUPERSEDED, AT + 2 * DAY)


def test_a9_the_decision_is_on_record_without_a_word_of_hers(notice: Notice, bo: Any) -> None:
    counted(notice, bo, AT - 3 * DAY)
    event = Event.objects.get(kind="earlier_report")
    assert (event.actor, event.facts) == (bo, {"report": 1})


@pytest.mark.parametrize(
    ("hours", "says"), [(0, "nothing would change"), (1, "nothing would change"), (-73, "before the time")]
)
def test_a9_the_time_must_agree_with_what_she_said(notice: Notice, bo: Any, hours: int, says: str) -> None:
    with pytest.raises(Refused, match=says):
        counted(notice, bo, AT + timedelta(hours=hours))


def test_a9_where_she_knew_only_the_day_it_may_not_be_before(notice: Notice, bo: Any) -> None:
    EarlierReport.objects.update(at=None)
    with pytest.raises(Refused, match="before the day"):
        counted(notice, bo, AT - 4 * DAY)
    counted(notice, bo, AT - 3 * DAY + timedelta(hours=5))


@pytest.mark.parametrize(
    ("zone", "begins"), [("Asia/Tokyo", timedelta(hours=-9)), ("America/Los_Angeles", timedelta(hours=8))]
)
def test_a9_her_day_begins_in_the_zone_she_named(
    notice: Notice, bo: Any, zone: str, begins: timedelta
) -> None:
    day = (AT - 3 * DAY).date()
    EarlierReport.objects.update(at=None, zone=zone)
    midnight = datetime.combine(day, time(0), UTC) + begins
    with pytest.raises(Refused, match="before the day"):
        counted(notice, bo, midnight - timedelta(seconds=1))
    counted(notice, bo, midnight)


@pytest.mark.parametrize("state", ["draft", "approved", "complied"])
def test_a9_nothing_counts_before_our_own_notice_is_there(make_notice: Make, bo: Any, state: str) -> None:
    notice = make_notice(state=state)
    with pytest.raises(Refused, match="our own notice first"):
        counted(notice, bo, AT - DAY)


def test_a9_it_is_no_proof_that_our_notice_arrived(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="approved")
    with pytest.raises(Refused, match="Choose what proves"):
        receipts.record_receipt(
            notice_id=notice.pk, received_at=AT, basis="person_report", reference="", actor=bo, at=AT
        )
