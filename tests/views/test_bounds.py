"""Every bound of safety.md 6 through the page itself: whole at the bound, told and kept at one sign more."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, Depiction, EarlierReport, Note, Visit, Whereabouts
from cases.services import credentials, fingerprints
from tests.conftest import build_location
from tests.person import ANSWERS, MAIL, Browser, hidden, inside
from tests.views.desk import do

pytestmark = pytest.mark.django_db
Make = Callable[..., Case]


def of_length(bound: int, text: str = "I said no 🙂, and no é. ") -> str:
    """So many characters as a person counts them: a smiley is one, a letter with its accent too."""
    return (text * (bound // len(text) + 1))[: bound - 1] + "x"


def in_field(page: str, name: str) -> str:
    """What a field of a page holds now."""
    area = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    line = re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"', page)
    found = area or line
    assert found, f"no field {name}"
    return unescape(found[1])


def told(count: int, bound: int) -> str:
    return f"This has {count:,} characters. We can take {bound:,}."


# id and what it is: the page, the field, its bound, what else to answer there, and where the report keeps it.
KEPT: dict[str, tuple[str, str, int, dict[str, Any], Callable[[], str]]] = {
    "B-02 name": (
        "whom",
        "name_in_notices",
        80,
        {"named_as": "name"},
        lambda: Case.objects.get().name_in_notices,
    ),
    "B-07 what is shown": ("pictures", "description", 4_000, {}, lambda: Depiction.objects.get().description),
    "B-07 what happened": ("pictures", "facts", 4_000, {}, lambda: Case.objects.get().facts),
    "B-08 where": ("links", "where_1", 200, {}, lambda: Whereabouts.objects.get().where),
    "B-08 site": ("links", "site_1", 200, {}, lambda: Whereabouts.objects.get().site),
    "B-08 told": ("links", "told_1", 200, {}, lambda: EarlierReport.objects.get().site),
    "B-08 their number": (
        "links",
        "ticket_1",
        200,
        {"told_1": "x"},
        lambda: EarlierReport.objects.get().reference,
    ),
    "B-10 who must not see": ("contact", "keep_from", 500, {}, lambda: Case.objects.get().keep_from),
    "B-10 never call": ("contact", "never", 500, {}, lambda: Case.objects.get().safe_contact["never"]),
    "B-12 signature": ("sign", "signature_name", 100, {}, lambda: Case.objects.get().signature_name),
}
SHE_SIGNS = {"whom": {"on_behalf": "no", "signer": "self"}}


@pytest.mark.parametrize("which", KEPT)
def test_b02_b07_b08_b10_b12_at_the_bound_every_sign_is_kept(which: str) -> None:
    """Also where an accent was typed as a sign of its own: it is counted, and kept, as one letter."""
    page, name, bound, more, kept = KEPT[which]
    text, before = of_length(bound), SHE_SIGNS if page == "sign" else {}
    told_there = {**ANSWERS[page], **more, name: text.replace("é", "e\u0301")}
    assert Browser().report(**{**before, page: told_there}).status_code == 200
    assert (len(text), kept()) == (bound, text)


@pytest.mark.parametrize("which", KEPT)
def test_b02_b07_b08_b10_b12_one_sign_more_is_told_and_stays_in_the_field(which: str) -> None:
    page, name, bound, more, _kept = KEPT[which]
    her, text = Browser(), of_length(bound + 1)
    her.fill(until=page, **(SHE_SIGNS if page == "sign" else {}))
    her.answer(page, **{**more, name: text})
    shown = her.see("/form")
    assert told(bound + 1, bound) in shown
    assert in_field(shown, name) == text
    assert 'maxlength="' not in shown  # a browser would cut what she pastes and say nothing


@pytest.mark.parametrize(("length", "fits"), [(254, True), (255, False)])
def test_b03_an_address_has_up_to_254_signs(length: int, fits: bool) -> None:
    her, address = Browser(), "a" * (length - 12) + "@example.org"
    her.fill(until="contact")
    her.answer("contact", **{**MAIL, "email": address})
    shown = her.see("/form")
    assert ("Check your answers" in shown) is fits
    assert fits or (told(255, 254) in shown and in_field(shown, "email") == address)


@pytest.mark.parametrize(("days", "fits"), [(list("0123456"), True), (list("01234567"), False)])
def test_b04_two_windows_of_seven_days_and_no_eighth(days: list[str], fits: bool) -> None:
    her = Browser()
    her.fill(until="contact")
    her.answer("contact", **{**MAIL, "days": days, "more_days": days, "more_start": "0", "more_until": "24"})
    assert ("Check your answers" in her.see("/form")) is fits
    if fits:
        her.send("/form", her.last_page())
        windows = Case.objects.get().safe_contact["windows"]
        assert [window["days"] for window in windows] == [list(range(7))] * 2


def many(count: int, start: int = 1) -> str:
    return "\n".join(f"seen at photoline.test/p/{number}" for number in range(start, start + count))


def test_b05_two_hundred_links_are_taken_as_they_are() -> None:
    Browser().report(links={"links": many(200)})
    assert Case.objects.get().locations.count() == 200


def test_b05_at_201_all_are_still_in_the_field() -> None:
    her = Browser()
    her.fill(until="links")
    her.answer("links", links=many(201))
    shown = her.see("/form")
    assert "We take 200 links at a time. Send the first 200 now. Add the rest after." in shown
    assert in_field(shown, "links") == many(201)


@pytest.mark.parametrize(("length", "fits"), [(200_000, True), (200_001, False)])
def test_b05_the_field_takes_two_hundred_thousand_signs(length: int, fits: bool) -> None:
    her, text = Browser(), of_length(length - 25, "he sent it on, ") + " https://photoline.test/p"
    her.fill(until="links")
    her.answer("links", links=text)
    shown = her.see("/form")
    assert ("What do the pictures show?" in shown) is fits
    assert fits or (told(200_001, 200_000) in shown and in_field(shown, "links") == text)


def add(case: Case, text: str, browser: Browser | None = None) -> tuple[int, str]:
    answer = (browser or inside(case)).send("/progress", {"page": "links", "go": "add", "links": text})
    return answer.status_code, answer.content.decode()


def test_b05_the_rest_is_added_after_and_nothing_of_it_is_lost(make_case: Make) -> None:
    """On her own page: the first 200 are with us, the others stand in the field for the next press."""
    case = make_case(links=0)
    browser = inside(case)
    status, shown = add(case, many(201) + "\nphotoline.test/p/cut...", browser)
    assert (status, case.locations.count()) == (200, 200)
    assert "We take 200 links at a time. Here are the others. Add them now." in shown
    assert "is cut off. Add the full link." in shown
    rest = in_field(shown, "links")
    assert rest.splitlines() == ["photoline.test/p/cut...", "photoline.test/p/201"]
    assert add(case, rest.splitlines()[1], browser)[0] == 303
    assert case.locations.count() == 201


def test_b05_a_link_that_cannot_be_read_is_not_dropped_in_silence(make_case: Make) -> None:
    case = make_case(links=0)
    status, shown = add(case, "photoline.test/p/1 http://localhost/x")
    assert (status, case.locations.count(), in_field(shown, "links")) == (200, 1, "http://localhost/x")


@pytest.mark.parametrize(("count", "kept"), [(1_000, 1_000), (1_001, 0)])
def test_b05_staff_paste_a_thousand_at_once_and_no_more(
    as_bo: Client, make_case: Make, count: int, kept: int
) -> None:
    case = make_case(links=0)
    answer = do(as_bo, "desk_case_action", case.reference, "add-links", text=many(count))
    assert case.locations.count() == kept
    if not kept:
        shown = answer.content.decode()
        assert "There are more than 1,000 links in this. Paste up to 1,000 at once, then the others." in shown
        assert in_field(shown, "text") == many(count)


def test_b06_a_case_takes_its_five_thousandth_link_and_not_one_more(make_case: Make) -> None:
    case = make_case(links=0)
    build_location(case, number=4_999)
    assert add(case, "photoline.test/p/1")[0] == 303
    assert case.locations.order_by("number").last().number == 5_000
    status, shown = add(case, "and this: photoline.test/p/2")
    assert (status, case.locations.count()) == (200, 2)
    assert "A case holds at most 5000 links. Open a second case for the rest." in shown
    assert in_field(shown, "links") == "and this: photoline.test/p/2"


@pytest.mark.parametrize(("length", "fits"), [(500, True), (501, False)])
def test_b06_the_words_about_one_link_have_up_to_500_signs(
    as_bo: Client, make_case: Make, length: int, fits: bool
) -> None:
    case, text = make_case(links=1), of_length(length, "A beach,\n")
    fields = {"kind": "photo", "made": "authentic", "description": text.replace("\n", "\r\n")}
    shown = do(as_bo, "desk_describe", case.reference, 1, **fields).content.decode()
    assert (case.locations.get().depiction.description == text) is fits
    assert fits or (told(501, 500) in shown and in_field(shown, "description").replace("\r", "") == text)


@pytest.mark.parametrize(("length", "fits"), [(1, True), (2_000, True), (2_001, False)])
def test_b11_a_line_end_of_hers_is_one_sign(make_case: Make, length: int, fits: bool) -> None:
    """Browsers send it as two; the page counts as she does."""
    case, text = make_case(), of_length(length, "He wrote\nagain. ")
    told_there = {"page": "messages", "go": "send", "text": text.replace("\n", "\r\n")}
    shown = inside(case).send("/progress", told_there).content.decode()
    assert [each.text for each in case.messages.all()] == ([text] if fits else [])
    assert fits or (told(2_001, 2_000) in shown and in_field(shown, "text").replace("\r", "") == text)


@pytest.mark.parametrize(("length", "fits"), [(128, True), (129, False)])
def test_b13_a_fingerprint_has_up_to_128_digits(make_case: Make, length: int, fits: bool) -> None:
    case = make_case()
    told_there = {
        "page": "copies",
        "go": "add",
        "fingerprints": "a1" * 64 + "b" * (length - 128),
        "agreed": "on",
    }
    shown = inside(case).send("/progress", told_there).content.decode()
    assert bool(fingerprints.of(case)) is fits
    assert fits or "Line 1: this is not a fingerprint." in shown


@pytest.mark.parametrize(
    ("action", "bound", "kept"),
    [("note", 8_000, lambda case: case.notes), ("answer", 4_000, lambda case: case.messages)],
)
def test_b14_what_staff_write_is_whole_at_the_bound_and_told_beyond_it(
    as_bo: Client, make_case: Make, action: str, bound: int, kept: Callable[[Case], Any]
) -> None:
    """A note has up to 8,000 characters, an answer to her 4,000."""
    case, text = make_case(), of_length(bound + 1)
    shown = do(as_bo, "desk_case_action", case.reference, action, text=text).content.decode()
    assert told(bound + 1, bound) in shown
    assert in_field(shown, "text") == text
    assert not kept(case).exists()
    assert do(as_bo, "desk_case_action", case.reference, action, text=text[:-2] + "x").status_code == 302
    assert kept(case).get().text == text[:-2] + "x"


@pytest.mark.parametrize(("length", "fits"), [(200_000, True), (200_001, False)])
def test_b14_what_a_site_answered_her_has_up_to_two_hundred_thousand_signs(length: int, fits: bool) -> None:
    her, text = Browser(), of_length(length, "We see no reason, ")
    her.fill(until="links")
    her.answer("links", told_1="Clipshare", answer_1=text)
    shown = her.see("/form")
    assert ("What do the pictures show?" in shown) is fits
    assert fits or (told(200_001, 200_000) in shown and in_field(shown, "answer_1") == text)


def test_b14_a_note_is_not_empty(as_bo: Client, make_case: Make) -> None:
    shown = do(as_bo, "desk_case_action", make_case().reference, "note", text=" \n ").content.decode()
    assert "Write something first." in shown and not Note.objects.exists()


def test_b15_a_token_is_128_bits_and_another_each_time() -> None:
    tokens = set()
    for number in range(3):
        her = Browser(REMOTE_ADDR=f"198.51.{number}.1")
        her.fill()
        tokens.add(hidden(her.see("/form"), "token"))
    assert len(tokens) == 3
    assert {len(urlsafe_b64decode(token + "==")) for token in tokens} == {16}


@pytest.mark.parametrize(
    ("code", "words", "said"),
    [("K7QM 4TXR " * 3 + "abc", "a b c", told(33, 32)), ("K7QM-4TXR", "abc " * 50 + "d", told(201, 200))],
)
def test_b16_one_sign_more_is_told_before_anything_is_hashed(
    monkeypatch: pytest.MonkeyPatch, code: str, words: str, said: str
) -> None:
    monkeypatch.setattr(credentials, "check", lambda **given: pytest.fail("it was hashed"))
    for _ in range(30):  # and it costs no try
        shown = Browser().send("/return", {"code": code, "words": words}).content.decode()
        assert said in shown
    assert in_field(shown, "code") == code
    assert words not in shown and 'maxlength="' not in shown


def test_b16_at_the_bound_both_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(credentials, "check", lambda *, code, typed: seen.append((len(code), len(typed))))
    Browser().send("/return", {"code": "K" * 32, "words": "ab " * 66 + "cd"})
    assert (seen, Visit.objects.count()) == ([(32, 200)], 0)
