"""The way back in with code and words (V-01, V-05, V-06)."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import resolve
from django.utils import timezone

from cases import mails
from cases.hashers import WordsHasher
from cases.models import Case, Delivery, Visit
from cases.services import credentials
from tests.person import MAIL, Browser, shown
from tests.routes import of_hers

pytestmark = pytest.mark.django_db
KINDS = ("erased", "withdrawn", "referred", "closed")
NO_MATCH = "Those details do not match. Check the code and words and try again."


@pytest.fixture
def hers() -> tuple[str, str]:
    """The code and words of a report sent from another browser."""
    return shown(Browser(REMOTE_ADDR="198.51.100.1").report())


def enter(code: str, words: str, browser: Browser | None = None) -> HttpResponse:
    return (browser or Browser()).send("/return", {"code": code, "words": words})


def plain(answer: HttpResponse) -> str:
    return re.sub(
        r'(name="csrfmiddlewaretoken" value=|name="code"[^>]* value=)"[^"]*"', "", answer.content.decode()
    )


def test_code_and_words_open_her_page(hers: tuple[str, str]) -> None:
    browser = Browser()
    answer = enter(*hers, browser)
    assert (answer.status_code, answer["Location"]) == (303, "/progress")
    assert "We have your report." in browser.see("/progress")


def test_they_work_as_people_type_them(hers: tuple[str, str]) -> None:
    code, words = hers
    assert enter(f" {code.lower().replace('-', ' ')} ", words.upper().replace(" ", " - ")).status_code == 303


def test_wrong_words_say_one_sentence(hers: tuple[str, str]) -> None:
    answer = enter(hers[0], "one two three four five")
    assert answer.status_code == 200
    assert NO_MATCH in answer.content.decode()


def test_v05_every_mismatch_gets_the_same_answer(hers: tuple[str, str]) -> None:
    wrong = enter(hers[0], "one two three four five")
    unknown = enter("0000-0000", hers[1])
    Case.objects.update(words_hash="")
    erased = enter(*hers)
    assert plain(wrong) == plain(unknown) == plain(erased)
    assert dict(wrong.headers) == dict(unknown.headers) == dict(erased.headers)


def test_v05_no_run_of_tries_tells_the_kinds_apart(
    hers: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, wrong, erased and stopped, in turns, up to their limit; `benchmarks words` times them."""
    monkeypatch.setattr(WordsHasher, "memory_cost", 8)
    others = {state: shown(Browser(REMOTE_ADDR=f"198.51.{n}.1").report())[0] for n, state in enumerate(KINDS)}
    for state, code in others.items():
        values = {"words_hash": ""} if state == "erased" else {"state": state}
        Case.objects.filter(code_index=credentials.code_index(code)).update(**values)
    codes = {"unknown": "0000-0000", "wrong": hers[0], **others}
    heard = {kind: [] for kind in codes}
    for turn in range(7):
        for number, (kind, code) in enumerate(codes.items()):
            answer = enter(code, "one two three four five", Browser(REMOTE_ADDR=f"203.0.{number}.{turn}"))
            heard[kind].append((answer.status_code, sorted(answer.headers.items()), plain(answer)))
    assert all(each == heard["unknown"] for each in heard.values())
    assert [status for status, *_ in heard["unknown"]] == [200] * 5 + [429] * 2


def test_v05_a_mismatch_sets_no_visit(hers: tuple[str, str]) -> None:
    browser = Browser()
    enter(hers[0], "one two three four five", browser)
    assert settings.VISIT_COOKIE_NAME not in browser.cookies


def test_the_words_are_never_shown_again(hers: tuple[str, str]) -> None:
    answer = enter("0000-0000", "canary lantern copper meadow violin")
    assert "canary" not in answer.content.decode()


@pytest.mark.parametrize(
    ("code", "words"), [("", "a b c d e"), ("0000-0000", ""), ("x" * 33, "a"), ("0", "x" * 201)]
)
def test_b16_too_short_or_too_long_is_an_error(code: str, words: str) -> None:
    answer = enter(code, words)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_it_is_a_fresh_visit_each_time(hers: tuple[str, str]) -> None:
    browser = Browser()
    enter(*hers, browser)
    first = browser.cookies["v"].value
    enter(*hers, browser)
    assert browser.cookies["v"].value != first
    assert Visit.objects.filter(case__isnull=False).count() == 2  # hers from the report, and this one


