"""Places without a link and what she told a site before, as the form takes them (A9, B-08)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cases.models import Case, EarlierReport, Whereabouts
from tests.person import Browser

pytestmark = pytest.mark.django_db
TOLD = {"told_1": "Clipshare", "day_1": "2025-11-03", "time_1": "21:40", "ticket_1": "CS-1"}


@pytest.fixture
def her() -> Browser:
    return Browser()


def links_error(her: Browser, country: str = "GB", **answers: Any) -> str:
    her.fill(until="links", place={"place": country})
    her.answer("links", **answers)
    return her.see("/form")


def test_a_place_without_a_link_is_kept_as_a_row(her: Browser) -> None:
    her.report(links={"links": "", "kind_1": "group", "site_1": "Chat app", "where_1": "Night Owls"})
    place = Whereabouts.objects.get()
    assert (place.kind, place.site, place.where) == ("group", "Chat app", "Night Owls")


def test_up_to_five_places_are_taken_and_empty_ones_left_out(her: Browser) -> None:
    her.report(links={f"where_{n}": f"Account {n}" for n in (1, 3, 5)})
    assert list(Whereabouts.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert [each.where for each in Whereabouts.objects.all()] == ["Account 1", "Account 3", "Account 5"]


def test_a_new_row_opens_when_she_asks_for_it(her: Browser) -> None:
    text = her.fill(until="links")
    assert 'name="where_1"' in text
    assert 'name="where_2"' not in text
    her.answer("links", go="stay", where_1="Night Owls")
    text = her.see("/form")
    assert 'name="where_2"' in text
    assert "Night Owls" in text


def test_a_kind_of_place_alone_says_nothing(her: Browser) -> None:
    assert "Say the name of the site, the app, the group or the account." in links_error(her, kind_1="chat")


def test_the_last_page_reads_places_and_reports_back(her: Browser) -> None:
    text = her.fill(links={"kind_1": "account", "where_1": "@nightowl", **TOLD})
    assert "An account, @nightowl" in text
    assert "Clipshare, 3 November 2025, 21:40, UK time, CS-1" in text


def test_a9_the_time_is_told_in_her_zone(her: Browser) -> None:
    her.report(place={"place": "US-FL"}, links={**TOLD, "clock": "America/New_York"})
    told = EarlierReport.objects.get()
    assert (told.at, told.zone) == (datetime(2025, 11, 4, 2, 40, tzinfo=UTC), "America/New_York")


@pytest.mark.parametrize("country", ["ZZ", "US", "US-FL", "AU"])
def test_a9_where_clocks_differ_she_is_asked_for_hers(her: Browser, country: str) -> None:
    text = links_error(her, country, **TOLD)
    assert "Choose a city with the same time as you." in text
    assert 'value="21:40"' in text


@pytest.mark.parametrize(
    ("clock", "says"),
    [("Pacific/Auckland", ""), ("Pacific/Honolulu", "Choose a day that has been."), ("", "Choose a city")],
)
def test_a9_a_day_has_begun_where_she_is(her: Browser, clock: str, says: str) -> None:
    """At noon in UTC it is the 25th in Auckland and still the 24th in Honolulu."""
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        text = links_error(her, "ZZ", told_1="Clipshare", day_1="2026-11-25", clock=clock)
    assert says in text if says else "Step 5 of" in text


@pytest.mark.parametrize(
    ("clock", "at"),
    [
        ("Asia/Tokyo", datetime(2025, 11, 2, 15, 5, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2025, 11, 3, 8, 5, tzinfo=UTC)),
    ],
)
def test_a9_a_few_minutes_after_midnight_are_of_her_day(her: Browser, clock: str, at: datetime) -> None:
    her.report(place={"place": "ZZ"}, links={**TOLD, "time_1": "00:05", "clock": clock})
    told = EarlierReport.objects.get()
    assert (told.day, told.at, told.case.zone) == (date(2025, 11, 3), at, clock)


def test_a9_the_clock_of_her_country_names_no_place(her: Browser) -> None:
    her.report(harm={"harm": "threat"}, links={"links": "", "clock": "Europe/London"})
    assert Case.objects.get().without_place


def test_a9_a_day_alone_is_enough(her: Browser) -> None:
    her.report(links={**TOLD, "time_1": ""})
    told = EarlierReport.objects.get()
    assert (told.day, told.at) == (date(2025, 11, 3), None)


def test_a9_a_site_alone_is_enough(her: Browser) -> None:
    her.report(links={"told_1": "Clipshare"})
    assert EarlierReport.objects.get().day is None


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"ticket_1": "CS-1"}, "Say which site you told."),
        ({"told_1": "Clipshare", "time_1": "21:40"}, "Choose the day too, or leave out the time."),
        ({"told_1": "Clipshare", "day_1": "3.11.2025"}, "Write the day like this: 2026-11-23."),
        ({"told_1": "Clipshare", "day_1": "2025-11-03", "time_1": "9"}, "Write the time like this: 21:40."),
        ({"told_1": "Clipshare", "day_1": "1999-12-31"}, "Choose a day that has been."),
        (
            {"told_1": "Clipshare", "day_1": "2025-03-30", "time_1": "01:30"},
            "The clocks went forward then, so this time was left out.",
        ),
    ],
)
def test_a9_what_cannot_be_is_said_and_kept(her: Browser, answers: dict[str, str], says: str) -> None:
    text = links_error(her, **answers)
    assert says in text
    assert re.search(r"<details open>\s*<summary>I told a site already", text)


def test_a9_tomorrow_has_not_been(her: Browser) -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    assert "Choose a day that has been." in links_error(her, told_1="Clipshare", day_1=tomorrow)


def test_a9_a_time_that_happened_twice_is_the_later_one(her: Browser) -> None:
    her.report(links={"told_1": "Clipshare", "day_1": "2025-10-26", "time_1": "01:30"})
    assert EarlierReport.objects.get().at == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


ANSWER = {"answer_1": "We see\nno reason to act.", "answered_1": "2025-11-04"}


def test_b14_what_a_site_answered_is_kept_as_she_pasted_it(her: Browser) -> None:
    her.report(links={**TOLD, **ANSWER})
    report = EarlierReport.objects.get()
    assert (report.answer, report.answered_on) == ("We see\nno reason to act.", date(2025, 11, 4))


def test_b14_it_is_sealed_in_the_database(her: Browser) -> None:
    her.report(links={**TOLD, **ANSWER})
    assert not EarlierReport.objects.filter(answer__contains="reason").exists()


def test_b14_the_last_page_reads_it_back(her: Browser) -> None:
    text = her.fill(links={**TOLD, **ANSWER})
    assert "They answered on 4 November 2025." in text
    assert "They answered: We see no reason to act." in " ".join(text.split())


def test_b14_a_long_one_is_read_back_by_its_beginning(her: Browser) -> None:
    text = her.fill(links={**TOLD, "answer_1": "We looked. " * 99})
    assert 18 <= text.count("We looked.") < 20


def test_b14_the_form_says_why_it_asks(her: Browser) -> None:
    assert "What a site said can prove that it had your request." in her.fill(until="links")


def test_b14_an_answer_may_be_left_out(her: Browser) -> None:
    her.report(links=TOLD)
    assert (EarlierReport.objects.get().answer, EarlierReport.objects.get().answered_on) == ("", None)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (ANSWER, "Say which site you told."),
        ({"told_1": "Clipshare", "answered_1": "4.11.2025"}, "Write the day like this: 2026-11-23."),
        ({"told_1": "Clipshare", "answered_1": "2999-01-01"}, "Choose a day that has been."),
        ({**TOLD, "answered_1": "2025-11-02"}, "This is before the day you told them. Check both days."),
        ({**TOLD, "answer_1": "data:image/png;base64,AAAA"}, "Please do not send pictures."),
    ],
)
def test_b14_what_cannot_be_is_said(her: Browser, answers: dict[str, str], says: str) -> None:
    text = links_error(her, **answers)
    assert says in text
    assert re.search(r"<details open>\s*<summary>I told a site already", text)


def test_a_place_is_enough_where_there_is_no_link(her: Browser) -> None:
    her.report(links={"links": "", "site_1": "An app called Owl"})
    assert Case.objects.get().whereabouts.count() == 1


def test_where_lines_run_from_the_right_her_words_keep_their_direction(her: Browser) -> None:
    her.send("/form", {"page": "device", "speak": "ar"})
    text = her.fill(links={**TOLD, **ANSWER, "where_1": "@nightowl"})
    for typed in ("Clipshare\u2069", "CS-1\u2069", "We see", "@nightowl\u2069"):
        assert f"\u2068{typed}" in text


def test_of_very_many_unreadable_pieces_the_first_are_told_and_the_rest_counted(her: Browser) -> None:
    her.fill(until="links")
    text = her.answer("links", links="\n".join(f"http://h{number}_x" for number in range(900)))
    page = her.see("/form")
    assert page.count("h19_x") >= 1 and "880 more pieces cannot be read." in page
    assert "“\u2068http://h20_x" not in page and "http://h899_x" in page  # what she typed is all there
    assert text.status_code == 303


GROUP = "https://www.facebook.com/groups/leedsmums/"


def test_a4_of_a_link_to_a_whole_group_the_form_asks_for_the_post(her: Browser) -> None:
    page = her.fill(until="pictures", links={"links": GROUP})
    assert (
        "One link leads to a whole site or group: “\u2068www[.]facebook[.]com/groups/leedsmums" in page
        and "Which post or account is it?" in page
    )
    assert "leads to a whole" not in her.fill(
        until="pictures", links={"links": GROUP, "site_1": "Facebook", "where_1": "Ana K, 3 May"}
    )


def test_v65_the_last_page_says_what_was_merged_and_what_had_no_link(her: Browser) -> None:
    """After a change of the links alone she comes to this page and to no other."""
    her.fill(until="check")
    her.answer("check", go="change:links")
    her.answer("links", links=f"{GROUP} {GROUP}#x\n@leo_perv on snapchat")
    page = her.see("/form")
    assert "Check your answers" in page and "We merged one that stood there twice." in page
    assert "One line had no link" in page and "leads to a whole site or group" in page


@pytest.mark.parametrize(("country", "named"), [("ZZ", True), ("", True), ("GB", False)])
def test_b8_our_hours_name_their_clock_where_hers_is_not_known(
    her: Browser, settings: Any, country: str, named: bool
) -> None:
    place = {"place": country} if country else {"place": "", "go": "skip"}
    with time_machine.travel(datetime(2026, 11, 27, 11, tzinfo=UTC), tick=False):
        page = her.fill(until="links", place=place)
    assert "We are here now, until 16:00" in page
    assert ("until 16:00 UK time." in page) == named
