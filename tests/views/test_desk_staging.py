"""Staged sending and threats, seen from the desk and from her own page (B13, A10)."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from cases.models import Case, Event, Notice
from tests.views.desk import after, do, read
from tests.views.test_progress import inside

Make = Callable[..., Notice]
MakeCase = Callable[..., Case]


def test_the_case_says_that_nothing_leaves_yet(as_bo: Client, make_case: MakeCase) -> None:
    assert "Nothing leaves yet." in read(as_bo, "desk_case", make_case(staged=True).reference)
    assert "Nothing leaves yet." not in read(as_bo, "desk_case", make_case().reference)


def test_the_letter_says_why_it_waits(as_bo: Client, make_notice: Make, make_case: MakeCase) -> None:
    notice = make_notice(case=make_case(staged=True))
    text = read(as_bo, "desk_notice", notice.case.reference, notice.number)
    assert "has not said yet that it is safe to send" in text


def test_the_caseworker_passes_on_her_word(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(staged=True)
    answer = do(as_bo, "desk_case_action", case.reference, "safe-to-send", sure="on")
    assert "You said that it is safe to send" in after(as_bo, answer)
    assert not Case.objects.get().staged


def test_she_says_it_on_her_own_page(make_case: MakeCase) -> None:
    browser = inside(make_case(staged=True))
    assert "Nothing has left us" in browser.see("/progress")
    browser.send("/progress", {"go": "safe"})
    assert "Is it safe now?" in browser.see("/progress")
    browser.send("/progress", {"page": "safe", "go": "yes"})
    assert "Nothing has left us" not in browser.see("/progress")
    assert Event.objects.get(kind="safe_to_send").actor is None


def test_not_yet_changes_nothing(make_case: MakeCase) -> None:
    browser = inside(make_case(staged=True))
    browser.send("/progress", {"go": "safe"})
    browser.send("/progress", {"go": "back"})
    assert "Nothing has left us" in browser.see("/progress")
    assert Case.objects.get().staged


def test_a10_a_threat_is_accepted_without_a_link(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(state="in_review", links=0, harm="threat", without_place=True, consents={})
    assert "nothing is online yet" in read(as_bo, "desk_today")
    do(as_bo, "desk_case_action", case.reference, "accept")
    assert Case.objects.get().state == "active"


def test_a10_a_report_without_any_place_reads_right_at_the_desk(as_bo: Client, make_case: MakeCase) -> None:
    """The list says why there is no link; once accepted, nobody waits for a yes that no letter needs."""
    case = make_case(state="in_review", links=0, harm="hidden_camera", without_place=True, consents={})
    assert "or the person knows no link. Ready to be accepted." in read(as_bo, "desk_today")
    do(as_bo, "desk_case_action", case.reference, "accept")
    text = read(as_bo, "desk_case", case.reference)
    assert "There is no site to write to." in text
    assert "taken back the yes" not in text


def test_a10_once_something_is_online_it_needs_consent_like_any_other(
    as_bo: Client, make_case: MakeCase
) -> None:
    case = make_case(state="in_review", links=1, harm="threat", without_place=True, consents={})
    answer = do(as_bo, "desk_case_action", case.reference, "accept")
    assert "has not agreed" in answer.content.decode()
    assert Case.objects.get().state == "in_review"


def test_b13_she_asks_us_to_wait_on_her_own_page_and_says_later_that_it_is_safe(make_case: MakeCase) -> None:
    case = make_case()
    browser = inside(case)
    assert "Ask us to wait" in browser.see("/progress")
    browser.send("/progress", {"go": "wait"})
    assert "Shall we wait?" in browser.see("/progress")
    browser.send("/progress", {"page": "wait", "go": "yes"})
    text = browser.see("/progress")
    assert "We wait for your word" in text
    assert "Ask us to wait" not in text
    browser.send("/progress", {"page": "safe", "go": "yes"})
    assert "Ask us to wait" in browser.see("/progress")
    assert list(Event.objects.filter(case=case, kind__endswith="to_send").values_list("kind", flat=True)) == [
        "wait_to_send",
        "safe_to_send",
    ]


def test_b13_the_caseworker_passes_on_that_we_wait(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    text = after(as_bo, do(as_bo, "desk_case_action", case.reference, "wait-to-send", sure="on"))
    assert "Nothing leaves yet." in text
    assert "Someone may read the person’s device" not in text
    assert "You asked us to wait" in text
