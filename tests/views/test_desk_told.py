"""What a person told without a link, on the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cases.models import Access, Case, EarlierReport, Notice, Whereabouts
from tests.conftest import AT
from tests.views.desk import after, do, read

Make = Callable[..., Notice]
MakeCase = Callable[..., Case]


@pytest.fixture
def told(make_notice: Make) -> Notice:
    notice = make_notice(state="sent")
    Whereabouts(case=notice.case, number=1, kind="group", site="Chat app", where="Night Owls").save()
    EarlierReport(case=notice.case, number=1, site="Clipshare", at=AT - timedelta(days=3)).save()
    return notice


def test_the_case_shows_places_and_reports(as_bo: Client, told: Notice) -> None:
    text = read(as_bo, "desk_case", told.case.reference)
    assert "Private group, Chat app, Night Owls" in text
    assert "Clipshare, 20 Nov 2026 10:00 GMT" in text


def test_the_link_of_a_place_is_added(as_bo: Client, told: Notice) -> None:
    answer = do(
        as_bo, "desk_case_action", told.case.reference, "place-found", place="1", text="clipshare.test/v/new"
    )
    assert "Night Owls" not in after(as_bo, answer)
    assert told.case.locations.count() == 3


@pytest.fixture
def answered(told: Notice) -> Notice:
    report = told.case.earlier_reports.get()
    report.answer = "<b>No</b> grounds, see https://clipshare.test/t/7\u202e now"
    report.answered_on = AT.date()
    report.save()
    return told


def test_b14_the_case_offers_the_sites_answer_and_keeps_it_closed(as_bo: Client, answered: Notice) -> None:
    text = read(as_bo, "desk_case", answered.case.reference)
    assert "Show their answer" in text and "grounds" not in text


def test_b14_without_an_answer_nothing_is_offered(as_bo: Client, told: Notice) -> None:
    assert "Show their answer" not in read(as_bo, "desk_case", told.case.reference)


def test_b14_d61_the_answer_is_plain_text_without_a_link(as_bo: Client, answered: Notice) -> None:
    answer = do(as_bo, "desk_report", answered.case.reference, part="answer-1").content.decode()
    assert "What Clipshare answered on 23 Nov 2026" in answer
    assert "&lt;b&gt;No&lt;/b&gt; grounds, see hxxps[:]//clipshare[.]test/t/7" in answer
    assert "\u202e" not in answer
    assert answered.case.locations.exclude(state="removed").count() == answered.case.locations.count()


def test_b14_reading_it_is_written_down(as_bo: Client, answered: Notice) -> None:
    do(as_bo, "desk_report", answered.case.reference, part="answer-1")
    assert Access.objects.filter(kind="reveal", case_id=answered.case.pk).exists()


def count_from(client: Client, notice: Notice, **fields: str) -> object:
    typed = {"report": "1", "day": "2026-11-20", "time": "10:00", "zone": "Europe/London", **fields}
    args = (notice.case.reference, notice.number, "earlier-report")
    return do(client, "desk_notice_action", *args, **typed)


def test_a9_the_caseworker_counts_from_her_request(as_bo: Client, told: Notice) -> None:
    count_from(as_bo, told, complete="on")
    assert told.clocks.filter(stopped_at=None, basis="person_report").exists()


def test_a9_only_a_complete_request_starts_a_clock(as_bo: Client, told: Notice) -> None:
    answer = count_from(as_bo, told)
    assert "Only a complete request starts a clock." in answer.content.decode()  # type: ignore[attr-defined]
    assert not told.clocks.filter(basis="person_report").exists()


def test_a9_without_a_report_of_hers_it_is_not_offered(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    assert "Count from the person’s own request" not in read(
        as_bo, "desk_notice", notice.case.reference, notice.number
    )
