"""The first questions: is this device safe, what happened, and what follows (B4, B12, B13, A5, A10)."""

from __future__ import annotations

import re

import pytest

from cases.models import Case, Depiction, Location, Visit
from tests.person import MAIL, Browser

pytestmark = pytest.mark.django_db
AT_RISK = ["unsure", "watched"]


@pytest.fixture
def her() -> Browser:
    return Browser()


def test_one_tap_answers_the_first_three_questions(her: Browser) -> None:
    her.send("/form", {"page": "device", "device": "safe"})
    her.send("/form", {"page": "age", "under_18": "no"})
    her.send("/form", {"page": "harm", "harm": "threat"})
    assert "Where do you live?" in her.see("/form")


def test_the_chosen_answer_is_shown_when_she_comes_back(her: Browser) -> None:
    her.fill(until="place", harm={"harm": "account"})
    her.answer("place", go="back")
    text = her.see("/form")
    assert re.search(r'value="account"[^>]*aria-current="true"', text)
    assert text.count("Your answer") == 1


def test_a_safe_device_leads_straight_to_the_age_question(her: Browser) -> None:
    her.answer("device", device="safe")
    assert "under 18" in her.see("/form")


@pytest.mark.parametrize("device", AT_RISK)
@pytest.mark.parametrize(
    "said", ["Another phone", "private window", "does not clear your history", "call us"]
)
def test_another_device_is_advised_first(her: Browser, device: str, said: str) -> None:
    her.answer("device", device=device)
    assert said in her.see("/form")


def test_she_may_go_on_all_the_same(her: Browser) -> None:
    her.answer("device", device="watched")
    her.answer("advice")
    assert "under 18" in her.see("/form")


def test_the_start_page_changes_the_answer_and_keeps_the_rest(her: Browser) -> None:
    her.fill(until="links")
    her.answer("device", device="watched")
    assert "Before you go on" in her.see("/form")
    her.answer("advice")
    assert re.search(r'value="no"[^>]*aria-current', her.see("/form"))


@pytest.mark.parametrize("device", AT_RISK)
def test_b4_no_mailbox_can_be_chosen_where_someone_may_look(her: Browser, device: str) -> None:
    text = her.fill(until="contact", device={"device": device})
    assert "no mailbox can be chosen" in text
    assert 'name="email"' not in text


@pytest.mark.parametrize("device", AT_RISK)
def test_b4_no_channel_is_saved_whatever_is_posted(her: Browser, device: str) -> None:
    her.fill(until="contact", device={"device": device})
    her.answer("contact", **MAIL)
    assert "Check your answers" not in her.see("/form")
    her.answer("contact")
    her.send("/form", her.last_page())
    assert Case.objects.get().safe_contact["channel"] == "none"


def test_b4_a_mailbox_chosen_before_is_dropped_with_a_changed_answer(her: Browser) -> None:
    her.fill(contact=MAIL)
    her.send("/form", {"page": "check", "go": "change:device"})
    her.answer("device", device="watched")
    her.answer("advice")
    assert "How we stay in touch" in her.see("/form")


@pytest.mark.parametrize(("device", "staged"), [("safe", False), ("unsure", True), ("watched", True)])
def test_a_report_from_a_device_at_risk_waits_for_her_word(her: Browser, device: str, staged: bool) -> None:
    her.report(device={"device": device})
    case = Case.objects.get()
    assert (case.device, case.staged) == (device, staged)


@pytest.mark.parametrize("harm", Case.Harm.values)
def test_a5_what_happened_is_kept(her: Browser, harm: str) -> None:
    her.report(harm={"harm": harm})
    assert Case.objects.get().harm == harm


def test_a5_what_happened_can_be_skipped(her: Browser) -> None:
    her.fill(until="harm")
    her.answer("harm", go="skip")
    assert "Where do you live?" in her.see("/form")


