"""What a letter may not claim, promise or carry along."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.rules import regime
from cases.rules.lint import Finding, blocked
from tests.papers import AT, letter, notice
from tests.rules.letters import describing, rules, saying, telling
from tests.rules.test_validity import JSON

patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
HOURS = regime.get("us-tida").version_at(AT).hours


@pytest.mark.parametrize("place", ["", "sender", "signature", "earlier"])
def test_it_blocks_keys_that_are_not_part_of_a_notice(place):
    paper = notice() | {"earlier": {}}
    (paper[place] if place else paper)["author"] = "x"
    assert Finding("metadata", f"{place}.author".lstrip("."), "This key is not part of a notice.") in blocked(
        paper
    )


def test_it_blocks_keys_an_item_does_not_have():
    paper = notice()
    paper["items"][1]["gps"] = "51.5"
    assert "metadata" in rules(paper)


@pytest.mark.parametrize("text", ["/home/bo/case.txt", "C:\\cases\\1", "file:x", "EXIF data"])
def test_it_blocks_local_paths_and_picture_data(text):
    assert "metadata" in rules(describing(text))


@pytest.mark.parametrize("text", ["infringing copy", "under the DMCA", "copyrighted", "17 U.S.C. 512(c)"])
def test_it_blocks_a_claim_of_copyright(text):
    assert "copyright" in rules(telling(text))


def test_a_copyright_notice_may_claim_copyright():
    paper = telling("My copyrighted photograph")
    paper["regimes"] = ["us-dmca-512"]
    assert "copyright" not in rules(paper)


@pytest.mark.parametrize(
    "text", ["our attorneys", "I am a solicitor", "law firm", "by order of the court", "we are the police"]
)
def test_it_blocks_posing_as_lawyer_or_authority(text):
    assert "posing" in rules(saying("good_faith_statement", text))


def test_it_blocks_a_lawyers_title_in_the_signature():
    paper = notice()
    paper["signature"]["role"] = "Attorney"
    assert "posing" in rules(paper)


def test_an_authority_of_the_kind_attorney_is_no_pose():
    paper = notice()
    paper["authority"]["type"] = "attorney"
    assert blocked(paper) == []


@pytest.mark.parametrize(
    "text", ["You have broken the law.", "You are in violation of it.", "you violated the law"]
)
def test_it_blocks_a_verdict(text):
    assert "verdict" in rules(saying("good_faith_statement", text))


@pytest.mark.parametrize(
    "text", ["remove all identical copies", "any copy", "prevent future re-uploads", "stay-down"]
)
def test_it_blocks_what_the_law_does_not_promise_about_copies(text):
    paper = notice()
    paper["asks"][1] = text
    assert rules(paper) == {"copies"}


@pytest.mark.parametrize(
    "text", [f"within {HOURS // 2} hours", "within 24-hours", "not later than two days", "in one week"]
)
def test_it_blocks_a_period_the_law_does_not_give(text):
    paper = notice()
    paper["asks"][0] = f"remove it {text}"
    assert rules(paper) == {"deadline"}


@pytest.mark.parametrize("text", [f"within {HOURS} hours", "within forty-eight hours"])
def test_the_period_of_the_law_may_be_named(text):
    paper = notice()
    paper["asks"][0] = f"remove it {text}"
    assert blocked(paper) == []


def test_the_period_of_another_law_may_not():
    paper = notice("eu-dsa-16")
    paper["asks"][0] = f"remove it within {HOURS} hours"
    assert rules(paper) == {"deadline"}


def test_a_period_we_do_not_claim_may_not_be_named():
    hours = regime.get("uk-osa-search").version_at(AT).hours
    assert rules(saying("opening", f"You have {hours} hours.", "uk-osa-search")) == {"deadline"}


def test_a_period_of_an_older_version_may_not_be_named():
    older, current = (version.hours for version in regime.get("in-it-3-2-b").versions)
    assert rules(saying("period", f"Act within {older} hours.", "in-it-3-2-b")) == {"deadline"}
    assert blocked(saying("period", f"Act within {current} hours.", "in-it-3-2-b")) == []


def test_the_older_version_may_be_named_while_it_is_in_force():
    older = regime.get("in-it-3-2-b").versions[0].hours
    paper = saying("period", f"Act within {older} hours.", "in-it-3-2-b") | {"date": "2026-01-10T10:00:00Z"}
    paper["asks"] = []
    assert blocked(paper) == []


@pytest.mark.parametrize(
    "text", ["by 25 November", "before Friday", "until tomorrow", "no later than 2026-11-25", "by May 3"]
)
def test_it_blocks_a_date_to_act_by(text):
    paper = notice()
    paper["asks"][0] = f"remove it {text}"
    assert rules(paper) == {"deadline"}


def test_how_long_it_was_up_is_a_fact_and_no_deadline():
    assert blocked(telling("It was up for three days and copied after two hours")) == []


def test_a_deadline_hidden_in_the_facts_is_still_one():
    assert rules(telling("Remove it within 12 hours")) == {"deadline"}


def test_it_blocks_a_file_pasted_as_text():
    assert "base64" in rules(telling("A" * 1001))
    assert "base64" not in rules(telling("A" * 999))


def test_a_long_address_is_no_file():
    paper = notice()
    paper["items"][0]["url"] = "https://clipshare.test/" + "a" * 1977
    assert blocked(paper) == []


def test_each_finding_says_where_it_stands():
    (found,) = blocked(saying("relevant_information", "our attorney"))
    assert found.where == "blocks.us-tida.sentences.relevant_information"
    assert found.text == "Says “attorney”: a notice must not claim to come from a lawyer or an authority."


def test_json_nested_deeper_than_calls_is_read():
    deep = "<script>"
    for _ in range(5000):
        deep = [deep]
    assert "link" in rules({"x": deep})


@patient
@given(paper=st.dictionaries(st.sampled_from([*letter().to_json()]), JSON))
def test_no_json_makes_it_fail(paper):
    assert isinstance(blocked(paper, private=["Ana"], elsewhere=[1]), list)


@patient
@given(paper=JSON)
def test_not_even_json_that_is_no_object_makes_it_fail(paper):
    assert blocked(paper) == [] or isinstance(paper, dict)
