"""Lost words: two people of ours, her phrase, and words that nobody here sees (V-08)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from cases.models import Access, Approval, Case, Event
from cases.services import acts, credentials, erasure, recovery
from cases.services.refusal import Refused
from tests.conftest import AT
from tests.person import Browser, inside, shown
from tests.services.story import kinds
from tests.views.desk import do, read, text_of

pytestmark = pytest.mark.django_db
Make = Callable[..., Case]
PHRASE = "the blue door by the river"
H = timedelta(hours=1)


@pytest.fixture
def case(make_case: Make, bo: Any, di: Any) -> Case:
    case = make_case()
    recovery.set_phrase(case_id=case.pk, phrase=PHRASE, at=AT)
    return case


@pytest.fixture
def start(case: Case, bo: Any, di: Any) -> str:
    """The start code after both have agreed."""
    asked = recovery.ask(case_id=case.pk, actor=bo, at=AT)
    return acts.agree(approval_id=asked.pk, actor=di, at=AT)


def test_v08_with_start_code_and_phrase_she_makes_new_words(case: Case, start: str) -> None:
    regained = recovery.regain(start=start, phrase="The  Blue door-by the river", at=AT)
    assert regained
    assert credentials.check(code=regained.code, typed=" ".join(regained.words)) == case
    assert kinds(case)[-3:] == ["approval_given", "approval_used", "new_words"]


@pytest.mark.parametrize(("code", "phrase"), [("0000-0000", PHRASE), ("", "another phrase"), ("", "")])
def test_v08_without_both_nothing_opens(case: Case, start: str, code: str, phrase: str) -> None:
    assert recovery.regain(start=code or start, phrase=phrase, at=AT) is None
    assert "new_words" not in kinds(case)


def test_v08_it_works_once(start: str) -> None:
    assert recovery.regain(start=start, phrase=PHRASE, at=AT)
    assert recovery.regain(start=start, phrase=PHRASE, at=AT) is None


def test_v08_of_two_at_once_one_makes_new_words(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.services.approvals.use", lambda *given, **more: False)
    assert recovery.regain(start=start, phrase=PHRASE, at=AT) is None


def test_v08_it_ends_after_three_days(start: str) -> None:
    assert recovery.regain(start=start, phrase=PHRASE, at=AT + 72 * H) is None


def test_v08_ten_wrong_phrases_are_the_last(start: str) -> None:
    for _ in range(10):
        assert recovery.regain(start=start, phrase="a guess of someone", at=AT) is None
    assert recovery.regain(start=start, phrase=PHRASE, at=AT) is None


def test_v08_a_new_phrase_voids_what_was_agreed(case: Case, start: str) -> None:
    recovery.set_phrase(case_id=case.pk, phrase="something else entirely", at=AT)
    assert recovery.regain(start=start, phrase="something else entirely", at=AT) is None


def test_v08_whoever_still_had_the_old_words_is_out(case: Case, start: str) -> None:
    other = inside(case)
    recovery.regain(start=start, phrase=PHRASE, at=AT)
    assert other.get("/progress")["Location"] == "/return"


def test_v08_without_a_phrase_it_cannot_be_started(make_case: Make, bo: Any) -> None:
    with pytest.raises(Refused, match="set no phrase"):
        recovery.ask(case_id=make_case().pk, actor=bo, at=AT)


def test_v08_not_for_a_case_that_is_about_to_be_deleted(case: Case, bo: Any) -> None:
    erasure.ask(case_id=case.pk, at=AT)
    with pytest.raises(Refused):
        recovery.ask(case_id=case.pk, actor=bo, at=AT)


def test_the_phrase_and_the_start_code_are_kept_as_digests_only(case: Case, start: str) -> None:
    rows = f"{Case.objects.values().get()} {Approval.objects.values().get()} {list(Event.objects.values())}"
    assert "blue door" not in rows and start not in rows and start.replace("-", "") not in rows


def request_of(case: Case) -> UUID:
    return Approval.objects.get(case=case).pk


def test_v08_at_the_desk_one_asks_and_another_gets_the_start_code(
    as_bo: Client, as_di: Client, case: Case
) -> None:
    do(as_bo, "desk_case_action", case.reference, "new-words", sure="on")
    assert "You asked today 10:00 GMT." in read(as_bo, "desk_case", case.reference)
    assert "Look and decide" in read(as_di, "desk_today")
    assert "Bo asked for this today 10:00 GMT." in read(as_di, "desk_second", request_of(case))
    page = text_of(do(as_di, "desk_second", request_of(case), go="agree"))
    start = page.partition('<p class="startcode">')[2][:9]
    assert recovery.regain(start=start, phrase=PHRASE, at=AT)
    assert not Access.objects.filter(kind="contact").exists()
    assert start not in str(as_di.session.items())


def test_s30_at_the_desk_nobody_agrees_alone(as_di: Client, as_bo: Client, case: Case) -> None:
    do(as_di, "desk_case_action", case.reference, "new-words", sure="on")
    answer = do(as_di, "desk_second", request_of(case), go="agree")
    assert answer.status_code == 409 and "startcode" not in text_of(answer)
    assert do(as_bo, "desk_second", request_of(case), go="agree").status_code == 404


def test_at_the_desk_it_can_be_declined(as_bo: Client, as_di: Client, case: Case) -> None:
    do(as_bo, "desk_case_action", case.reference, "new-words", sure="on")
    do(as_di, "desk_second", request_of(case), go="decline")
    assert "it was settled, or it is too old" in read(as_di, "desk_second", request_of(case), status=410)


def test_she_ends_it_on_the_way_back(case: Case, start: str, frozen: Any) -> None:
    browser = Browser()
    assert "I lost my words" in browser.see("/return")
    asked = browser.send("/return", {"go": "lost"}).content.decode()
    assert "Start code" in asked
    code, words = shown(browser.send("/return", {"go": "start", "start": start.lower(), "phrase": PHRASE}))
    assert credentials.check(code=code, typed=words) == case
    assert "New words were made on" in browser.see("/progress")


def test_v05_unknown_code_and_wrong_phrase_get_one_answer(case: Case, start: str, frozen: Any) -> None:
    wrong = Browser().send("/return", {"go": "start", "start": start, "phrase": "no idea at all"})
    unknown = Browser().send("/return", {"go": "start", "start": "0000-0000", "phrase": PHRASE})
    strip = lambda page, typed: page.content.decode().replace(typed, "")  # noqa: E731
    assert strip(wrong, start).split("csrf")[0] == strip(unknown, "0000-0000").split("csrf")[0]
    assert "Those details do not match." in wrong.content.decode()
    assert PHRASE not in unknown.content.decode()


def test_v06_start_codes_are_throttled_like_words(case: Case, frozen: Any) -> None:
    tries = [
        Browser().send("/return", {"go": "start", "start": "0000-0000", "phrase": "x"}).status_code
        for _ in range(6)
    ]
    assert tries == [200] * 5 + [429]


def test_she_sets_a_phrase_with_her_words() -> None:
    browser = Browser()
    _, words = shown(browser.report())
    browser.send("/progress", {"go": "phrase"})
    assert "A phrase for lost words" in browser.see("/progress")
    browser.send("/progress", {"page": "phrase", "go": "keep", "phrase": PHRASE, "words": words})
    assert credentials.matches(Case.objects.get().phrase_hash, typed=PHRASE)
    assert Event.objects.filter(kind="phrase_set").count() == 1


@pytest.mark.parametrize(
    ("phrase", "words", "said"),
    [
        ("short", None, "This has 5 characters. We need 8 or more."),
        (PHRASE, "no words of hers", "not your words"),
        ("", None, "Type a phrase"),
    ],
)
def test_a_phrase_is_refused_when_short_or_without_her_words(
    phrase: str, words: str | None, said: str
) -> None:
    browser = Browser()
    mine = shown(browser.report())[1]
    page = browser.send(
        "/progress", {"page": "phrase", "go": "keep", "phrase": phrase, "words": words or mine}
    ).content.decode()
    assert said in page and not Case.objects.get().phrase_hash
    assert not phrase or f'value="{phrase}"' not in page
