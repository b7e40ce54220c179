"""Her own page: where things stand, in plain words, and a way to stop (V-09)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from cases.models import Case, Event, Kind, Location, Notice, Platform, Visit
from cases.services import visits
from tests.person import Browser, inside, young

pytestmark = pytest.mark.django_db


def test_without_code_and_words_it_leads_to_the_way_in() -> None:
    answer = Browser().get("/progress")
    assert (answer.status_code, answer["Location"]) == (303, "/return")


def test_a_draft_does_not_open_it() -> None:
    browser = Browser()
    browser.answer("age")
    assert browser.get("/progress").status_code == 303


def test_a_visit_that_rested_too_long_does_not_open_it(make_case: Callable[..., Case]) -> None:
    browser = inside(make_case())
    Visit.objects.update(touched_at=timezone.now() - timedelta(minutes=31))
    assert browser.get("/progress").status_code == 303


def test_it_says_who_acts_next() -> None:
    browser = Browser()
    browser.report()
    assert "It is our turn. A caseworker reads it next." in browser.see("/progress")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("submitted", "We have your report."),
        ("in_review", "We read your report now."),
        ("active", "We work on your two links."),
        ("on_hold", "We wait for now."),
        ("withdrawn", "You stopped this."),
        ("referred", "Others help you now."),
        ("resolved", "Our work on this is done."),
        ("closed", "Our work on this is done."),
    ],
)
def test_every_state_of_a_case_has_plain_words(make_case: Callable[..., Case], state: str, said: str) -> None:
    assert said in inside(make_case(state=state)).see("/progress")


@pytest.mark.parametrize("state", Notice.State.values)
def test_it_renders_for_every_state_of_a_notice(make_notice: Callable[..., Notice], state: str) -> None:
    answer = inside(make_notice(state=state).case).get("/progress")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("draft", "We write the letter to the site."),
        ("approved", "It goes out next."),
        ("undeliverable", "Our letter did not get through."),
        ("refused", "The site said no."),
        ("escalated", "We have taken it further."),
    ],
)
def test_each_link_says_where_its_letter_stands(
    make_notice: Callable[..., Notice], state: str, said: str
) -> None:
    assert said in inside(make_notice(state=state).case).see("/progress")


@pytest.mark.parametrize("state", Location.State.values)
def test_it_renders_for_every_state_of_a_location(
    make_case: Callable[..., Case], make_location: Callable[..., Location], state: str
) -> None:
    case = make_case(links=0)
    make_location(case, state=state)
    assert inside(case).get("/progress").status_code == 200


def test_v09_the_hours_left_are_a_sentence(make_notice: Callable[..., Notice]) -> None:
    received = timezone.now() - timedelta(hours=17)
    text = inside(make_notice(state="sent", received_at=received).case).see("/progress")
    assert "The law gives them until" in text
    assert "(UK time), about 31 hours. Then we look." in text


def test_v61_late_is_said_calmly(make_notice: Callable[..., Notice]) -> None:
    received = timezone.now() - timedelta(hours=60)
    text = inside(make_notice(state="sent", received_at=received).case).see("/progress")
    assert "Their time is over. We press them to act." in text


def test_v09_it_counts_what_is_gone(
    make_case: Callable[..., Case], make_location: Callable[..., Location]
) -> None:
    case = make_case(links=2)
    make_location(case, number=3, state="removed")
    text = inside(case).see("/progress")
    assert "One of three links is gone." in text
    assert "We looked and it was gone." in text


def test_a_claim_is_not_called_gone(
    make_case: Callable[..., Case], make_location: Callable[..., Location]
) -> None:
    case = make_case(links=0)
    make_location(case, state="claimed_removed")
    text = inside(case).see("/progress")
    assert "They say it is gone. Nobody here has looked yet." in text
    assert "The link is gone." not in text


def test_a_double_is_not_shown(
    make_case: Callable[..., Case], make_location: Callable[..., Location]
) -> None:
    case = make_case(links=1)
    make_location(case, number=2, state="duplicate")
    assert "We work on your link." in inside(case).see("/progress")


def test_links_that_stand_alike_on_one_site_are_one_row(
    make_case: Callable[..., Case],
    make_location: Callable[..., Location],
    make_platform: Callable[..., Platform],
) -> None:
    case = make_case(links=200)
    Location.objects.filter(case=case, number=7).update(state="removed")
    make_location(case, number=201, platform=make_platform("photoline"))
    page = inside(case).get("/progress").content.decode()
    assert page.count("<h2>Our turn</h2>") == 2
    assert "Links 1 to 6 and 8 to 200, on Clipshare" in page
    assert "Link 201, on Photoline" in page
    assert "Link 7, on Clipshare" in page


@pytest.mark.parametrize(
    "hidden", ["clipshare.test", "/v/", "Ana", "did not agree", "ana@example.org", "Alex"]
)
def test_v09_it_shows_no_address_name_or_earlier_text(make_case: Callable[..., Case], hidden: str) -> None:
    case = make_case(keep_from="Alex", safe_contact={"channel": "email", "address": "ana@example.org"})
    assert hidden not in inside(case).see("/progress")


def test_v08_new_words_are_shown_with_their_date() -> None:
    browser = Browser()
    browser.report()
    browser.send("/form", {"go": "words"})
    today = timezone.now()
    assert f"New words were made on {today.day} {today:%B}." in browser.see("/progress")


def test_it_says_when_it_was_opened_before(make_case: Callable[..., Case]) -> None:
    case = make_case()
    browser = Browser()
    token, _ = visits.begin(at=timezone.now(), case=case, answers={"before": "2026-11-22T21:14:00+00:00"})
    browser.cookies["v"] = token
    assert "last opened on" in browser.see("/progress") or "last opened today" in browser.see("/progress")


def test_stopping_is_asked_for_first(make_case: Callable[..., Case]) -> None:
    case = make_case()
    browser = inside(case)
    browser.send("/progress", {"go": "stop"})
    text = browser.see("/progress")
    assert "Stop everything?" in text
    case.refresh_from_db()
    assert case.state == "active"


def test_one_press_more_stops_everything(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice(state="sent")
    inside(notice.case).send("/progress", {"page": "stop", "go": "stop now"})
    notice.refresh_from_db()
    assert (notice.state, notice.case.events.last().kind) == ("withdrawn", Kind.WITHDRAWN)
    assert not notice.clocks.filter(stopped_at=None).exists()


def test_after_stopping_the_page_says_so(make_case: Callable[..., Case]) -> None:
    browser = inside(make_case())
    answer = browser.send("/progress", {"page": "stop", "go": "stop now"})
    assert (answer.status_code, answer["Location"]) == (303, "/progress")
    text = browser.see("/progress")
    assert "You stopped this." in text
    assert "Choose how to stop" not in text


def test_stopping_twice_is_harmless(make_case: Callable[..., Case]) -> None:
    browser = inside(make_case())
    for _ in range(2):
        assert browser.send("/progress", {"page": "stop", "go": "stop now"}).status_code == 303
    assert Event.objects.filter(kind=Kind.WITHDRAWN).count() == 1


def test_a_finished_case_cannot_be_stopped(make_case: Callable[..., Case]) -> None:
    case = make_case(state="closed")
    inside(case).send("/progress", {"page": "stop", "go": "stop now"})
    case.refresh_from_db()
    assert case.state == "closed"


def test_she_can_add_links(make_case: Callable[..., Case]) -> None:
    case = make_case(links=1)
    browser = inside(case)
    browser.send("/progress", {"go": "links"})
    assert "Add links" in browser.see("/progress")
    browser.send("/progress", {"page": "links", "go": "add", "links": "see https://photoline.test/p/9"})
    assert case.locations.count() == 2


def test_text_without_a_link_adds_nothing_and_says_so(make_case: Callable[..., Case]) -> None:
    case = make_case(links=1)
    answer = inside(case).send("/progress", {"page": "links", "go": "add", "links": "no link here"})
    assert "There is no link in this." in answer.content.decode()
    assert case.locations.count() == 1


def test_v32_added_text_may_hold_no_picture(make_case: Callable[..., Case]) -> None:
    case = make_case(links=1)
    text = "photoline.test/p/9 data:image/png;base64,AAAA"
    assert (
        "do not send pictures"
        in inside(case).send("/progress", {"page": "links", "go": "add", "links": text}).content.decode()
    )
    assert case.locations.count() == 1


def test_logging_out_ends_the_visit(make_case: Callable[..., Case]) -> None:
    browser = inside(make_case())
    answer = browser.send("/progress", {"go": "out"})
    assert answer["Clear-Site-Data"] == '"cookies", "storage"'
    assert not Visit.objects.exists()
    assert browser.get("/progress").status_code == 303


def test_an_unknown_button_changes_nothing(make_case: Callable[..., Case]) -> None:
    case = make_case()
    assert inside(case).send("/progress", {"go": "resolve"}).status_code == 303
    case.refresh_from_db()
    assert case.state == "active"


def test_v36_a_young_person_reads_who_has_it_and_cannot_add_links(sam: User) -> None:
    browser = Browser()
    young(browser)
    text = browser.see("/progress")
    assert "Someone here who works with young people has it." in text
    assert "Add a link" not in text


def test_v36_a_post_adds_no_links_to_a_young_persons_case() -> None:
    browser = Browser()
    young(browser)
    browser.send("/progress", {"page": "links", "go": "add", "links": "photoline.test/p/9"})
    assert not Location.objects.exists()


def test_nobody_sees_another_persons_case(make_case: Callable[..., Case]) -> None:
    mine, other = make_case(links=1), make_case(links=5)
    inside(mine).send("/progress", {"page": "stop", "go": "stop now"})
    other.refresh_from_db()
    assert other.state == "active"
