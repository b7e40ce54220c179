"""How we may reach her, changed with her words; and new words from an open page (V-07, V-44)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from cases.models import Case, Event, Visit
from cases.services import credentials, outbox
from tests.conftest import AT
from tests.person import MAIL, Browser, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def her() -> tuple[Browser, str, str]:
    """A browser that is in, with code and words."""
    browser = Browser()
    code, words = shown(browser.report())
    return browser, code, words


def change(browser: Browser, words: str, **answers: Any) -> str:
    page = browser.send("/progress", {"page": "contact", "go": "keep", **MAIL, **answers, "words": words})
    return page.content.decode()


def test_v44_with_her_words_the_plan_changes(her: tuple[Browser, str, str]) -> None:
    browser, _, words = her
    change(browser, words, keep_from="Alex")
    case = Case.objects.get()
    assert (case.safe_contact["address"], case.keep_from) == ("ana@example.org", "Alex")
    assert Event.objects.filter(kind="contact_changed").count() == 1


@pytest.mark.parametrize("words", ["", "lantern copper violin pebble meadow", "x" * 201])
def test_v44_without_her_words_nothing_changes(her: tuple[Browser, str, str], words: str) -> None:
    page = change(her[0], words)
    assert "Error:" in page
    assert Case.objects.get().safe_contact == {"channel": "none"}


def test_v44_the_old_address_hears_nothing_more(her: tuple[Browser, str, str]) -> None:
    browser, _, words = her
    change(browser, words)
    outbox.update_person(case=Case.objects.get(), step="sent", at=AT)
    change(browser, words, channel="none")
    assert [row.state for row in Case.objects.get().deliveries.filter(kind="update")] == ["cancelled"]


def test_v09_what_stands_now_is_not_shown(her: tuple[Browser, str, str]) -> None:
    browser, _, words = her
    change(browser, words)
    browser.send("/progress", {"go": "contact"})
    text = browser.see("/progress")
    assert "May we write to you?" in text and "ana@example.org" not in text


def test_what_was_typed_stays_but_never_the_words(her: tuple[Browser, str, str]) -> None:
    browser, _, words = her
    page = change(browser, words, email="no address")
    assert "no address" in page and words not in page


def test_v06_words_are_tried_five_times_and_then_not_for_a_while(her: tuple[Browser, str, str]) -> None:
    for _ in range(5):
        change(her[0], "lantern copper violin pebble meadow")
    told = {"page": "contact", "go": "keep", **MAIL, "keep_from": "My brother", "words": her[2]}
    answer = her[0].send("/progress", told)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Nothing is lost. Wait a minute, then try again." in page and "My brother" in page
    assert her[2] not in page and (Case.objects.get().safe_contact or {}).get("address") != MAIL["email"]


def test_v03_her_words_may_stand_in_quotes(her: tuple[Browser, str, str]) -> None:
    browser, code, words = her
    change(browser, f"“{words}”")
    assert Case.objects.get().safe_contact["address"] == "ana@example.org"
    said = {"code": code, "words": "، ".join(f"«{word}»" for word in words.split())}
    assert Browser().send("/return", said)["Location"] == "/progress"


def test_v06_tries_of_others_in_her_network_do_not_hold_her_back(her: tuple[Browser, str, str]) -> None:
    browser, code, words = her
    for _ in range(25):
        Browser().send("/return", {"code": code, "words": "lantern copper violin pebble meadow"})
    assert Browser().send("/return", {"code": code, "words": words}).status_code == 429
    change(browser, words)
    assert Case.objects.get().safe_contact["address"] == "ana@example.org"


def test_going_back_changes_nothing(her: tuple[Browser, str, str]) -> None:
    her[0].send("/progress", {"page": "contact", "go": "back", **MAIL, "words": her[2]})
    assert Case.objects.get().safe_contact == {"channel": "none"}


def test_v07_new_words_stop_the_old_ones_at_once(her: tuple[Browser, str, str]) -> None:
    browser, code, words = her
    browser.send("/progress", {"go": "words"})
    assert "The old ones stop at once." in browser.see("/progress")
    fresh = shown(browser.send("/progress", {"page": "words", "go": "new words"}))
    assert credentials.check(code=code, typed=words) is None
    assert credentials.check(code=fresh[0], typed=fresh[1]) == Case.objects.get()


def test_v07_the_new_words_are_shown_once(her: tuple[Browser, str, str]) -> None:
    browser = her[0]
    there = browser.see("/progress").split()  # a word of the list may well stand on the page itself
    fresh = shown(browser.send("/progress", {"page": "words", "go": "new words"}))
    text = browser.see("/progress")
    words = set(fresh[1].split()) - set(there)
    assert not words & set(text.split()) and fresh[0] not in text
    assert "New words were made on" in text


def test_v07_whoever_else_is_in_is_out(her: tuple[Browser, str, str]) -> None:
    other = Browser()
    other.send("/return", {"code": her[1], "words": her[2]})
    assert Visit.objects.count() == 2
    her[0].send("/progress", {"page": "words", "go": "new words"})
    assert other.get("/progress")["Location"] == "/return"
    assert her[0].get("/progress").status_code == 200


def test_another_button_makes_no_new_words(her: tuple[Browser, str, str]) -> None:
    her[0].send("/progress", {"page": "words", "go": "back"})
    assert credentials.check(code=her[1], typed=her[2])


def test_v41_where_someone_may_read_the_device_no_mail_is_offered(her: tuple[Browser, str, str]) -> None:
    Case.objects.update(staged=True)
    page = change(her[0], her[2])
    assert "Error:" in page
    assert Case.objects.get().safe_contact["channel"] == "none"


def test_v41_where_someone_was_in_her_accounts_a_shared_mailbox_is_not_taken(
    her: tuple[Browser, str, str],
) -> None:
    Case.objects.update(harm="account")
    assert "Use another mailbox" in change(her[0], her[2], shared="yes", anyway="on")


def test_v41_a_watched_device_gets_no_mail_even_when_letters_may_leave(her: tuple[Browser, str, str]) -> None:
    Case.objects.update(device="watched", staged=False)
    assert "Error:" in change(her[0], her[2])
    her[0].send("/progress", {"go": "contact"})
    assert "Someone may look at this device." in her[0].see("/progress")


@pytest.mark.parametrize(
    "told", [{"harm": "account"}, {"sources": ["stalkerware"]}, {"sources": ["password"]}]
)
def test_v41_where_someone_was_in_her_accounts_the_page_warns(
    her: tuple[Browser, str, str], told: dict[str, Any]
) -> None:
    case = Case.objects.get()
    for name, value in told.items():
        setattr(case, name, value)
    case.save()
    her[0].send("/progress", {"go": "contact"})
    assert "Someone was in your accounts, or may have been." in her[0].see("/progress")


def test_v41_what_she_ticked_on_her_plan_counts_too(her: tuple[Browser, str, str]) -> None:
    her[0].send("/progress", {"go": "contact"})
    assert "Someone was in your accounts" not in her[0].see("/progress")
    her[0].send("/progress", {"page": "contact", "go": "back"})
    her[0].send("/progress", {"go": "plan"})
    her[0].send("/progress", {"page": "plan", "go": "choose", "sources": ["my_phone"]})
    assert "Use another mailbox" in change_from(her[0], her[2], shared="unsure", anyway="on")


def change_from(browser: Browser, words: str, **answers: Any) -> str:
    browser.send("/progress", {"page": "plan", "go": "contact"})
    return change(browser, words, **answers)


def test_answers_that_cannot_be_opened_count_as_a_risk(her: tuple[Browser, str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET sources = 'not to be opened'")
    assert "Use another mailbox" in change(her[0], her[2], shared="yes", anyway="on")


NOWHERE = ["example..org", "-x.example.org", ".example.org", "example.12", "example.org%0a", "example"]
UNSEEN = ["ana@example.org\u200b", "\u202aana@example.org\u202c", "a\u00adna@example.org"]


@pytest.mark.parametrize("typed", UNSEEN)
def test_b03_signs_nobody_sees_are_no_part_of_a_mailbox(her: tuple[Browser, str, str], typed: str) -> None:
    browser, _, words = her
    change(browser, words, email=typed)
    assert Case.objects.get().safe_contact["address"] == "ana@example.org"


def test_b03_a_host_in_letters_of_any_language_is_kept_as_mail_knows_it(
    her: tuple[Browser, str, str],
) -> None:
    browser, _, words = her
    change(browser, words, email="ana@bücher.example")
    assert Case.objects.get().safe_contact["address"] == "ana@xn--bcher-kva.example"


@pytest.mark.parametrize("host", NOWHERE)
@pytest.mark.parametrize("name", ["ana", "añá"])
def test_b03_a_mailbox_no_mail_can_go_to_is_told(her: tuple[Browser, str, str], name: str, host: str) -> None:
    browser, _, words = her
    assert "Type one full e-mail address" in change(browser, words, email=f"{name}@{host}")
    assert Case.objects.get().safe_contact.get("address") is None
