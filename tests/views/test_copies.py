"""Her page for fingerprints of her pictures: typed or made on the page, adults only (V-30, V-33, B-13)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.utils import timezone

from cases.models import Case, Depiction, Kind, Notice
from cases.services import fingerprints, visits
from tests.person import Browser, hidden, young

pytestmark = pytest.mark.django_db
MakeCase = Callable[..., Case]
PDQ, SHA = "f0" * 32, "9b" * 32
LINE = f"PDQ {PDQ} quality 97 SHA-256 {SHA}"
BUTTON = 'name="go" value="copies"'


def inside(case: Case) -> Browser:
    """A browser that has this case open."""
    browser = Browser()
    browser.cookies["v"], _ = visits.begin(at=timezone.now(), case=case)
    return browser


def on_the_page(case: Case) -> Browser:
    browser = inside(case)
    browser.send("/progress", {"go": "copies"})
    return browser


def add(browser: Browser, text: str, **changes: str) -> HttpResponse:
    return browser.send(
        "/progress", {"page": "copies", "go": "add", "fingerprints": text, "agreed": "on", **changes}
    )


def held(case: Case) -> list[str]:
    return [each.digits for kept in fingerprints.of(case) for each in kept.picture]


def test_v33_typed_fingerprints_are_kept(make_case: MakeCase) -> None:
    case = make_case()
    browser = on_the_page(case)
    answer = add(browser, f"{LINE}\n{'a' * 16}")
    assert (answer.status_code, answer["Location"]) == (303, "/progress")
    assert held(case) == [PDQ, SHA, "a" * 16]
    assert "Picture 2, added today" in browser.see("/progress")


def test_the_page_opens_from_her_progress(make_case: MakeCase) -> None:
    browser = inside(make_case())
    assert BUTTON in browser.see("/progress")
    browser.send("/progress", {"go": "copies"})
    text = browser.see("/progress")
    assert "<h1>Help sites find copies</h1>" in text
    assert (
        "<b>The picture stays on your phone or computer.</b> Only the letters and numbers are sent." in text
    )
    assert 'href="https://stopncii.org/" rel="noreferrer noopener"' in text


def test_without_script_it_says_so_and_takes_typed_ones(make_case: MakeCase) -> None:
    text = on_the_page(make_case()).see("/progress")
    assert "<p data-typed-only>This browser cannot make fingerprints." in text
    assert "<div data-pictures hidden " in text


def test_v30_no_file_input_and_no_upload_stands_on_it(make_case: MakeCase) -> None:
    text = on_the_page(make_case()).see("/progress")
    assert 'type="file"' not in text and "multipart" not in text
    forms = re.findall(r"<form.*?</form>", text, re.DOTALL)
    assert forms and not any("data-pictures" in form for form in forms)


def test_v33_a_flagged_case_has_no_such_page(make_case: MakeCase) -> None:
    browser = inside(make_case(safeguarding=True))
    assert BUTTON not in browser.see("/progress")
    browser.send("/progress", {"go": "copies"})
    assert "Help sites find copies" not in browser.see("/progress")


def test_v33_nothing_is_stored_for_a_flagged_case_even_when_posted_by_hand(make_case: MakeCase) -> None:
    case = make_case(safeguarding=True)
    add(inside(case), LINE)
    assert not Depiction.objects.exclude(fingerprints="").exists()
    assert not case.events.filter(kind=Kind.FINGERPRINTS_ADDED).exists()


def test_v33_nothing_is_stored_for_someone_under_18() -> None:
    browser = Browser()
    young(browser)
    assert Case.objects.get().safeguarding
    add(browser, LINE)
    assert not Depiction.objects.exists()


def test_v33_a_case_flagged_while_she_types_takes_none(make_case: MakeCase) -> None:
    case = make_case()
    browser = on_the_page(case)
    Case.objects.filter(pk=case.pk).update(safeguarding=True)
    add(browser, LINE)
    assert held(case) == []


def test_v33_she_says_that_all_were_adults(make_case: MakeCase) -> None:
    case = make_case()
    text = add(on_the_page(case), LINE, agreed="").content.decode()
    assert "Was someone under 18? Then add nothing here. Call us." in text
    assert LINE in text
    assert held(case) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Choose a picture first, or paste a fingerprint here."),
        ("my picture", "Line 1: this is not a fingerprint."),
        (f"{LINE}\nPDQ {PDQ} quality 49", "Line 2: this picture has too little detail for a safe match."),
        ("\n".join(f"{n:064x}" for n in range(21)), "There are 21 pictures here. Send up to 20 at a time."),
        ("a" * 1001, "Please do not send pictures."),
        ("ab\x00" * 8, "There is a sign in this text that we cannot read."),
        ("a " * 4_001, "This has 8,001 characters. We can take 8,000."),
    ],
)
def test_b13_bad_input_is_one_clear_sentence_and_nothing_is_lost(
    make_case: MakeCase, typed: str, said: str
) -> None:
    case = make_case()
    text = add(on_the_page(case), typed).content.decode()
    assert said in text
    assert "<title>Error: Progress</title>" in text
    assert typed.strip() in text or "\x00" in typed
    assert held(case) == []


def test_a_full_case_says_so(make_case: MakeCase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprints, "MOST_PER_CASE", 1)
    case = make_case()
    browser = on_the_page(case)
    add(browser, LINE)
    assert "We keep up to 1 pictures for one report." in add(browser, "b" * 64).content.decode()
    assert held(case) == [PDQ, SHA]


def test_n8_she_takes_a_picture_back(make_case: MakeCase) -> None:
    case = make_case()
    browser = on_the_page(case)
    add(browser, LINE)
    keys = hidden(browser.see("/progress"), "keys")
    browser.send("/progress", {"page": "copies", "go": "take back", "keys": keys})
    assert held(case) == []
    assert "What we have" not in browser.see("/progress")


def test_versions_of_one_picture_are_one_line_and_go_together(make_case: MakeCase) -> None:
    case = make_case()
    browser = on_the_page(case)
    near = f"{int(PDQ, 16) ^ 0b111:064x}"
    add(browser, f"{LINE}\nPDQ {near} quality 90")
    text = browser.see("/progress")
    assert "2 versions look the same." in text and "Picture 2" not in text
    browser.send("/progress", {"page": "copies", "go": "take back", "keys": hidden(text, "keys")})
    assert held(case) == []


def test_nobody_takes_back_what_is_in_another_case(make_case: MakeCase) -> None:
    mine, hers = make_case(), make_case()
    add(on_the_page(hers), LINE)
    keys = " ".join(kept.key for kept in fingerprints.of(hers))
    on_the_page(mine).send("/progress", {"page": "copies", "go": "take back", "keys": keys})
    assert held(hers) == [PDQ, SHA]


def test_v09_the_page_does_not_show_the_digits_again(make_case: MakeCase) -> None:
    browser = on_the_page(make_case())
    add(browser, LINE)
    assert not re.search(r"[0-9a-f]{32}", re.sub(r'name="csrf\w*" value="\w+"', "", browser.see("/progress")))


def test_v51_fingerprints_send_nothing_to_anyone(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice()
    add(on_the_page(notice.case), LINE)
    assert not notice.case.deliveries.exists()