def test_v01_the_way_in_asks_for_code_and_words_and_offers_nothing_else() -> None:
    """No account, no mailbox, no phone, no link that brings lost words back by itself."""
    text = Browser().see("/return").lower()
    asked = set(re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', text))
    assert asked - {"csrfmiddlewaretoken", "spoken"} == {"code", "words"}
    assert not any(word in text for word in ("forgot", "e-mail", "sms", "sign in with", "account", "reset"))


def test_v01_no_address_outside_the_desk_lets_anyone_in_or_sends_a_way_in() -> None:
    """The pages of hers are these. A package that brings its own sign-in would add others."""
    assert of_hers() == ["/", "/form", "/help", "/leave", "/progress", "/return"]
    views = {match.func.__module__ for match in map(resolve, of_hers())}
    assert {name.rpartition(".")[0] for name in views} == {"cases.views"}


def test_v01_it_takes_both_and_both_of_the_same_report(hers: tuple[str, str]) -> None:
    other = shown(Browser(REMOTE_ADDR="198.51.100.2").report())
    for code, words in ((hers[0], ""), ("", hers[1]), (hers[0], other[1]), (other[0], hers[1]), hers[::-1]):
        assert enter(code, words, Browser(REMOTE_ADDR="198.51.100.3")).status_code == 200
    assert enter(*hers).status_code == 303


def test_v01_her_mailbox_opens_nothing_and_is_sent_nothing_to_open_with(hers: tuple[str, str]) -> None:
    """V-43: who reads her mail, or writes from her address, is no nearer to her report."""
    shown(Browser(REMOTE_ADDR="198.51.100.2").report(contact={**MAIL, "acknowledge": "on"}))
    for code, words in (("ana@example.org", hers[1]), (hers[0], "ana@example.org"), ("ana@example.org",) * 2):
        assert enter(code, words).status_code == 200
    mail = mails.compose(Delivery.objects.select_related("case").get(), at=timezone.now())
    assert not set(hers[1].split()) & set(mail.text.split())
    assert hers[0] not in mail.text and "http" not in mail.text


def test_v14_the_words_can_be_pasted_and_kept_by_a_password_manager() -> None:
    text = Browser().see("/return")
    assert 'autocomplete="current-password"' in text
    assert "onpaste" not in text


def test_v06_the_sixth_try_for_one_code_waits(hers: tuple[str, str]) -> None:
    """B-22 is this limit."""
    answers = [enter(hers[0], "one two three four five").status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_v06_an_unknown_code_waits_in_the_same_way(hers: tuple[str, str]) -> None:
    """B-24: the limit says nothing about what is on file."""
    known = [enter(hers[0], "a b c d e") for _ in range(6)][-1]
    browser = Browser(REMOTE_ADDR="203.0.113.9")
    unknown = [enter("0000-0000", "a b c d e", browser) for _ in range(6)][-1]
    assert plain(known) == plain(unknown)
    assert known["Retry-After"] == unknown["Retry-After"] == "60"


def test_v06_the_abuser_cannot_shut_her_out(hers: tuple[str, str]) -> None:
    for _ in range(10):
        enter(hers[0], "a b c d e")
    assert enter(*hers, Browser(REMOTE_ADDR="203.0.113.9")).status_code == 303


def test_v06_a_browser_that_is_in_is_not_held_back(hers: tuple[str, str]) -> None:
    browser = Browser()
    enter(*hers, browser)
    answers = [enter(*hers, browser).status_code for _ in range(8)]
    assert answers == [303] * 8


def test_v06_being_in_one_case_does_not_open_the_door_to_others(hers: tuple[str, str]) -> None:
    browser = Browser()
    enter(*hers, browser)
    answers = [enter("0000-0000", "a b c d e", browser).status_code for _ in range(7)]
    assert answers[-1] == 429


def test_v06_the_page_for_too_many_tries_says_what_to_do(hers: tuple[str, str]) -> None:
    text = [enter(hers[0], "a b c d e") for _ in range(6)][-1].content.decode()
    assert "Try again later, use another connection, or call us." in text
    assert settings.ORGANISATION["helpline"] in text


def test_v04_too_many_checks_at_once_is_the_same_page(
    hers: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "SECONDS_TO_WAIT", 0.01)
    with credentials.a_place(), credentials.a_place():
        assert enter(*hers).status_code == 429


def test_v02_the_code_like_a_phone_number_lets_her_in_too() -> None:
    sent = Browser().report()
    _, words = shown(sent)
    number = re.search(r'<b class="number">(\d{4} \d{3} \d{3} \d{3})</b>', sent.content.decode())
    assert number
    answer = Browser().send("/return", {"code": number[1].replace(" ", ""), "words": words})
    assert (answer.status_code, answer["Location"]) == (303, "/progress")
