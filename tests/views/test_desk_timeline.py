"""What happened, told from events alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from cases.models import Case, Kind, Notice
from cases.services.record import record
from cases.views.desk import house_record, timeline
from tests.conftest import AT

H = timedelta(hours=1)
MakeCase = Callable[..., Case]


@pytest.fixture
def case(make_case: MakeCase) -> Case:
    return make_case()


def tell(case: Case, reader: User, *, everything: bool = False) -> list[timeline.Day]:
    notices = list(case.notices.select_related("platform"))
    story, events = timeline.load(case, reader, AT, notices)
    return timeline.days(story, events, everything=everything)


def only(case: Case, reader: User) -> timeline.Line:
    (day,) = tell(case, reader)
    (line,) = day.lines
    return line


def test_your_own_acts_are_yours(case: Case, bo: User) -> None:
    record(case, Kind.ACCEPTED, at=AT, actor=bo)
    line = only(case, bo)
    assert (line.time, line.mark, line.sentence) == ("10:00", "us", "You accepted the case")


def test_a_colleagues_acts_carry_the_name(case: Case, bo: User, cy: User) -> None:
    record(case, Kind.ACCEPTED, at=AT, actor=cy)
    assert only(case, bo).sentence == "Cy accepted the case"


def test_the_person_has_a_mark_of_its_own(case: Case, bo: User) -> None:
    record(case, Kind.SUBMITTED, at=AT)
    assert (only(case, bo).mark, only(case, bo).sentence) == ("person", "The person sent the report")


def test_a_stop_without_an_actor_is_the_persons(case: Case, bo: User) -> None:
    record(case, Kind.WITHDRAWN, at=AT)
    assert only(case, bo).sentence == "The person stopped everything"


def test_a_deadline_is_the_engines_and_stands_out(make_notice: Callable[..., Notice], bo: User) -> None:
    notice = make_notice(state="sent")
    record(notice.case, Kind.OVERDUE, at=AT, notice=notice, facts={"regime": "us-tida", "step": "overdue"})
    line = only(notice.case, bo)
    assert (line.mark, line.strong, line.sentence) == ("engine", True, "Deadline of notice 1 passed")
    assert line.second == "US 48 h"


def test_a_reminder_says_which_it_was(make_notice: Callable[..., Notice], bo: User) -> None:
    notice = make_notice(state="sent")
    record(
        notice.case, Kind.REMINDER, at=AT, notice=notice, facts={"regime": "us-tida", "step": "reminder_4"}
    )
    assert only(notice.case, bo).second == "US 48 h, reminder 3 of 4"


def test_their_word_is_a_ring_and_no_fact(case: Case, bo: User) -> None:
    location = case.locations.get(number=1)
    record(case, Kind.CLAIMED_REMOVED, at=AT, actor=bo, location=location)
    line = only(case, bo)
    assert (line.mark, line.sentence) == ("platform", "Clipshare says link 1 is gone")
    assert line.second == "their words; nobody had looked"


def test_the_same_thing_for_two_links_is_one_line(case: Case, bo: User) -> None:
    for location in case.locations.all():
        record(case, Kind.CONFIRMED_LIVE, at=AT, actor=bo, location=location)
    assert only(case, bo).sentence == "You saw links 1 and 2 still up"


def test_a_receipt_names_its_proof_and_the_clocks(make_notice: Callable[..., Notice], bo: User) -> None:
    notice = make_notice(state="sent")
    told = {"basis": "smtp_accepted", "clocks": {"us-tida": "x", "uk-osa-u2u": "y"}}
    record(notice.case, Kind.RECEIVED, at=AT, notice=notice, actor=bo, facts=told)
    line = only(notice.case, bo)
    assert line.sentence == "Clipshare had notice 1"
    assert line.second == "accepted by their mail server, weak proof; 2 clocks started"


def test_a_refusal_tells_the_ground(make_notice: Callable[..., Notice], bo: User) -> None:
    notice = make_notice(state="sent")
    record(notice.case, Kind.REFUSED, at=AT, notice=notice, actor=bo, facts={"ground": "other"})
    assert only(notice.case, bo).second == "they say another ground"


def test_handing_over_names_whom(case: Case, bo: User, cy: User) -> None:
    record(case, Kind.ASSIGNED, at=AT, actor=bo, facts={"to": cy.pk})
    assert only(case, bo).sentence == "You handed it to Cy"


def test_days_have_headings_the_newest_first(case: Case, bo: User) -> None:
    record(case, Kind.SUBMITTED, at=AT - 48 * H)
    record(case, Kind.TAKEN_UP, at=AT, actor=bo)
    assert [day.title for day in tell(case, bo)] == ["Today, Monday 23 November", "Saturday 21 November"]


def test_what_was_noted_late_stands_where_it_happened(case: Case, bo: User) -> None:
    record(case, Kind.TAKEN_UP, at=AT, actor=bo)
    record(case, Kind.SUBMITTED, at=AT - 48 * H)
    record(case, Kind.ACCEPTED, at=AT, actor=bo)
    assert [day.title for day in tell(case, bo)] == ["Today, Monday 23 November", "Saturday 21 November"]


def test_a_day_is_the_desks_day(case: Case, bo: User) -> None:
    july = AT.replace(month=7, day=1, hour=23, minute=30)
    record(case, Kind.SUBMITTED, at=july)
    (day,) = tell(case, bo)
    assert day.title == "Thursday 2 July"
    assert day.lines[0].time == "00:30"


def test_technical_entries_wait_to_be_asked_for(make_notice: Callable[..., Notice], bo: User) -> None:
    notice = make_notice(state="sent")
    record(notice.case, Kind.SUPERSEDED, at=AT, notice=notice)
    assert tell(notice.case, bo) == []
    assert len(tell(notice.case, bo, everything=True)) == 1


def test_links_looked_at_in_one_sitting_are_one_line(case: Case, bo: User) -> None:
    for minute, location in enumerate(case.locations.order_by("number")):
        looked = AT + minute * timedelta(minutes=20)
        record(case, Kind.VERIFIED_REMOVED, at=looked, actor=bo, location=location)
    (day,) = tell(case, bo)
    assert [line.sentence for line in day.lines] == ["You saw that links 1 and 2 are gone"]
    (day,) = tell(case, bo, everything=True)
    assert len(day.lines) == 2


def test_a_long_story_shows_its_end(case: Case, bo: User) -> None:
    for minute in range(timeline.LATEST + 5):
        record(case, Kind.HELD, at=AT - minute * timedelta(minutes=1), actor=bo)
    assert sum(len(day.lines) for day in tell(case, bo)) == timeline.LATEST


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_of_event_has_its_sentence(
    make_notice: Callable[..., Notice], bo: User, kind: str
) -> None:
    notice = make_notice(state="sent")
    location = notice.case.locations.get(number=1)
    record(notice.case, kind, at=AT, actor=bo, notice=notice, location=location, facts={"to": bo.pk})
    (day,) = tell(notice.case, bo, everything=True)
    sentence = day.lines[0].sentence
    assert sentence[0].isupper()
    assert "{" not in sentence and "_" not in sentence


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_event_is_said_in_a_sentence(kind: Kind) -> None:
    """A kind without one would be shown to staff as its bare name."""
    assert kind in timeline.SENTENCES or kind in house_record.SAYS


def test_what_is_handed_to_you_is_said_so(case: Case, bo: User, cy: User) -> None:
    record(case, Kind.ASSIGNED, at=AT, actor=cy, facts={"to": bo.pk})
    assert only(case, bo).sentence == "Cy handed it to you"
    assert only(case, cy).sentence == "You handed it to Bo"


def test_s31_who_agreed_alone_was_no_second_person(case: Case, bo: User) -> None:
    record(case, Kind.APPROVAL_GIVEN, at=AT, actor=bo, facts={"of": "close", "alone": True})
    assert only(case, bo).sentence == "You agreed alone: there was no second person"
