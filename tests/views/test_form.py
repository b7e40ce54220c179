"""The form: one address, one question a page, nothing lost and nothing stored too early."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from cases.models import Case, Delivery, Location, Visit
from tests.person import LINKS, MAIL, Browser, hidden, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def her() -> Browser:
    return Browser()


def test_the_first_page_asks_nothing(her: Browser) -> None:
    text = her.see("/")
    assert "<form" not in text
    assert "<input" not in text


@pytest.mark.parametrize("said", ["Exit this page", "Shift", "Esc", "history", "spy app", "another phone"])
def test_v24_the_first_page_says_what_to_know(her: Browser, said: str) -> None:
    assert said in her.see("/")


@pytest.mark.parametrize("path", ["/", "/help", "/form"])
def test_v24_it_never_promises_too_much(her: Browser, path: str) -> None:
    text = her.see(path).lower()
    assert not any(word in text for word in ("anonymous", "untraceable", "100 %", "100%"))


@pytest.mark.parametrize("path", ["/", "/help", "/return"])
def test_v15_no_cookie_before_the_form(her: Browser, path: str) -> None:
    her.get(path)
    assert settings.VISIT_COOKIE_NAME not in her.cookies
    assert path == "/return" or not her.cookies


def test_v15_looking_at_the_form_starts_no_visit(her: Browser) -> None:
    her.get("/form")
    assert settings.VISIT_COOKIE_NAME not in her.cookies
    assert not Visit.objects.exists()


def test_v15_the_visit_cookie_is_for_this_browser_session_only(her: Browser) -> None:
    her.answer("age")
    cookie = her.cookies[settings.VISIT_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")


def test_v15_the_cookie_says_nothing(her: Browser) -> None:
    her.answer("age")
    assert set(her.cookies) <= {"v", "t"}
    assert re.fullmatch(r"[\w-]{32}", her.cookies["v"].value)


def test_v13_every_answer_is_followed_by_303_to_the_same_address(her: Browser) -> None:
    for page in ("age", "place", "links", "pictures", "whom", "sign", "contact"):
        answer = her.answer(page)
        assert (answer.status_code, answer["Location"]) == (303, "/form")


def test_v13_an_error_is_a_303_too(her: Browser) -> None:
    assert her.send("/form", {"page": "age", "go": "next"}).status_code == 303


def test_v35_the_age_question_comes_before_any_link_field(her: Browser) -> None:
    text = her.see("/form")
    assert "under 18" in text
    assert 'name="links"' not in text


def test_v35_it_asks_for_no_date_of_birth(her: Browser) -> None:
    assert 'type="date"' not in her.see("/form")
    assert "birthday" in her.see("/form")


def test_the_form_goes_through_its_pages_in_order(her: Browser) -> None:
    seen = []
    for page in ("age", "place", "links", "pictures", "whom", "sign", "contact"):
        seen.append(hidden(her.see("/form"), "page"))
        her.answer(page)
    assert seen == ["age", "place", "links", "pictures", "whom", "sign", "contact"]
    assert "Check your answers" in her.see("/form")


def test_v12_titles_say_a_step_and_no_topic(her: Browser) -> None:
    her.answer("age")
    assert "<title>Step 2 of 7 - Form</title>" in her.see("/form")


def test_v60_an_error_is_said_in_the_title_the_summary_and_at_the_field(her: Browser) -> None:
    her.send("/form", {"page": "age", "go": "next"})
    text = her.see("/form")
    assert "<title>Error: Step 1 of 7 - Form</title>" in text
    assert 'role="alert"' in text
    assert text.count("Choose an answer. You can also choose not to say.") == 2


def test_v60_the_summary_leads_to_the_field(her: Browser) -> None:
    her.send("/form", {"page": "age", "go": "next"})
    text = her.see("/form")
    target = re.search(r'<li><a href="#([^"]+)">', text)
    assert target
    assert f'id="{target[1]}"' in text


def test_v60_no_error_before_she_has_tried(her: Browser) -> None:
    her.answer("age")
    assert 'role="alert"' not in her.see("/form")


def test_v62_where_she_lives_can_be_skipped(her: Browser) -> None:
    her.answer("age")
    her.answer("place", go="skip")
    assert "Where are the pictures?" in her.see("/form")


def test_v62_about_the_pictures_can_be_skipped(her: Browser) -> None:
    her.fill(until="pictures")
    her.answer("pictures", go="skip")
    assert "Who is this for?" in her.see("/form")


def test_v62_the_links_cannot_be_skipped(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", go="skip", links="")
    assert "Where are the pictures?" in her.see("/form")


@pytest.mark.parametrize("page", ["age", "place", "links", "pictures", "whom", "sign", "contact"])
def test_v62_every_question_says_why_we_ask(her: Browser, page: str) -> None:
    assert "Why we ask" in her.fill(until=page)


def test_going_back_keeps_what_was_typed(her: Browser) -> None:
    her.fill(until="pictures")
    her.answer("pictures", go="back", facts="Half a sen")
    assert LINKS.split()[4] in her.see("/form")
    her.answer("links")
    assert "Half a sen" in her.see("/form")


def test_back_on_the_first_page_leads_to_the_start(her: Browser) -> None:
    assert '<a href="/">Back</a>' in her.see("/form")


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
    assert "Line 3 is cut off. Add the full link." in text
    assert "Two links are fine." in text


def test_v60_the_text_is_kept_with_the_error(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links=CUT)
    assert CUT in her.see("/form")


def test_she_can_go_on_without_that_line(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links=CUT)
    assert "Go on without line 3" in her.see("/form")
    her.send("/form", {"page": "links", "without": "1", "links": CUT})
    assert "2 platforms, 2 links" in her.see("/form")


def test_without_any_link_or_word_she_is_asked_for_one(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links="")
    assert "Paste a link here, or say below where the pictures are." in her.see("/form")


def test_words_are_enough_where_there_is_no_link(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links="", without_link="A group in a chat app")
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
        ("links", "without_link", 200),
        ("pictures", "description", 4000),
        ("pictures", "facts", 4000),
        ("whom", "name_in_notices", 80),
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


def test_v65_every_answer_can_be_changed(her: Browser) -> None:
    text = her.fill()
    pages = set(re.findall(r'value="change:(\w+)"', text))
    assert pages == {"age", "place", "links", "pictures", "whom", "sign", "contact"}


def test_v65_links_are_shown_defanged(her: Browser) -> None:
    text = her.fill()
    assert "hxxps[:]//photoline[.]test/p/8842193" in text
    assert "https://photoline.test" not in text


def test_v65_after_a_change_she_is_back_on_the_last_page(her: Browser) -> None:
    her.fill()
    her.send("/form", {"page": "check", "go": "change:place"})
    assert "Where do you live?" in her.see("/form")
    her.answer("place", place="US-FL")
    text = her.see("/form")
    assert "Check your answers" in text
    assert "United States: Florida" in text


def test_v65_a_change_that_opens_a_question_leads_there_first(her: Browser) -> None:
    her.fill()
    her.send("/form", {"page": "check", "go": "change:whom"})
    her.answer("whom", signer="self")
    assert "Sign with your name" in her.see("/form")


def test_v65_what_she_sends_is_what_she_has_seen(her: Browser) -> None:
    her.fill()
    last = her.last_page()
    her.send("/form", {"page": "check", "go": "change:place"})
    her.answer("place", place="FR")
    answer = her.send("/form", last)
    assert "Something here has changed" in answer.content.decode()
    assert not Case.objects.exists()


def test_sending_opens_a_case(her: Browser) -> None:
    assert her.report().status_code == 200
    case = Case.objects.get()
    assert (case.state, case.place, case.zone) == ("submitted", "GB", "Europe/London")
    assert Location.objects.count() == 2


def test_v07_the_words_are_in_the_direct_answer(her: Browser) -> None:
    answer = her.report()
    code, words = shown(answer)
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", code)
    assert len(words.split()) == 5
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/form", "/progress", "/return", "/"])
def test_v07_the_words_are_shown_once(her: Browser, path: str) -> None:
    code, words = shown(her.report())
    text = her.see(path)
    assert code not in text
    assert words.split()[0] not in text


def test_v07_she_is_told_what_happens_and_what_does_not(her: Browser) -> None:
    text = her.report().content.decode()
    for said in ("What happens now", "What we will not do", "We show it once", "You can still call us"):
        assert said in text


def test_v16_the_draft_is_gone_once_it_is_sent(her: Browser) -> None:
    her.report()
    assert Visit.objects.values_list("answers", flat=True).get() == ""


def test_v51_a_report_sends_nothing(her: Browser) -> None:
    her.report(contact=MAIL)
    assert not Delivery.objects.exists()


def test_v51_only_the_note_she_asked_for_waits(her: Browser) -> None:
    her.report(contact={**MAIL, "acknowledge": "on"})
    assert list(Delivery.objects.values_list("kind", flat=True)) == ["update"]


def test_b15_a_second_press_makes_no_second_case(her: Browser) -> None:
    her.fill()
    last = her.last_page()
    her.send("/form", last)
    answer = her.send("/form", last)
    assert "We already have your report" in answer.content.decode()
    assert Case.objects.count() == 1


def test_v07_after_a_reload_she_can_make_new_words(her: Browser) -> None:
    her.fill()
    last = her.last_page()
    first = shown(her.send("/form", last))
    assert 'value="words"' in her.send("/form", last).content.decode()
    second = shown(her.send("/form", {"go": "words"}))
    assert second != first
    assert Browser().send("/return", {"code": first[0], "words": first[1]}).status_code == 200
    assert Browser().send("/return", {"code": second[0], "words": second[1]}).status_code == 303


def test_v07_another_browser_is_offered_no_new_words(her: Browser) -> None:
    her.fill()
    last = her.last_page()
    her.send("/form", last)
    text = Browser().send("/form", last).content.decode()
    assert "We already have your report" in text
    assert 'value="words"' not in text


def test_b15_the_same_token_with_other_answers_is_a_409(her: Browser) -> None:
    her.fill()
    last = her.last_page()
    her.send("/form", last)
    assert her.send("/form", {**last, "seal": "0" * 32}).status_code == 409
    assert Browser().send("/form", {**last, "seal": "0" * 32}).status_code == 409


@pytest.mark.parametrize("token", ["", "guessed"])
def test_b15_a_token_we_did_not_give_opens_no_case(her: Browser, token: str) -> None:
    her.fill()
    her.send("/form", {**her.last_page(), "token": token})
    assert not Case.objects.exists()


def test_after_sending_she_can_start_another_report(her: Browser) -> None:
    her.report()
    her.send("/form", {"go": "another"})
    assert "under 18" in her.see("/form")
    assert not Visit.objects.exists()


def test_the_last_page_cannot_be_reached_past_an_open_question(her: Browser) -> None:
    her.answer("age")
    her.send("/form", {"page": "check", "go": "send", "token": "x", "seal": "y"})
    her.send("/form", {"page": "place", "go": "change:check"})
    answer = her.send("/form", {"page": "check", "go": "send", "token": "x", "seal": "y"})
    assert answer.status_code == 303
    assert not Case.objects.exists()


def test_a_page_sent_from_another_tab_changes_nothing(her: Browser) -> None:
    her.fill(until="links")
    her.answer("age", under_18="yes")
    assert "Where are the pictures?" in her.see("/form")


def test_v16_a_form_left_open_too_long_says_so(her: Browser) -> None:
    her.fill(until="links")
    Visit.objects.all().delete()
    text = her.answer("links").content.decode()
    assert "This form was closed" in text
    assert "we forgot what was typed" in text
    assert not Visit.objects.exists()


def test_v64_the_emergency_number_is_that_of_her_place(her: Browser) -> None:
    her.answer("age")
    her.answer("place", place="US-FL")
    assert '<b class="number">911</b>' in her.see("/form")


@pytest.mark.parametrize("page", ["age", "links", "check"])
def test_v64_the_phone_line_is_on_every_page(her: Browser, page: str) -> None:
    assert settings.ORGANISATION["helpline"] in her.fill(until=page)


def test_b20_form_starts_are_limited_per_network() -> None:
    answers = [Browser().answer("age").status_code for _ in range(31)]
    assert answers == [303] * 30 + [429]


def test_b20_another_network_is_not_held_back() -> None:
    for _ in range(31):
        Browser().answer("age")
    assert Browser(REMOTE_ADDR="198.51.100.7").answer("age").status_code == 303


def test_b21_the_seventh_report_in_an_hour_waits() -> None:
    answers = [Browser().report().status_code for _ in range(7)]
    assert answers == [200] * 6 + [429]
    assert Case.objects.count() == 6


def test_b25_whoever_fills_the_trap_is_marked_and_kept(her: Browser) -> None:
    her.answer("age", website="https://example.org")
    her.fill()
    her.send("/form", her.last_page())
    assert Case.objects.get().burst


def test_b25_a_form_filled_in_under_three_seconds_is_marked(her: Browser) -> None:
    her.report()
    assert Case.objects.get().burst


def test_b25_a_form_filled_in_at_leisure_is_not_marked(her: Browser) -> None:
    her.fill()
    Visit.objects.update(started_at=Visit.objects.get().started_at - timedelta(minutes=5))
    her.send("/form", her.last_page())
    assert not Case.objects.get().burst
