"""The dull page in front of her own pages: set and taken away with her words, lifted by a second code."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cases.models import Case, Event
from cases.services import cover, throttle
from tests.conftest import AT
from tests.person import Browser, inside, shown

pytestmark = pytest.mark.django_db
Make = Callable[..., Case]
DULL, OWN = "Vegetable soup", "Make new words"


@pytest.fixture
def reported() -> tuple[Browser, str, str]:
    """Her browser right after the report, with her code and words."""
    browser = Browser()
    code, words = shown(browser.report())
    return browser, code, words


def come_back(code: str, words: str) -> Browser:
    browser = Browser()
    assert browser.send("/return", {"code": code, "words": words}).status_code == 303
    return browser


def put(browser: Browser, words: str, second: str = "4711") -> str:
    browser.send("/progress", {"go": "cover"})
    answer = browser.send("/progress", {"page": "cover", "go": "put", "cover": second, "words": words})
    return answer.content.decode() or browser.see("/progress")


def test_after_code_and_words_the_dull_page_comes_first(reported: tuple[Browser, str, str]) -> None:
    first, code, words = reported
    assert "The dull page is set." in put(first, words)
    browser = come_back(code, words)
    text = browser.see("/progress")
    assert DULL in text and OWN not in text and "<footer>" not in text
    assert browser.send("/progress", {"q": " 47-11 "}).status_code == 303
    assert OWN in browser.see("/progress")


@pytest.mark.parametrize("typed", ["4712", "", "soup", "471", "\x00", "4" * 500])
def test_anything_else_finds_nothing(reported: tuple[Browser, str, str], typed: str) -> None:
    first, code, words = reported
    put(first, words)
    browser = come_back(code, words)
    text = browser.send("/progress", {"q": typed}).content.decode()
    assert "Nothing found." in text and DULL in text
    assert OWN not in browser.see("/progress")


def test_no_other_address_leads_round_it(reported: tuple[Browser, str, str]) -> None:
    first, code, words = reported
    put(first, words)
    browser = come_back(code, words)
    for sent in ({"go": "words"}, {"go": "messages"}, {"page": "stop", "go": "stop now"}, {"page": "cover"}):
        browser.send("/progress", sent)
        assert OWN not in browser.see("/progress")
    for answer in (browser.get("/form"), browser.send("/form", {"go": "words"})):
        assert (answer.status_code, answer["Location"]) == (303, "/progress")
    assert Case.objects.get().state == "submitted"


def test_it_can_be_laid_over_the_open_page_at_once(reported: tuple[Browser, str, str]) -> None:
    browser, _, words = reported
    put(browser, words)
    browser.send("/progress", {"page": "cover", "go": "now"})
    assert DULL in browser.see("/progress")


def test_too_many_tries_look_like_any_that_finds_nothing(
    reported: tuple[Browser, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, code, words = reported
    put(first, words)
    browser = come_back(code, words)
    monkeypatch.setattr(throttle, "allow", lambda *given, **told: False)
    answer = browser.send("/progress", {"q": "4711"})
    assert answer.status_code == 200 and "Nothing found." in answer.content.decode()


def test_her_words_are_needed_to_set_it_and_to_take_it_away(reported: tuple[Browser, str, str]) -> None:
    browser, code, words = reported
    assert "These are not your words." in put(browser, "not my five words here")
    put(browser, words)
    sent = {"page": "cover", "go": "take", "words": "not my five words here"}
    assert "These are not your words." in browser.send("/progress", sent).content.decode()
    browser.send("/progress", {"page": "cover", "go": "take", "words": words})
    assert OWN in come_back(code, words).see("/progress")
    assert list(Event.objects.filter(kind__startswith="cover").values_list("kind", flat=True)) == [
        "cover_put",
        "cover_taken",
    ]


def test_a_code_of_three_signs_is_refused(reported: tuple[Browser, str, str]) -> None:
    browser, _, words = reported
    assert "at least four" in put(browser, words, second="4-7-1")
    assert Case.objects.get().cover_index == ""


def test_only_an_index_of_the_code_is_kept_and_it_holds_for_one_case(make_case: Make) -> None:
    case, other = make_case(), make_case()
    for each in (case, other):
        cover.put(case_id=each.pk, code="4711", at=AT)
        each.refresh_from_db()
    assert "4711" not in case.cover_index
    assert case.cover_index != other.cover_index
    assert cover.lifts(case, "4711") and not cover.lifts(case, "")


def test_a_visit_that_was_open_when_it_was_taken_away_is_open(make_case: Make) -> None:
    case = make_case()
    cover.put(case_id=case.pk, code="4711", at=AT)
    browser = inside(case)
    cover.take_away(case_id=case.pk, at=AT)
    assert OWN in browser.see("/progress")