@pytest.mark.parametrize(("harm", "made"), [("forgery", "forgery"), ("shared", "unsure")])
def test_a5_a_fake_presets_how_it_was_made(her: Browser, harm: str, made: str) -> None:
    her.report(harm={"harm": harm}, pictures={"made": ""})
    assert Depiction.objects.get().made == made


def test_a5_the_preset_is_ticked_on_the_page(her: Browser) -> None:
    text = her.fill(until="pictures", harm={"harm": "forgery"})
    assert re.search(r'name="made" value="forgery"[^>]*checked', text)


def test_a10_a_threat_needs_no_link(her: Browser) -> None:
    her.report(harm={"harm": "threat"}, links={"links": ""})
    assert Case.objects.get().waits_for_link
    assert not Location.objects.exists()


def test_a10_everything_else_needs_one_or_her_word_that_there_is_none(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links="")
    text = her.see("/form")
    assert "Where are the pictures?" in text
    assert text.count("Nothing is online yet, or I have no link") == 3  # the summary, the field, the button


@pytest.mark.parametrize("harm", [harm for harm in Case.Harm.values if harm != "threat"])
def test_a10_whatever_happened_she_may_go_on_without_a_link(her: Browser, harm: str) -> None:
    told = {"harm": {"harm": harm}, "links": {"links": "", "nowhere": "1"}}
    assert "Nothing is online yet, or I have no link" in her.fill(**told)
    answer = her.send("/form", her.last_page())
    assert "We know of no link yet" in answer.content.decode()
    case = Case.objects.get()
    assert case.waits_for_link
    affirmed = {each["key"] for each in case.statements["affirmed"]}
    assert affirmed & {"no_consent", "threat", "no_leave"} == {
        "no_consent" if harm == "shared" else "no_leave"
    }


def test_a10_without_what_happened_she_may_go_on_too(her: Browser) -> None:
    her.fill(until="harm")
    her.answer("harm", go="skip")
    her.answer("place")
    her.answer("links", links="", nowhere="1")
    assert "What do the pictures show?" in her.see("/form")


def test_a10_words_in_the_field_are_read_whatever_she_presses(her: Browser) -> None:
    her.fill(until="links")
    her.answer("links", links="It is in his chat somewhere", nowhere="1")
    text = her.see("/form")
    assert "Where are the pictures?" in text
    assert "It is in his chat somewhere" in text
    her.answer("links", links="photoline.test/p/1", nowhere="1")
    for page in ("pictures", "whom"):
        her.answer(page)
    assert "they were shared without consent" in her.see("/form")


def test_a10_a_threat_is_not_read_back_what_nobody_asked(her: Browser) -> None:
    """No facts about sharing, and no count of links where there are none."""
    pictures = her.fill(until="pictures", harm={"harm": "threat"}, links={"links": ""})
    assert "0 links" not in pictures
    assert "Why we ask for facts" not in pictures
    untold = her.fill(harm={"harm": "threat"}, links={"links": ""}, pictures={"facts": ""})
    assert "What shows that it was not agreed to" not in untold


def test_a_fact_told_with_a_threat_is_shown_before_it_is_sent(her: Browser) -> None:
    """Told while another answer stood, perhaps: nothing is sent that she cannot see."""
    assert "I said no." in her.fill(until="check", harm={"harm": "threat"}, pictures={"facts": "I said no."})


def test_a10_the_links_of_a_threat_can_be_left_empty(her: Browser) -> None:
    text = her.fill(until="links", harm={"harm": "threat"})
    assert "Is anything online yet?" in text
    her.answer("links", links="")
    assert "What do the pictures show?" in her.see("/form")


def test_the_young_are_not_asked_what_happened(her: Browser) -> None:
    her.answer("age", under_18="yes")
    assert "There is help made for you" in her.see("/form")


def test_v15_a_first_question_without_an_answer_asks_again(her: Browser) -> None:
    her.send("/form", {"page": "device"})
    assert "You can say that you are not sure." in her.see("/form")
    assert Visit.objects.count() == 1
