"""What the questions take, and what they say when something is missing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.forms import HiddenInput

from cases.forms.why import whys
from cases.models import Case
from tests import hers
from tests.person import MAIL, Browser, hidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def her() -> Browser:
    return Browser()


def test_messy_text_is_read(her: Browser) -> None:
    assert "We read 2 platforms, 2 links." in her.fill(until="pictures")


def test_doubles_are_merged_and_said(her: Browser) -> None:
    text = "https://photoline.test/p/1\nphotoline.test/p/1\nclipshare.test/v/2"
    seen = her.fill(until="pictures", links={"links": text})
    assert "2 platforms, 2 links" in seen
    assert "We merged one that stood there twice." in seen


CUT = "https://photoline.test/p/1\nclipshare.test/v/2\nboardwalk.test/po…/77"


def test_a_line_that_cannot_be_read_is_explained(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links=CUT)
    text = her.see("/form")
    assert "Line 3, “\u2068boardwalk.test/po…/77\u2069”, is cut off. Add the full link." in text
    assert "Two links are fine." in text


def test_v60_the_text_is_kept_with_the_error(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links=CUT)
    assert CUT in her.see("/form")


def test_she_can_go_on_without_that_line(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links=CUT)
    assert "Go on without this one. We keep all the others." in her.see("/form")
    her.send("/form", {"page": "links", "without": "1", "links": CUT})
    assert "2 platforms, 2 links" in her.see("/form")


def test_in_a_paste_of_one_line_each_piece_is_quoted_and_the_rest_is_kept(her: Browser) -> None:
    line = "photoline.test/p/1 http://localhost/a clipshare.test/v/2 https://boardwalk.test/po…/7"
    her.fill(until="links")
    her.answer("links", links=line)
    text = her.see("/form")
    assert "“\u2068http://localhost/a\u2069”" in text
    assert "“\u2068https://boardwalk.test/po…/7\u2069”" in text
    assert "Go on without these two. We keep all the others." in text
    her.send("/form", {"page": "links", "without": "1", "links": line})
    assert "2 platforms, 2 links" in her.see("/form")


def test_v62_no_question_is_without_its_why(her: Browser) -> None:
    """Each field that a page shows has a reason in the table, and the page says it."""
    for key, page in hers.FORM_PAGES.items():
        her.cookies["v"] = hers.at_page(key)
        told, text = whys(key), unescape(her.see("/form"))
        for name, question in page.form.base_fields.items():
            if not isinstance(question.widget, HiddenInput):
                assert str(told[re.sub(r"_\d$", "", name)].text) in text, (key, name)


MANDATORY = {"age", "links", "sign"}


def test_v62_every_page_that_asks_can_be_skipped_but_for_three(her: Browser) -> None:
    for key, page in hers.FORM_PAGES.items():
        her.cookies["v"] = hers.at_page(key)
        has_skip = 'value="skip"' in her.see("/form")
        asks = any(not isinstance(each.widget, HiddenInput) for each in page.form.base_fields.values())
        assert has_skip == (asks and key not in MANDATORY | {"services"}), key


@pytest.mark.parametrize("page", ["whom", "contact"])
def test_v62_a_page_left_out_takes_nothing_for_said(her: Browser, page: str) -> None:
    her.fill(until=page)
    her.answer(page, go="skip", on_behalf="yes", channel="email")
    assert hidden(her.see("/form"), "page") == {"whom": "sign", "contact": "check"}[page]


def test_v62_left_out_a_device_counts_as_not_safe(her: Browser) -> None:
    her.answer("device", go="skip", device="")
    assert "Before you go on" in her.see("/form")


def test_one_tap_answers_where_she_lives(her: Browser) -> None:
    text = her.fill(until="place")
    assert re.findall(r'name="here" value="(\w+)"', text) == settings.HOME_PLACES
    her.send("/form", {"page": "place", "place": "CA", "here": "US"})
    her.answer("links", go="back")
    text = her.see("/form")
    assert re.search(r'<option value="US" selected', text)
    assert re.search(r'value="US"[^>]*aria-current="true"', text)
    her.answer("place", place="CA-BC")
    her.answer("links", go="back")
    assert re.search(r'<option value="CA-BC" selected', her.see("/form"))


def test_b01_the_page_of_links_says_what_fits_before_it_is_too_much(her: Browser) -> None:
    """Ten pages of 2,500 letters fit whatever alphabet they are in: at most nine bytes a letter, encoded."""
    assert "ten pages of text at a time" in her.fill(until="links")
    her.answer("links", links="ไ" * 25_000)
    assert her.send("/form", {"page": "links", "links": "ไ" * 25_000}).status_code == 303


def test_without_any_link_or_word_she_is_asked_for_one(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links="")
    assert "Paste a link here, or say below where the pictures are." in her.see("/form")


def test_words_are_enough_where_there_is_no_link(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links="", kind_1="group", where_1="Night Owls")
    assert "What do the pictures show?" in her.see("/form")


def test_b05_more_than_two_hundred_links_are_sent_in_two_parts(her: Browser) -> None:
    many = "\n".join(f"photoline.test/p/{number}" for number in range(201))
    her.fill(until="links")
    her.answer("links", links=many)
    text = her.see("/form")
    assert "Send the first 200 now." in text
    assert "Go on with the first 200" in text


def test_b05_a_field_longer_than_its_bound_is_kept_and_counted(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links="word " * 40_001)
    text = her.see("/form")
    assert "We can take 200,000." in text
    assert "word word" in text


@pytest.mark.parametrize(
    ("page", "name", "bound"),
    [
        *[("links", name, 200) for name in ("site_1", "where_5", "told_1", "ticket_5")],
        ("pictures", "description", 4000),
        ("pictures", "facts", 4000),
        ("whom", "name_in_notices", 80),
        ("whom", "authority_note", 500),
        ("contact", "code_word", 80),
        ("contact", "never", 500),
        ("contact", "phrase", 80),
        ("sign", "signature_name", 100),
        ("contact", "keep_from", 500),
    ],
)
def test_section_6_bounds_are_said_with_the_count(her: Browser, page: str, name: str, bound: int) -> None:
    her.fill(until=page)
    her.answer(page, **{name: "é " * (bound // 2) + "x"})
    assert f"This has {bound + 1:,} characters. We can take {bound:,}." in her.see("/form")


def test_control_signs_are_refused_and_the_text_is_kept(her: Browser) -> None:
    her.fill(until="pictures")
    her.answer("pictures", facts="I did\x00 not agree")
    text = her.see("/form")
    assert "a sign in this text that we cannot read" in text
    assert "not agree" in text


def test_v50_the_statements_must_be_affirmed(her: Browser) -> None:
    her.fill(until="sign")
    her.send("/form", {"page": "sign", "go": "next", "agreed": "platforms"})
    assert "Tick this if it is all true." in her.see("/form")


def test_v50_whoever_acts_for_someone_affirms_that_right(her: Browser) -> None:
    text = her.fill(until="sign", whom={"on_behalf": "yes"})
    assert "I have the right to act for the person in the pictures." in text
    assert "I am the person in the pictures." not in text


def test_whoever_signs_herself_types_her_name(her: Browser) -> None:
    her.fill(until="sign", whom={"signer": "self"})
    her.answer("sign", signature_name="")
    assert "Type your name to sign." in her.see("/form")


def test_the_helpline_signs_by_default(her: Browser) -> None:
    text = her.fill(until="whom")
    assert re.search(r'value="helpline"[^>]*checked', text)
    assert re.search(r'name="on_behalf" value="no"[^>]*checked', text)


def test_only_the_person_herself_can_sign_herself(her: Browser) -> None:
    her.report(whom={"on_behalf": "yes", "signer": "self"}, sign={"signature_name": ""})
    assert not Case.objects.get().signs_herself


def test_v40_no_contact_is_the_default(her: Browser) -> None:
    assert re.search(r'name="channel" value="none"[^>]*checked', her.fill(until="contact"))


def test_v40_the_form_offers_no_phone_or_text_messages(her: Browser) -> None:
    text = her.fill(until="contact")
    assert 'type="tel"' not in text
    assert set(re.findall(r'name="channel" value="(\w+)"', text)) == {"none", "email"}


def contact_error(her: Browser, **changes: Any) -> str:
    her.fill(until="contact")
    her.answer("contact", **{**MAIL, **changes})
    return her.see("/form")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "ana@",
        "a@b",
        "a@example.org, b@example.org",
        "a@example.org\nBcc: b@example.org",
        '"a b"@example.org',
        "a" * 250 + "@example.org",
    ],
)
def test_b03_only_one_plain_address_is_taken(her: Browser, address: str) -> None:
    assert "Check your answers" not in contact_error(her, email=address)


def test_v41_a_shared_mailbox_is_advised_against(her: Browser) -> None:
    assert "Then no mail is safer." in contact_error(her, shared="yes")


def test_v41_she_may_use_a_shared_mailbox_all_the_same(her: Browser) -> None:
    assert "Check your answers" in contact_error(her, shared="unsure", anyway="on")


def test_v41_who_reads_the_mailbox_is_asked(her: Browser) -> None:
    assert "It keeps you safe." in contact_error(her, shared="")


def test_v41_there_are_six_neutral_subjects(her: Browser) -> None:
    text = her.fill(until="contact")
    subjects = re.search(r'<select name="subject".*?</select>', text, re.DOTALL)
    assert subjects
    assert subjects[0].count("<option") >= 6


def test_b04_a_window_ends_after_it_starts(her: Browser) -> None:
    assert "Choose an end that is later" in contact_error(her, start="17", until="9")


def test_b04_a_window_needs_a_day(her: Browser) -> None:
    assert "Choose one day or more." in contact_error(her, days=[])


def test_b04_only_known_zones_are_taken(her: Browser) -> None:
    assert "Check your answers" not in contact_error(her, zone="Mars/Olympus")


def test_v41_the_window_is_kept_as_she_chose_it(her: Browser) -> None:
    her.report(contact=MAIL)
    wishes = Case.objects.get().safe_contact
    assert wishes["windows"] == [{"days": [0, 2], "from": 9, "until": 17}]
    assert (wishes["address"], wishes["subject"]) == ("ana@example.org", "Monthly note")


def test_an_address_typed_and_then_not_chosen_is_not_kept(her: Browser) -> None:
    her.report(contact={**MAIL, "channel": "none"})
    assert Case.objects.get().safe_contact == {"channel": "none"}
