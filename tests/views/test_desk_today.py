"""The queue: what is in it, in which order, for whom, and what it never shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Delivery, Heartbeat, Notice
from tests.conftest import AT, build_location, build_platform, person_of_staff
from tests.views.desk import post

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


def test_a_visitor_is_sent_to_the_sign_in_page(client: Client, db: None) -> None:
    response = client.get(reverse("desk_today"))
    assert response.status_code == 302
    assert response["Location"] == reverse("desk_sign_in")


def test_it_says_what_time_it_is_here(as_bo: Client) -> None:
    assert "Monday 23 November 2026, 10:00 GMT (London)" in page(as_bo)


def test_an_empty_desk_says_so(as_bo: Client) -> None:
    text = page(as_bo)
    assert "Nothing is past its deadline." in text
    assert "Nothing waits here." in text


def test_zero_is_said_and_is_no_link(as_bo: Client) -> None:
    text = page(as_bo)
    assert "Nothing has bounced." in text
    assert "show=bounced" not in text


def test_the_least_time_left_comes_first(as_bo: Client, make_notice: Make) -> None:
    later, late, soon = (sent(make_notice, left) for left in (30 * H, -1 * H, 3 * H))
    text = page(as_bo)
    places = [text.index(one.case.reference) for one in (late, soon, later)]
    assert places == sorted(places)


def test_each_row_stands_in_its_group(as_bo: Client, make_notice: Make) -> None:
    for left in (-1 * H, 3 * H, 30 * H):
        sent(make_notice, left)
    text = page(as_bo)
    headings = [text.index(f">{title}<") for title in
                ("Past the deadline", "Within four hours", "Later, or no clock yet")]  # fmt: skip
    assert headings == sorted(headings)


def test_the_due_instant_itself_is_not_past(as_bo: Client, make_notice: Make) -> None:
    sent(make_notice, timedelta(0))
    assert "Past the deadline" not in page(as_bo)


def test_one_second_after_it_is_past(as_bo: Client, make_notice: Make) -> None:
    sent(make_notice, timedelta(seconds=-1))
    assert "Past the deadline" in page(as_bo)


def test_a_row_says_the_time_left_and_draws_the_bar(as_bo: Client, make_notice: Make) -> None:
    sent(make_notice, 2 * H + 10 * M)
    text = page(as_bo)
    assert "2 h 10 min left" in text
    assert 'class="bar"' in text
    assert "ends today 12:10 GMT" in text


def test_a_row_names_platform_regimes_reference_and_links(as_bo: Client, make_notice: Make) -> None:
    one = sent(make_notice, 2 * H)
    text = page(as_bo)
    assert "Clipshare" in text
    assert "US 48 h" in text and "UK 48 h" in text
    assert f"{one.case.reference} notice 1, 2 links" in text


def test_the_counters_are_sentences_and_filters(as_bo: Client, make_notice: Make) -> None:
    sent(make_notice, -1 * H)
    sent(make_notice, -2 * H)
    sent(make_notice, 3 * H)
    text = page(as_bo)
    assert ">2 notices</a> are past the deadline." in text
    assert ">1 more</a> ends within four hours." in text
    assert "show=late" in text


def test_a_filter_shows_its_rows_only(as_bo: Client, make_notice: Make) -> None:
    late, later = sent(make_notice, -1 * H), sent(make_notice, 30 * H)
    text = page(as_bo, show="late")
    assert late.case.reference in text
    assert later.case.reference not in text


def test_an_unknown_filter_shows_everything(as_bo: Client, make_notice: Make) -> None:
    one = sent(make_notice, 30 * H)
    assert one.case.reference in page(as_bo, show="; drop")


def test_two_hours_without_acknowledgement_are_counted(as_bo: Client, make_notice: Make) -> None:
    sent(make_notice, 48 * H - 2 * H - 1 * M)
    assert ">1</a> has not been acknowledged." in page(as_bo)


def test_exactly_two_hours_are_not_counted_yet(as_bo: Client, make_notice: Make) -> None:
    sent(make_notice, 48 * H - 2 * H)
    assert "All that arrived is acknowledged." in page(as_bo)


def test_a_notice_that_was_not_delivered_has_bounced(as_bo: Client, make_notice: Make) -> None:
    make_notice(state="undeliverable")
    text = page(as_bo)
    assert ">1</a> has bounced." in text
    assert "It was not delivered. No clock has started." in text


def test_a_dead_mail_is_counted_in_the_header(as_bo: Client, make_notice: Make) -> None:
    one = sent(make_notice, 30 * H)
    Delivery.objects.create(
        key="k",
        case=one.case,
        notice=one,
        kind="chaser",
        message_id="<a@example.org>",
        state="dead",
        created_at=AT,
    )
    text = page(as_bo)
    assert 'class="count">1<' in text
    assert "could not be sent" in text


def test_new_reports_are_rows_with_one_button(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(state="submitted", assignee=None)
    text = page(as_bo, tab="unowned")
    assert "New report, 2 links." in text
    assert f'action="{reverse("desk_case_action", args=[case.reference, "take-up"])}"' in text


def test_intake_opens_a_new_report_and_gives_it_to_someone(
    signed_in: Callable[[User], Client], make_case: MakeCase
) -> None:
    case = make_case(state="submitted", assignee=None)
    text = page(signed_in(person_of_staff("ina", "intake")))
    assert "Take up" not in text
    assert f'data-act href="{reverse("desk_case", args=[case.reference])}"' in text


def test_v52_b21_reports_for_someone_else_and_of_a_flood_stand_apart(
    as_bo: Client, make_case: MakeCase
) -> None:
    new = {"state": "submitted", "assignee": None}
    flood, theirs = make_case(**new, burst=True, on_behalf=True), make_case(**new, on_behalf=True)
    Case.objects.update(opened_at=AT - 9 * H)
    hers = make_case(**new)
    text = page(as_bo, tab="unowned")
    order = ["Later, or no clock yet", hers.reference, "New, from someone who acts for the person",
             theirs.reference, "New, from a burst of reports", flood.reference]  # fmt: skip
    places = [text.index(each) for each in order]
    assert places == sorted(places)


def test_a_report_stands_apart_only_until_it_is_taken_up(as_bo: Client, make_case: MakeCase) -> None:
    make_case(state="in_review", on_behalf=True, burst=True)
    assert "New, from" not in page(as_bo)


def test_new_reports_are_counted_on_every_tab(as_bo: Client, make_notice: Make, make_case: MakeCase) -> None:
    sent(make_notice, 3 * H)
    make_case(state="submitted", assignee=None)
    assert ">1 new report</a> waits to be taken up." in page(as_bo, tab="yours")


def test_drafts_of_one_case_are_one_row(as_bo: Client, make_case: MakeCase, make_notice: Make) -> None:
    case = make_case()
    build_location(case, number=3, platform=build_platform("photoline"))
    make_notice(case=case)
    make_notice(case=case, platform=build_platform("photoline"))
    text = page(as_bo)
    assert "Two platforms" in text
    assert f"{case.reference} notices 1 and 2, 3 links" in text
    assert "Review 2 letters" in text


def test_a_notice_whose_case_waits_for_a_decision_has_its_own_row(as_bo: Client, make_case: MakeCase) -> None:
    make_case(state="in_review")
    assert "Ready to be accepted." in page(as_bo)


def test_a_case_on_hold_stays_in_sight(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(state="on_hold", held_at=AT - 3 * H)
    text = page(as_bo)
    assert case.reference in text
    assert "On hold. Nothing new is drafted." in text and "since 07:00" in text


def test_the_queue_shows_no_address_name_or_description(as_bo: Client, make_notice: Make) -> None:
    one = sent(make_notice, -1 * H)
    text = page(as_bo)
    assert f"/v/{one.case.reference}" not in text
    assert "Ana Example" not in text
    assert "Adult, indoors" not in text


def test_the_title_says_nothing_but_today(as_bo: Client) -> None:
    assert "<title>Today</title>" in page(as_bo)


def test_a_draft_that_waits_for_a_person_is_the_next_move(as_bo: Client, make_notice: Make) -> None:
    one = make_notice(state="escalated", received_at=AT - 50 * H)
    Delivery.objects.create(
        key="k", case=one.case, notice=one, kind="escalation", regime="us-tida", step="regulator",
        message_id="<a@example.org>", state="held", by_hand=True, created_at=AT,
    )  # fmt: skip
    text = page(as_bo)
    assert "One draft to a further body is ready." in text
    assert "Review escalation" in text


def test_it_says_when_deadlines_were_last_checked(as_bo: Client) -> None:
    Heartbeat.objects.create(name="sweep", at=AT - timedelta(seconds=12))
    text = page(as_bo)
    assert "Deadlines checked 12 s ago" in text
    assert "are not being checked" not in text


@pytest.mark.parametrize("age", [5 * M + timedelta(seconds=1), 9 * 24 * H])
def test_a_silent_engine_is_a_banner(as_bo: Client, age: timedelta) -> None:
    Heartbeat.objects.create(name="sweep", at=AT - age)
    assert "Deadlines are not being checked." in page(as_bo)


def test_five_minutes_are_not_silence_yet(as_bo: Client) -> None:
    Heartbeat.objects.create(name="sweep", at=AT - 5 * M)
    assert "are not being checked" not in page(as_bo)


def test_an_engine_that_never_ran_is_a_banner(as_bo: Client) -> None:
    assert "No check has been made yet." in page(as_bo)


def test_a_long_queue_has_pages(as_bo: Client, make_notice: Make, make_case: MakeCase) -> None:
    for _ in range(51):
        sent(make_notice, 3 * H, case=make_case(links=1))
    text = page(as_bo)
    assert text.count("data-row") == 50
    assert "Page 1 of 2, 51 in all" in text
    assert page(as_bo, page="2").count("data-row") == 1


def test_forty_cases_with_six_hundred_links_take_no_more_queries_than_one(
    as_bo: Client,
    make_notice: Make,
    make_case: MakeCase,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(40):
        sent(make_notice, (number - 5) * H, case=make_case(links=15))
    Heartbeat.objects.create(name="sweep", at=timezone.now())
    with django_assert_max_num_queries(20):
        page(as_bo)


def test_only_reading_is_allowed(as_bo: Client) -> None:
    assert post(as_bo, reverse("desk_today")).status_code == 405


def test_no_answer_of_the_desk_is_kept_by_a_browser(as_bo: Client) -> None:
    assert as_bo.get(reverse("desk_today"))["Cache-Control"] == "no-store"
