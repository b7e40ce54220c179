"""Statements that fit what happened, and what the laws ask, ticked off on the page (A10, V-50, V-65)."""

from __future__ import annotations

import pytest

from cases.models import Case
from tests.conftest import build_platform
from tests.person import Browser
from tests.views.test_progress import inside

pytestmark = pytest.mark.django_db
LINKS = {"links": "https://clipshare.test/v/1"}
THREAT = {"harm": {"harm": "threat"}, "links": {"links": ""}}


@pytest.fixture
def her() -> Browser:
    build_platform()
    return Browser()


def test_v65_the_last_page_ticks_off_what_each_law_asks(her: Browser) -> None:
    text = her.fill(links=LINKS)
    for said in ("A law in the United States", "A law in the United Kingdom", "A law in the European Union"):
        assert said in text
    assert 'class="open"' not in text
    assert 'class="with_yes"' not in text


def test_v50_before_her_yes_the_page_says_what_waits_for_it(her: Browser) -> None:
    text = her.fill(until="sign", links=LINKS)
    assert "answered with your yes" in text


def test_a_fact_that_is_missing_is_said(her: Browser) -> None:
    text = her.fill(links=LINKS, pictures={"facts": ""})
    assert text.count('class="open"') >= 1
    assert "not yet" in text


def test_laws_of_other_places_are_not_named(her: Browser) -> None:
    text = her.fill(links=LINKS, place={"place": "US-FL"})
    assert "A law in the United States" in text
    assert "A law in the United Kingdom" not in text


def test_a10_of_a_threat_she_does_not_say_that_it_was_shared(her: Browser) -> None:
    text = her.fill(until="sign", **THREAT)
    assert "Someone says that they will share them." in text
    assert "they were shared without consent" not in text
    assert "What the laws ask" not in text


def test_a10_a_link_makes_it_a_report_like_any_other(her: Browser) -> None:
    text = her.fill(until="sign", harm={"harm": "threat"}, links=LINKS)
    assert "they were shared without consent" in text


@pytest.mark.parametrize(("page", "answer"), [("whom", {"on_behalf": "yes"}), ("links", {"links": ""})])
def test_v50_changed_statements_are_read_again(her: Browser, page: str, answer: dict[str, str]) -> None:
    her.fill(harm={"harm": "threat"}, links=LINKS)
    her.send("/form", {"page": "check", "go": f"change:{page}"})
    her.answer(page, **answer)
    assert "Is this true?" in her.see("/form")
    her.answer("sign")
    assert "Check your answers" in her.see("/form")


def test_a10_the_first_link_of_a_threat_comes_with_the_missing_statement(her: Browser) -> None:
    her.report(**THREAT)
    case = Case.objects.get()
    browser = inside(case)
    browser.send("/progress", {"go": "links"})
    assert "they were shared without consent" in browser.see("/progress")
    answer = browser.send("/progress", {"page": "links", "go": "add", **LINKS})
    assert "Tick this if it is true." in answer.content.decode()
    browser.send("/progress", {"page": "links", "go": "add", "affirmed": "on", **LINKS})
    case.refresh_from_db()
    assert [each["key"] for each in case.statements["affirmed"]][-1] == "no_consent"
    assert case.locations.count() == 1


def test_a_report_of_something_online_adds_links_without_a_word_more(her: Browser) -> None:
    her.report()
    browser = inside(Case.objects.get())
    browser.send("/progress", {"page": "links", "go": "add", **LINKS})
    assert Case.objects.get().locations.count() == 3
