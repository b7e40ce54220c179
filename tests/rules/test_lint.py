"""What must never leave in a notice blocks it; our own words never do."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from cases.rules import regime, wording
from cases.rules.lint import Finding, blocked
from tests.papers import AT, notice
from tests.rules.letters import describing, rules, telling
from tests.rules.test_validity import OFFERED

patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
HOURS = regime.get("us-tida").version_at(AT).hours


@pytest.mark.parametrize("law", OFFERED, ids=lambda law: law.code)
@pytest.mark.parametrize("standing", wording.STANDINGS)
def test_a_letter_in_our_words_is_clean(law, standing):
    assert blocked(notice(law.code, standing=standing)) == []


def test_a_letter_under_all_our_laws_is_clean():
    assert blocked(notice(*(law.code for law in OFFERED))) == []


@pytest.mark.parametrize("variant", ["chaser", "reappearance", "withdrawal", "summary"])
def test_every_kind_of_letter_is_clean(variant):
    assert blocked(notice("us-tida", "uk-osa-u2u", variant=variant)) == []


@pytest.mark.parametrize(
    "text",
    ["data:image/png;base64,iVBOR", "DATA: video/mp4;x", "IMG_2041.jpg", "see photo (1).PNG", "![it](x)"],
)
def test_it_blocks_a_picture_or_its_file_name(text):
    assert "image" in rules(describing(text))


def test_it_blocks_a_picture_in_the_place_of_an_address():
    paper = notice()
    paper["items"][0]["url"] = "data:image/png;base64,iVBORw0KGgo="
    assert rules(paper) == {"image"}


def test_an_address_that_ends_like_a_picture_is_an_address():
    paper = notice()
    paper["items"][0]["url"] = "https://clipshare.test/i/4.jpg"
    assert blocked(paper) == []


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "ftp://clipshare.test/a", "clipshare"]
)
def test_it_blocks_an_address_that_is_not_on_the_web(url):
    paper = notice()
    paper["items"][0]["url"] = url
    assert rules(paper) == {"link"}


def test_an_empty_address_is_missing_rather_than_blocked():
    paper = notice()
    paper["items"][0]["url"] = ""
    assert blocked(paper) == []


@pytest.mark.parametrize("name", ["Ana Pereira", "ana  PEREIRA", "Ana\nPereira", "Ａｎａ Pereira"])
def test_it_blocks_a_private_name_however_it_is_written(name):
    assert "private" in rules(telling(f"It shows {name} at home"), private=["Ana Pereira"])


def test_it_finds_a_private_word_only_as_a_whole_word():
    assert rules(describing("Banana on a table"), private=["Ana"]) == set()


def test_it_does_not_repeat_the_private_word():
    found = blocked(describing("It is Ana"), private=["Ana"])
    assert "Ana" not in found[0].text


@pytest.mark.parametrize("place", [("signature", "name"), ("recipient", "name"), ("sender", "address")])
def test_it_looks_for_private_words_everywhere(place):
    paper = notice()
    paper[place[0]][place[1]] = "c/o Ana Pereira"
    assert "private" in rules(paper, private=["Ana Pereira"])


def test_she_may_sign_with_her_own_name():
    paper = notice(standing="subject")
    paper["signature"]["name"] = "Ana Pereira"
    assert blocked(paper, private=["Ana Pereira"]) == []


def test_her_name_stays_out_of_the_rest_even_if_she_signs():
    paper = notice(standing="subject", facts="Ana Pereira never agreed")
    assert "private" in rules(paper, private=["Ana Pereira"])


def test_an_exact_address_may_hold_a_private_word():
    paper = notice()
    paper["items"][0]["url"] = "https://clipshare.test/ana-pereira"
    assert blocked(paper, private=["Ana", "Pereira"]) == []


@pytest.mark.parametrize("nothing", [[""], ["  "], []])
def test_an_empty_private_word_matches_nothing(nothing):
    assert blocked(notice(), private=nothing) == []


@pytest.mark.parametrize("text", ["write to ana@person.test", "call +44 1632 960 143", "0163 296 0143"])
def test_it_blocks_a_contact_detail_in_free_text(text):
    assert "private" in rules(describing(text))


def test_a_time_code_is_no_telephone_number():
    assert blocked(describing("00:14:02 to 01:02:55, part 12 of 30")) == []


@pytest.mark.parametrize("text", ["her breasts", "a PENIS", "oral sex", "masturbating"])
def test_it_blocks_more_description_than_the_platform_needs(text):
    assert rules(describing(text)) == {"explicit"}


@pytest.mark.parametrize(
    "text", ["Adult, partly nude, in a bathroom", "Adult, analysis of a cockpit", "dark hair"]
)
def test_it_lets_a_neutral_description_pass(text):
    assert blocked(describing(text)) == []


@pytest.mark.parametrize(
    "text", ["posted by my ex", "Her husband did it", "since we broke up", "her ex-boyfriend"]
)
def test_it_blocks_who_did_it_and_what_was_between_them(text):
    assert rules(telling(text)) == {"history"}


@pytest.mark.parametrize("text", ["born on 3 May", "she is 24 years old", "aged 31", "DOB 1999"])
def test_it_blocks_age_and_birth(text):
    assert "born" in rules(telling(text))


def test_it_blocks_items_on_another_platform():
    assert blocked(notice(), elsewhere=[2]) == [
        Finding("address", "items[2].url", "This item is not on the recipient's platform.")
    ]


@pytest.mark.parametrize(
    "text", ["also at https://other.test/1", "hxxps[:]//other.test", "www.other.test", "other.test/v/1"]
)
def test_it_blocks_an_address_in_free_text(text):
    assert "address" in rules(telling(text))


def test_the_platforms_own_form_may_be_an_address():
    paper = notice()
    paper["recipient"]["address"] = "https://clipshare.test/report"
    assert blocked(paper) == []


@pytest.mark.parametrize(
    "text", ["<b>bold</b>", "<script>", "</p>", "[x](y)", "a href=x", "url(x)", "@import x"]
)
def test_it_blocks_markup_and_live_links(text):
    assert "link" in rules(describing(text))


@pytest.mark.parametrize("text", ["a < b and c > d", "3<4", "I <3 it"])
def test_a_lone_angle_bracket_is_no_markup(text):
    assert "link" not in rules(describing(text))


def test_it_blocks_markup_in_the_names_as_well():
    paper = notice()
    paper["sender"]["organisation"] = "<img src=x>"
    assert {"image", "link"} <= rules(paper)


@pytest.mark.parametrize(
    "text",
    ["She works at Example Ltd", "Her school saw it", "They live at 12 High Street", "his sister found it",
     "her other username is ana_x"],
)  # fmt: skip
def test_the_persons_life_is_no_part_of_it(text):
    assert rules(describing(text)) == {"life"} == rules(telling(text))


@pytest.mark.parametrize(
    "text", ["This breaks the law", "You violated federal law", "in breach, breaching UK law"]
)
def test_what_the_law_makes_of_it_is_for_others(text):
    assert "verdict" in rules(telling(text))


@pytest.mark.parametrize("text", ["Remove it by Friday", "delete this in the next 3 days"])
def test_her_own_words_set_no_date_either(text):
    assert rules(telling(text)) == {"deadline"}


@pytest.mark.parametrize("text", ["It was posted before 3 November", "Posted by Friday it had spread"])
def test_when_it_was_posted_is_no_deadline(text):
    assert rules(telling(text)) == set()
