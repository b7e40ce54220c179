"""Checking, sending once, and the words that are shown once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings

from cases.models import Case, Delivery, Location, Visit
from cases.rules.help import ELSEWHERE
from tests.person import MAIL, PAGES, Browser, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def her() -> Browser:
    return Browser()


def test_v65_every_answer_can_be_changed(her: Browser) -> None:
    text = her.fill()
    pages = set(re.findall(r'value="change:(\w+)"', text))
    assert pages == set(PAGES)


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
    assert not all(word in text for word in words.split())  # one of them may be a word of the page


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
    assert "safe to use now" in her.see("/form")
    assert not Visit.objects.exists()


def test_the_last_page_cannot_be_reached_past_an_open_question(her: Browser) -> None:
    her.answer("age")
    her.send("/form", {"page": "check", "go": "send", "token": "x", "seal": "y"})
    her.send("/form", {"page": "place", "go": "change:check"})
    answer = her.send("/form", {"page": "check", "go": "send", "token": "x", "seal": "y"})
    assert answer.status_code == 303
    assert not Case.objects.exists()


def test_a_page_sent_from_another_tab_is_taken_and_she_goes_on_from_there(her: Browser) -> None:
    """The last one wins, and what the other tab had told stays."""
    her.fill(until="whom", pictures={"facts": "I said no."})
    her.answer("links", links="photoline.test/p/77")
    text = her.see("/form")
    assert "What do the pictures show?" in text
    assert "I said no." in text
    her.answer("pictures", go="back")
    assert "photoline.test/p/77" in her.see("/form")


def test_v35_no_old_tab_leads_to_the_links_before_the_age(her: Browser) -> None:
    her.answer("device")
    her.send("/form", {"page": "check", "go": "change:links"})
    assert "under 18" in her.see("/form") and 'name="links"' not in her.see("/form")


def test_v35_an_age_told_in_another_tab_counts_at_once(her: Browser) -> None:
    her.fill(until="links")
    her.answer("age", under_18="yes")
    assert "There is help made for you" in her.see("/form")


def test_a_page_that_is_not_on_her_way_any_more_gives_her_text_back(her: Browser) -> None:
    her.fill(until="links")
    her.answer("age", under_18="yes")
    text = her.answer("links", links="it is at photoline.test/p/9 I think").content.decode()
    assert "We did not keep this page" in text
    assert "it is at photoline.test/p/9 I think" in text
    assert "There is help made for you" in her.see("/form")
    assert "photoline" not in her.see("/form")


def test_v35_a_page_she_has_not_come_to_is_not_taken(her: Browser) -> None:
    her.answer("device")
    assert "We did not keep this page" in her.answer("links").content.decode()
    assert "under 18" in her.see("/form")


def test_the_last_page_of_another_tab_sends_what_it_showed_or_is_checked_again(her: Browser) -> None:
    her.fill()
    last = her.last_page()
    her.send("/form", {"page": "check", "go": "change:pictures"})
    her.answer("pictures", facts="Something else.", go="stay")
    assert "Please check again" in her.send("/form", last).content.decode()
    assert not Case.objects.exists()
    assert her.send("/form", her.last_page()).status_code == 200
    assert Case.objects.count() == 1


def test_v16_a_form_left_open_too_long_says_so(her: Browser) -> None:
    her.fill(until="links")
    Visit.objects.all().delete()
    text = her.answer("links").content.decode()
    assert "This form was closed" in text
    assert "we forgot what was typed" in text
    assert not Visit.objects.exists()


def test_v64_the_emergency_number_is_that_of_her_place(her: Browser) -> None:
    her.fill(until="links", place={"place": "US-FL"})
    assert '<b class="number">911</b>' in her.see("/form")


def test_v64_from_another_country_no_page_of_hers_gives_our_emergency_number(her: Browser) -> None:
    words = her.report(place={"place": ELSEWHERE}).content.decode()
    for text in (words, her.see("/progress"), her.see("/help")):
        assert "Call the emergency number of the place where you are." in text
        assert f'"number">{settings.ORGANISATION["emergency"]}<' not in text


@pytest.mark.parametrize("page", ["age", "links", "check"])
def test_v64_the_phone_line_is_on_every_page(her: Browser, page: str) -> None:
    assert settings.ORGANISATION["helpline"] in her.fill(until=page)


def test_b20_form_starts_are_limited_per_network() -> None:
    answers = [Browser().answer("device").status_code for _ in range(31)]
    assert answers == [303] * 30 + [429]


def test_b20_another_network_is_not_held_back() -> None:
    for _ in range(31):
        Browser().answer("device")
    assert Browser(REMOTE_ADDR="198.51.100.7").answer("device").status_code == 303


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
