"""The tabs of the queue: whose rows stand in which, and who never sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases.models import Case, Notice
from tests.conftest import AT, person_of_staff

H, M = timedelta(hours=1), timedelta(minutes=1)
Make = Callable[..., Notice]
MakeCase = Callable[..., Case]


def page(client: Client, **query: str) -> str:
    response = client.get(reverse("desk_today"), query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def sent(make_notice: Make, left: timedelta, **values: object) -> Notice:
    """A notice whose two-day clocks end after this time."""
    return make_notice(state="sent", received_at=AT + left - 48 * H, **values)


def test_your_tab_holds_your_cases_only(
    as_bo: Client, cy: User, make_notice: Make, make_case: MakeCase
) -> None:
    mine = sent(make_notice, 3 * H)
    other = sent(make_notice, 3 * H, case=make_case(assignee=cy))
    text = page(as_bo)
    assert mine.case.reference in text
    assert other.case.reference not in text


def test_a_caseworker_has_no_team_tab(as_bo: Client) -> None:
    assert "tab=team" not in page(as_bo)


def test_asking_for_the_team_tab_anyway_shows_nothing_of_others(
    as_bo: Client, cy: User, make_notice: Make, make_case: MakeCase
) -> None:
    other = sent(make_notice, 3 * H, case=make_case(assignee=cy))
    assert other.case.reference not in page(as_bo, tab="team")


def test_a_supervisor_sees_the_teams_rows_and_their_owner(as_di: Client, make_notice: Make) -> None:
    one = make_notice(state="undeliverable")
    text = page(as_di, tab="team")
    assert one.case.reference in text
    assert "<b>Bo</b>" in text


def test_the_first_tab_with_something_in_it_opens(as_di: Client, make_notice: Make) -> None:
    sent(make_notice, 3 * H)
    assert "Within four hours" in page(as_di)


def test_a_flagged_case_is_in_nobodys_queue_but_the_leads(
    as_bo: Client, as_di: Client, as_sam: Client, make_notice: Make, make_case: MakeCase
) -> None:
    one = sent(make_notice, -1 * H, case=make_case(safeguarding=True))
    assert one.case.reference not in page(as_bo) + page(as_di, tab="team")
    assert "Nothing is past its deadline." in page(as_di, tab="team")
    assert one.case.reference in page(as_sam, tab="team")


def test_an_auditor_has_no_queue_and_is_led_elsewhere(db: None, signed_in: Callable[[User], Client]) -> None:
    answer = signed_in(person_of_staff("audrey", "auditor")).get(reverse("desk_today"))
    assert answer.status_code == 302
    assert answer["Location"] != reverse("desk_today")


def test_a_flagged_notice_is_no_row_of_its_own(
    as_sam: Client, make_notice: Make, make_case: MakeCase
) -> None:
    sent(make_notice, -1 * H, case=make_case(safeguarding=True))
    text = page(as_sam, tab="team")
    assert "Someone shown may be under 18. No notice goes out from here." in text
    assert "Past the deadline" not in text


def test_what_is_late_in_other_tabs_is_said_in_yours(
    as_di: Client, di: User, make_notice: Make, make_case: MakeCase
) -> None:
    sent(make_notice, 30 * H, case=make_case(assignee=di))
    sent(make_notice, -1 * H)
    text = page(as_di)
    assert "Nothing in this tab is past its deadline." in text
    assert 'href="?tab=team&amp;show=late">1 notice</a> is past the deadline in other tabs.' in text
    sent(make_notice, -1 * H, case=make_case(assignee=di))
    text = page(as_di)
    assert ">1 notice</a> is past the deadline." in text and ">1 more</a> is past" in text
    assert "in other tabs" not in page(as_di, tab="team")


def test_the_filter_that_is_on_is_marked_and_no_other_one(as_di: Client, make_case: MakeCase) -> None:
    make_case(state="submitted", assignee=None)
    here = 'show=new" aria-current="true"'
    assert here in page(as_di, tab="unowned", show="new")
    assert here not in page(as_di, tab="team", show="new")
