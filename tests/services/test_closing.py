"""The end of a case: what stands in the way, closing, opening again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery
from cases.models.base import TransitionNotAllowed
from cases.services import closing, escalation, outbox
from cases.services.refusal import Refused
from tests.conftest import AT
from tests.services.story import kinds, last

Make = Callable[..., Any]
MAY = date(2027, 5, 1)


@pytest.mark.parametrize(
    ("state", "one", "two"),
    [
        ("reported", "1 link nobody has looked at yet", "2 links nobody has looked at yet"),
        ("live", "1 link is still up", "2 links are still up"),
        ("claimed_removed", "1 link they say is gone, not checked", "2 links they say are gone, not checked"),
        ("unclear", "1 link cannot be seen from here", "2 links cannot be seen from here"),
    ],
)
def test_open_links_stand_in_the_way(make_case: Make, state: str, one: str, two: str) -> None:
    for links, sentence in ((1, one), (2, two)):
        case = make_case(links=links)
        case.locations.update(state=state)
        assert closing.guard(case) == [sentence]


@pytest.mark.parametrize("state", ["removed", "out_of_reach", "duplicate"])
def test_links_that_are_done_do_not(make_case: Make, state: str) -> None:
    case = make_case()
    case.locations.update(state=state)
    assert closing.guard(case) == []


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("draft", "Notice 1 is draft"),
        ("sent", "Notice 1 is sent with 2 running clocks"),
        ("undeliverable", "Notice 1 is not delivered"),
    ],
)
def test_an_open_notice_stands_in_the_way(make_notice: Make, state: str, sentence: str) -> None:
    notice = make_notice(state=state)
    notice.case.locations.update(state="removed")
    assert closing.guard(notice.case) == [sentence]


@pytest.mark.parametrize("state", ["complied", "withdrawn"])
def test_a_notice_that_is_over_does_not(make_notice: Make, state: str) -> None:
    notice = make_notice(state=state)
    notice.case.locations.update(state="removed")
    assert closing.guard(notice.case) == []


def test_a_draft_to_file_stands_in_the_way(make_notice: Make) -> None:
    notice = make_notice(state="refused")
    escalation.prepare(notice, at=AT)
    drafts = notice.deliveries.count()
    assert f"{drafts} escalation drafts to file or to cancel" in closing.guard(notice.case)
    Delivery.objects.exclude(pk=notice.deliveries.first().pk).update(state="cancelled")
    assert "1 escalation draft to file or to cancel" in closing.guard(notice.case)


@pytest.fixture
def done(make_case: Make) -> Case:
    """An active case with nothing open."""
    case = make_case()
    case.locations.update(state="removed")
    return case


def test_nothing_open_is_resolved(done: Case, bo: Any) -> None:
    case = closing.resolve(case_id=done.pk, actor=bo, at=AT)
    assert (case.state, case.resolved_at) == ("resolved", AT)
    assert kinds(case) == ["resolved"]


def test_what_stands_in_the_way_is_said(make_case: Make, bo: Any) -> None:
    with pytest.raises(Refused, match="Not yet. 2 links nobody has looked at yet"):
        closing.resolve(case_id=make_case().pk, actor=bo, at=AT)


@pytest.mark.parametrize("state", ["submitted", "on_hold", "resolved", "closed", "withdrawn"])
def test_only_an_active_case_is_resolved(make_case: Make, bo: Any, state: str) -> None:
    with pytest.raises(TransitionNotAllowed):
        closing.resolve(case_id=make_case(state=state).pk, actor=bo, at=AT)


def test_closing_says_how_long_data_is_kept(done: Case, bo: Any) -> None:
    closing.resolve(case_id=done.pk, actor=bo, at=AT)
    case = closing.close(case_id=done.pk, retain_until=MAY, actor=bo, at=AT)
    assert (case.state, case.retain_until, case.closed_at) == ("closed", MAY, AT)
    assert last(case).facts == {"retain_until": "2027-05-01"}


@pytest.mark.parametrize("until", [None, AT.date(), AT.date() - timedelta(days=1)])
def test_a_retention_date_lies_ahead(make_case: Make, bo: Any, until: Any) -> None:
    case = make_case(state="resolved")
    with pytest.raises(Refused, match="date in the future"):
        closing.close(case_id=case.pk, retain_until=until, actor=bo, at=AT)
    assert Case.objects.get(pk=case.pk).state == "resolved"


def test_d21_nothing_is_kept_for_ever(make_case: Make, bo: Any) -> None:
    case = make_case(state="resolved")
    year = AT.date() + timedelta(days=365)
    with pytest.raises(Refused, match="365 days at most"):
        closing.close(case_id=case.pk, retain_until=year + timedelta(days=1), actor=bo, at=AT)
    assert closing.close(case_id=case.pk, retain_until=year, actor=bo, at=AT).retain_until == year


def test_only_a_resolved_case_is_closed(make_case: Make, bo: Any) -> None:
    with pytest.raises(TransitionNotAllowed):
        closing.close(case_id=make_case().pk, retain_until=MAY, actor=bo, at=AT)


def test_closing_cancels_what_waits(make_case: Make, bo: Any) -> None:
    case = make_case(state="resolved", safe_contact={"channel": "email", "address": "a@example.org"})
    outbox.update_person(case=case, step="sent", at=AT)
    closing.close(case_id=case.pk, retain_until=MAY, actor=bo, at=AT)
    assert Delivery.objects.get().state == "cancelled"


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_it_can_be_opened_again(make_case: Make, bo: Any, state: str) -> None:
    case = closing.reopen(case_id=make_case(state=state, retain_until=MAY).pk, actor=bo, at=AT)
    assert (case.state, case.retain_until, case.reopened_at) == ("active", None, AT)
    assert last(case).kind == "reopened"


@pytest.mark.parametrize("state", ["active", "withdrawn", "referred"])
def test_what_was_not_finished_cannot(make_case: Make, bo: Any, state: str) -> None:
    with pytest.raises(TransitionNotAllowed):
        closing.reopen(case_id=make_case(state=state).pk, actor=bo, at=AT)
