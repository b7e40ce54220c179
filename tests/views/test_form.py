"""The form: one address, one question a page, nothing lost and nothing stored too early."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from cases.models import Visit
from tests.person import LINKS, PAGES, Browser, hidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def her() -> Browser:
    return Browser()


@pytest.mark.parametrize("path", ["/", "/form"])
def test_the_first_question_is_whether_this_device_is_safe(her: Browser, path: str) -> None:
    text = her.see(path)
    assert "Is this phone or computer safe to use now?" in text
    assert re.findall(r'name="device" value="(\w+)"', text) == ["safe", "unsure", "watched"]


def test_v24_what_to_know_stands_before_the_first_question(her: Browser) -> None:
    text = her.see("/")
    assert text.index("This does not clear your history") < text.index("safe to use now")


@pytest.mark.parametrize("said", ["Exit this page", "Shift", "Esc", "history", "spy app", "another phone"])
def test_v24_the_first_page_says_what_to_know(her: Browser, said: str) -> None:
    assert said in her.see("/")


@pytest.mark.parametrize("path", ["/", "/help", "/form"])
def test_v24_it_never_promises_too_much(her: Browser, path: str) -> None:
    text = her.see(path).lower()
    assert not any(word in text for word in ("anonymous", "untraceable", "100 %", "100%"))


@pytest.mark.parametrize("path", ["/", "/help", "/return"])
def test_v15_no_cookie_before_the_form(her: Browser, path: str) -> None:
    her.get(path)
    assert settings.VISIT_COOKIE_NAME not in her.cookies
    assert path != "/help" or not her.cookies


def test_v15_looking_at_the_form_starts_no_visit(her: Browser) -> None:
    her.get("/form")
    assert settings.VISIT_COOKIE_NAME not in her.cookies
    assert not Visit.objects.exists()


def test_v15_the_visit_cookie_is_for_this_browser_session_only(her: Browser) -> None:
    her.answer("age")
    cookie = her.cookies[settings.VISIT_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")


def test_v15_the_cookie_says_nothing(her: Browser) -> None:
    her.answer("age")
    assert set(her.cookies) <= {"v", "t"}
    assert re.fullmatch(r"[\w-]{32}", her.cookies["v"].value)


def test_v13_every_answer_is_followed_by_303_to_the_same_address(her: Browser) -> None:
    for page in PAGES:
        answer = her.answer(page)
        assert (answer.status_code, answer["Location"]) == (303, "/form")


def test_v13_an_error_is_a_303_too(her: Browser) -> None:
    assert her.send("/form", {"page": "device", "go": "next"}).status_code == 303


def test_v35_the_age_question_comes_before_any_link_field(her: Browser) -> None:
    text = her.fill(until="age")
    assert "under 18" in text
    assert 'name="links"' not in text


def test_v35_it_asks_for_no_date_of_birth(her: Browser) -> None:
    assert 'type="date"' not in her.fill(until="age")
    assert "birthday" in her.see("/form")


def test_the_form_goes_through_its_pages_in_order(her: Browser) -> None:
    seen = []
    for page in PAGES:
        seen.append(hidden(her.see("/form"), "page"))
        her.answer(page)
    assert tuple(seen) == PAGES
    assert "Check your answers" in her.see("/form")


def test_v12_titles_say_a_step_and_no_topic(her: Browser) -> None:
    her.answer("age")
    assert "<title>Step 2 of 8 - Form</title>" in her.see("/form")


def test_v60_an_error_is_said_in_the_title_the_summary_and_at_the_field(her: Browser) -> None:
    her.answer("device")
    her.send("/form", {"page": "age", "go": "next"})
    text = her.see("/form")
    assert "<title>Error: Step 1 of 8 - Form</title>" in text
    assert 'role="alert"' in text
    assert text.count("Choose an answer. You can also choose not to say.") == 2


def test_v60_the_summary_leads_to_the_field(her: Browser) -> None:
    her.answer("device")
    her.send("/form", {"page": "age", "go": "next"})
    text = her.see("/form")
    target = re.search(r'<li><a href="#([^"]+)">', text)
    assert target
    assert f'id="{target[1]}"' in text


def test_v60_no_error_before_she_has_tried(her: Browser) -> None:
    her.answer("age")
    assert 'role="alert"' not in her.see("/form")


def test_v62_where_she_lives_can_be_skipped(her: Browser) -> None:
    her.fill(until="place")
    her.answer("place", go="skip")
    assert "Where are the pictures?" in her.see("/form")


def test_v62_about_the_pictures_can_be_skipped(her: Browser) -> None:
    her.fill(until="pictures")
    her.answer("pictures", go="skip")
    assert "Who is this for?" in her.see("/form")


def test_v62_the_links_cannot_be_skipped(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", go="skip", links="")
    assert "Where are the pictures?" in her.see("/form")


@pytest.mark.parametrize("page", PAGES[1:])
def test_v62_every_question_says_why_we_ask(her: Browser, page: str) -> None:
    assert "Why we ask" in her.fill(until=page)


def test_going_back_keeps_what_was_typed(her: Browser) -> None:
    her.fill(until="pictures")
    her.answer("pictures", go="back", facts="Half a sen")
    assert LINKS.split()[4] in her.see("/form")
    her.answer("links")
    assert "Half a sen" in her.see("/form")


def test_back_on_the_first_page_leads_to_the_start(her: Browser) -> None:
    her.fill(until="age")
    her.answer("age", go="back")
    assert '<a href="/">Back</a>' in her.see("/form")
