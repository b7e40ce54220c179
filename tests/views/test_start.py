"""The start page: what to know, and the first question, before there is any cookie (V-15, V-19)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cases.models import Visit
from tests.person import Browser

pytestmark = pytest.mark.django_db
FIRST = {"page": "device", "device": "safe"}


@pytest.mark.parametrize("path", ["/", "/form", "/help"])
def test_no_cookie_is_set_before_the_first_answer_v15(path: str) -> None:
    assert not Browser().get(path).cookies


def test_the_first_answer_starts_the_visit_and_leads_to_the_form() -> None:
    browser = Browser(enforce_csrf_checks=True)
    answer = browser.send("/", FIRST)
    assert (answer.status_code, answer["Location"]) == (303, "/form")
    assert list(answer.cookies) == ["v"]
    assert "under 18" in browser.see("/form")


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://elsewhere.test"},
        {"HTTP_ORIGIN": "null"},
    ],
)
def test_another_site_cannot_give_the_first_answer(headers: dict[str, str]) -> None:
    answer = Browser().send("/", FIRST, **headers)
    assert answer.status_code == 400
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"HTTP_SEC_FETCH_SITE": "same-origin"}, {"HTTP_ORIGIN": "http://testserver"}]
)
def test_her_own_browser_can(headers: dict[str, str]) -> None:
    assert Browser().send("/", FIRST, **headers).status_code == 303


def test_every_later_answer_needs_its_token() -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.send("/", FIRST)
    assert browser.send("/form", {"page": "age", "under_18": "no"}).status_code == 403


NO_COOKIE = "Allow cookies for this site"


def test_v19_a_browser_that_keeps_no_cookie_is_told_so_after_the_first_answer() -> None:
    """Else every answer would lead back to the same question, and nothing would say why."""
    browser = Browser(enforce_csrf_checks=True)
    for _ in range(2):
        answer = browser.send("/", FIRST)
        browser.cookies.clear()
        text = browser.see(answer["Location"])
        assert "This page needs a cookie" in text and NO_COOKIE in text
        assert "safe to use now" in text  # and the question is there to be answered again


def test_v19_who_comes_to_the_form_anew_is_told_nothing_about_cookies() -> None:
    """By its address, or by the back button after she left: a cookie was kept, and taken back."""
    browser = Browser()
    assert NO_COOKIE not in browser.see("/form")
    browser.send("/", FIRST)
    browser.see("/form")
    browser.get("/leave")
    browser.cookies.clear()
    assert NO_COOKIE not in browser.see("/form")


def test_v19_a_minute_later_nothing_is_said_any_more() -> None:
    browser = Browser()
    browser.send("/", FIRST)
    browser.cookies.clear()
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        assert NO_COOKIE not in browser.see("/form")


@pytest.mark.parametrize("path", ["/form", "/return", "/progress"])
def test_v19_without_cookies_each_form_of_hers_says_it_in_one_sentence(path: str) -> None:
    answer = Browser(enforce_csrf_checks=True).send(
        path, {"page": "age", "code": "A", "words": "b", "text": "c"}
    )
    assert answer.status_code == 403
    assert NO_COOKIE in answer.content.decode() and "left in another tab" in answer.content.decode()
    assert "csrf" not in answer.content.decode().lower()


@pytest.mark.parametrize("path", ["/", "/help", "/return"])
def test_v19_nobody_is_told_before_it_matters(path: str) -> None:
    assert NO_COOKIE not in Browser().see(path)


def test_v19_whose_visit_is_over_has_a_cookie_and_is_not_told_so() -> None:
    browser = Browser()
    browser.send("/", FIRST)
    Visit.objects.all().delete()
    text = browser.see("/form")
    assert "safe to use now" in text and NO_COOKIE not in text


def test_v18_keys_that_need_script_are_promised_to_those_who_have_it() -> None:
    text = Browser().see("/")
    assert re.search(r'at the top\.\s*<span class="needs-script">Or press the Shift key three times\.', text)
