"""A notice is complete, or the gap has a name; no JSON makes the check fail."""

from __future__ import annotations

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.rules import regime, wording
from cases.rules.regime import all_regimes
from cases.rules.validity import Missing, missing
from tests.papers import ALL, notice

patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
OFFERED = [each for each in all_regimes().values() if each.enabled and wording.has_block(each.code)]
PATHS = [
    pytest.param(law, element, path, id=f"{law.code}-{element.key}-{path}")
    for law in all_regimes().values()
    if law.enabled
    for element in law.elements
    if element.required
    for path in element.paths
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
PLACES = st.dictionaries(
    st.sampled_from(
        ["items", "blocks", "signature", "contact", "sender", "authority", "standing", "regimes"]
    ),
    JSON,
)


def whole(law):
    """A notice with something at every place the regime looks at."""
    paper = notice(law.code) if wording.has_block(law.code) else notice("policy-only")
    for element in law.elements:
        for path in element.paths:
            fill(paper, law.code, path)
    return paper


def fill(paper, code, path, value="something"):
    if path.startswith("items[]."):
        for item in paper["items"]:
            item[path.removeprefix("items[].")] = item[path.removeprefix("items[].")] or value
    elif path.startswith("block."):
        sentences = paper["blocks"].setdefault(code, {"sentences": {}})["sentences"]
        sentences.setdefault(path.removeprefix("block."), value)
    elif path != "standing":
        part, _, key = path.partition(".")
        paper[part][key] = paper[part][key] or value


def empty(paper, code, path):
    if path.startswith("items[]."):
        paper["items"][0][path.removeprefix("items[].")] = ""
    elif path.startswith("block."):
        del paper["blocks"][code]["sentences"][path.removeprefix("block.")]
    elif path == "standing":
        paper["standing"] = ""
    else:
        part, _, key = path.partition(".")
        paper[part][key] = ""


@pytest.mark.parametrize("law", OFFERED, ids=lambda law: law.code)
@pytest.mark.parametrize("standing", wording.STANDINGS)
def test_a_letter_in_our_words_lacks_nothing(law, standing):
    assert missing(law, notice(law.code, standing=standing)) == []


@pytest.mark.parametrize(("law", "element", "path"), PATHS)
def test_it_names_any_one_element_that_is_taken_away(law, element, path):
    paper = whole(law)
    assert missing(law, paper) == []
    empty(paper, law.code, path)
    assert [each.key for each in missing(law, paper)].count(element.key) == 1


@pytest.mark.parametrize("law", OFFERED, ids=lambda law: law.code)
def test_one_letter_under_four_laws_satisfies_each(law):
    codes = [law.code, *(each for each in ("us-tida", "uk-osa-u2u", "eu-dsa-16") if each != law.code)]
    assert missing(law, notice(*codes)) == []


@pytest.mark.parametrize("law", OFFERED, ids=lambda law: law.code)
def test_a_block_of_another_regime_does_not_count(law):
    paper = notice(law.code)
    sentences = [each.key for each in law.elements if each.required and each.is_sentence]
    paper["blocks"] = {"other": paper["blocks"][law.code]}
    assert {each.key for each in missing(law, paper)} >= set(sentences)


def test_it_says_which_item_lacks_its_address():
    paper = notice("us-tida")
    paper["items"][1]["url"] = " "
    (gap,) = missing(regime.get("us-tida"), paper)
    assert (gap.key, gap.item) == ("identification_and_location", 2)


def test_it_counts_items_by_place_if_they_have_no_number():
    paper = notice("us-tida")
    paper["items"] = [{"url": "https://clipshare.test/1"}, {}]
    assert [each.item for each in missing(regime.get("us-tida"), paper)] == [2]


def test_a_notice_without_items_lacks_their_addresses_once():
    paper = notice("us-tida") | {"items": []}
    assert [each.item for each in missing(regime.get("us-tida"), paper)] == [None]


@pytest.mark.parametrize("blank", ["", "   ", "—", "...", "\u200b", None, 0, [], {}, True])
def test_a_blank_is_no_answer(blank):
    paper = notice("us-tida")
    paper["signature"]["name"] = blank
    assert [each.key for each in missing(regime.get("us-tida"), paper)] == ["signature"]


@pytest.mark.parametrize("name", ["Aña", "李", "علي", "7"])
def test_a_name_in_any_script_is_an_answer(name):
    paper = notice("us-tida")
    paper["signature"]["name"] = name
    assert missing(regime.get("us-tida"), paper) == []


def test_a_standing_the_law_does_not_know_is_missing():
    paper = notice("uk-osa-u2u") | {"standing": "friend"}
    assert [each.key for each in missing(regime.get("uk-osa-u2u"), paper)] == ["declares_standing"]


def test_somebody_who_acts_for_herself_needs_no_authority():
    paper = notice("uk-gdpr-17", standing="subject")
    paper["authority"]["type"] = ""
    assert missing(regime.get("uk-gdpr-17"), paper) == []


def test_somebody_who_acts_for_another_needs_authority():
    paper = notice("uk-gdpr-17")
    paper["authority"]["type"] = ""
    assert [each.key for each in missing(regime.get("uk-gdpr-17"), paper)] == ["authority_if_agent"]


def test_an_element_that_is_not_required_is_never_missing():
    assert "regulations" not in {each.key for each in missing(regime.get("uk-osa-u2u"), {})}


def test_what_nobody_affirmed_is_missing():
    paper = notice("us-tida", affirmed=[each for each in ALL if each != "no_consent"])
    assert [each.key for each in missing(regime.get("us-tida"), paper)] == ["good_faith_statement"]


def test_facts_nobody_gave_are_missing():
    assert [each.key for each in missing(regime.get("us-tida"), notice("us-tida", facts=""))] == [
        "relevant_information"
    ]


def test_a_gap_carries_the_words_for_the_caseworker():
    gap = missing(regime.get("us-tida"), notice("us-tida", facts=""))[0]
    assert gap == Missing("us-tida", "relevant_information", "Why it was shared without consent", None)


def test_the_gaps_come_in_the_order_of_the_law():
    law = regime.get("us-tida")
    assert [each.key for each in missing(law, {})] == [each.key for each in law.elements if each.required]


def test_it_leaves_the_notice_as_it_was():
    paper = notice("us-tida")
    before = copy.deepcopy(paper)
    missing(regime.get("us-tida"), paper)
    assert paper == before


@patient
@given(paper=PLACES)
def test_no_json_makes_it_fail(paper):
    for law in all_regimes().values():
        assert isinstance(missing(law, paper), list)


@patient
@given(paper=JSON)
def test_not_even_json_that_is_no_object_makes_it_fail(paper):
    assert missing(regime.get("us-tida"), paper) or not paper
