"""The words of the letters: who speaks, what is claimed, which period is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cases.documents import Signature
from cases.rules import frame, regime, wording
from tests.papers import ALL, AT, letter, notice

PLATFORM_REGIMES = [code for code in regime.all_regimes() if wording.has_block(code)]
OFFERED = [
    each.code for each in regime.all_regimes().values() if each.enabled and each.addressed_to == "platform"
]


def block(code: str, **changes: object) -> dict[str, str]:
    given = {"standing": "acting_on_behalf", "affirmed": ALL, "at": AT, "relevant_information": "Facts"}
    return wording.compose(code, **{**given, **changes})["sentences"]  # type: ignore[arg-type]


def said(code: str, **changes: object) -> str:
    return " ".join(block(code, **changes).values())


def test_it_has_words_for_every_regime_we_offer_to_platforms():
    assert set(OFFERED) <= set(PLATFORM_REGIMES)


@pytest.mark.parametrize("code", PLATFORM_REGIMES)
def test_it_says_each_sentence_a_regime_requires(code):
    paths = {path for each in regime.get(code).elements if each.required for path in each.paths}
    sentences = {path.removeprefix("block.") for path in paths if path.startswith("block.")}
    assert sentences <= set(wording.sentence_keys(code))


@pytest.mark.parametrize("code", PLATFORM_REGIMES)
def test_it_writes_no_number_of_hours_itself(code):
    texts = str(wording.texts()["regimes"][code])
    assert not any(f"{hours} hours" in texts or f"{hours}h" in texts for hours in (2, 24, 48, 72))


def test_the_us_block_speaks_for_the_individual():
    assert block("us-tida")["good_faith_statement"].startswith("The individual has a good faith belief")


def test_the_us_block_speaks_in_her_own_name_when_she_signs():
    sentence = block("us-tida", standing="subject")["good_faith_statement"]
    assert sentence.startswith("I, the identifiable individual, have a good faith belief")


def test_the_uk_block_lets_the_reporter_declare():
    assert "I declare that the content" in block("uk-osa-u2u")["declares_intimate_image_content"]


@pytest.mark.parametrize(
    ("standing", "words"),
    [("acting_on_behalf", "on behalf of the subject"), ("subject", "as the subject of the content")],
)
def test_the_uk_block_names_the_standing(standing, words):
    assert words in block("uk-osa-u2u", standing=standing)["declares_standing"]


def test_the_us_block_spells_as_its_statute_does():
    assert "authorized person" in block("us-tida")["opening"]


@pytest.mark.parametrize(
    ("codes", "spelling"), [(("us-tida", "uk-osa-u2u"), "authorized"), (("uk-osa-u2u",), "authorised")]
)
def test_the_signature_spells_as_the_law_that_asks_for_it(codes, spelling):
    assert wording.capacity(codes, standing="acting_on_behalf").startswith(f"{spelling} person")


@pytest.mark.parametrize(
    ("code", "key", "statement"),
    [
        ("us-tida", "good_faith_statement", "no_consent"),
        ("uk-osa-u2u", "declares_intimate_image_content", "intimate"),
        ("uk-osa-u2u", "declares_standing", "standing"),
        ("uk-osa-u2u", "declares_truth", "truth"),
        ("eu-dsa-16", "good_faith_accuracy", "truth"),
        ("eu-dsa-16", "substantiated_reasons", "no_consent"),
        ("nz-hdca-24", "why_unlawful_or_harmful", "no_consent"),
    ],
)
def test_it_claims_nothing_the_person_has_not_affirmed(code, key, statement):
    assert key in block(code)
    assert key not in block(code, affirmed=[each for each in ALL if each != statement])


def test_every_statement_it_waits_for_is_one_a_person_can_make():
    needed = {
        sentence.get("needs", "")
        for law in wording.texts()["regimes"].values()
        for sentence in law["sentences"]
    }
    assert needed - {""} <= set(wording.statements())


def test_it_leaves_out_facts_nobody_gave():
    assert "relevant_information" not in block("us-tida", relevant_information="  ")


@pytest.mark.parametrize(
    ("given", "printed"), [("It was\n shared", "It was shared."), ("Was it?", "Was it?")]
)
def test_it_prints_facts_as_one_closed_sentence(given, printed):
    assert block("us-tida", relevant_information=given)["relevant_information"] == printed


def test_facts_with_braces_stay_as_they_are():
    assert block("us-tida", relevant_information="{period}")["relevant_information"] == "{period}."


def test_india_says_what_kind_of_content_only_when_told():
    assert "content_kind" not in block("in-it-3-2-b")
    chosen = block("in-it-3-2-b", choices={"content_kind": "impersonation_or_morphed"})
    assert "artificially morphed" in chosen["content_kind"]


def test_an_unknown_choice_is_left_out():
    assert "content_kind" not in block("in-it-3-2-b", choices={"content_kind": "other"})


@pytest.mark.parametrize("code", ["in-it-3-2-b", "uk-gdpr-17", "eu-gdpr-17"])
def test_every_choice_of_a_regime_has_its_sentence(code):
    law = regime.get(code)
    for element in law.elements:
        for value in element.values if element.is_sentence else ():
            assert element.key in block(code, choices={element.key: value}), value


def test_the_erasure_request_names_unlawful_processing_by_default():
    assert "Article 17(1)(d)" in block("uk-gdpr-17")["legal_ground"]


def test_the_erasure_request_tells_since_when_we_may_act():
    granted = block("eu-gdpr-17", authority_granted=datetime(2026, 11, 3, tzinfo=UTC))
    assert "given on 3 November 2026" in granted["authority"]
    assert "authority" not in block("eu-gdpr-17")


def test_new_zealand_never_agrees_to_disclosure():
    assert (
        "does not consent to the release" in block("nz-hdca-24", affirmed=())["consent_to_disclose_identity"]
    )


def test_a_period_in_a_block_comes_from_the_law_in_force():
    before = datetime(2026, 2, 1, tzinfo=UTC)
    hours = {version.hours for version in regime.get("in-it-3-2-b").versions}
    assert len(hours) == 2
    assert block("in-it-3-2-b")["period"] != block("in-it-3-2-b", at=before)["period"]


def test_the_search_report_claims_no_hours():
    assert "hour" not in said("uk-osa-search")
    assert not any("hour" in ask for ask in wording.asks(["uk-osa-search"], at=AT))


def test_it_asks_a_search_service_to_take_results_out():
    assert "from your search results" in wording.asks(["uk-osa-search"], at=AT)[0]


@pytest.mark.parametrize("code", ["eu-dsa-16", "policy-only", "nz-hdca-24"])
def test_it_sets_no_removal_period_where_the_law_sets_none(code):
    assert wording.asks([code], at=AT)[0].endswith("as soon as possible")


def test_it_asks_for_removal_within_the_period_of_the_law():
    hours = regime.get("us-tida").version_at(AT).period
    assert f"not later than {hours} after you receive this request" in wording.asks(["us-tida"], at=AT)[0]


def test_it_names_no_period_before_the_law_is_in_force():
    early = datetime(2026, 1, 1, tzinfo=UTC)
    assert wording.asks(["us-tida"], at=early)[0].endswith("as soon as possible")


def test_one_period_of_two_laws_is_said_once():
    ask = wording.asks(["us-tida", "uk-osa-u2u"], at=AT)[0]
    assert ask.count("hours") == 1
    assert "(" not in ask


def test_different_periods_are_told_apart_by_place():
    ask = wording.asks(["us-tida", "in-it-3-2-b"], at=AT)[0]
    assert "(United States)" in ask
    assert "two hours (India)" in ask


def test_a_month_for_erasure_is_no_period_for_removal():
    assert "month" not in wording.asks(["us-tida", "uk-gdpr-17"], at=AT)[0]


def test_erasure_alone_is_asked_for_within_its_month():
    assert wording.asks(["uk-gdpr-17"], at=AT)[0].startswith("erase each item")
    assert "one month" in wording.asks(["uk-gdpr-17"], at=AT)[0]


def test_it_asks_for_copies_as_each_law_puts_it():
    copies = wording.asks(["us-tida", "uk-osa-u2u"], at=AT)[1]
    assert "identical copies known to you" in copies
    assert "the same or substantially the same" in copies


def test_it_asks_for_no_copies_where_no_law_reaches_them():
    assert not any("copies" in ask for ask in wording.asks(["eu-dsa-16"], at=AT))


@pytest.mark.parametrize("variant", ["withdrawal", "summary"])
def test_some_letters_ask_for_nothing(variant):
    assert wording.asks(["us-tida"], at=AT, variant=variant) == []


def test_a_chaser_sets_no_new_period():
    assert not any("not later than" in ask for ask in wording.asks(["us-tida"], at=AT, variant="chaser"))


@pytest.mark.parametrize(
    ("count", "words"), [(0, "no"), (1, "one"), (20, "twenty"), (21, "21"), (1000, "1,000")]
)
def test_it_writes_small_counts_in_words(count, words):
    assert wording.in_words(count) == words


def test_the_texts_have_a_version():
    assert wording.version() >= 2


@pytest.mark.parametrize(
    "state", ["reported", "live", "claimed_removed", "removed", "unclear", "out_of_reach"]
)
def test_an_outcome_without_an_instant_claims_no_look(state):
    assert wording.outcome(state, at=None) in ("Not checked", "Could not be checked")


def test_an_outcome_says_when_it_was_seen():
    assert wording.outcome("removed", at=AT) == "Removed, seen on 23 November 2026, 10:00 UTC"
    assert wording.outcome("claimed_removed", at=AT).endswith("not confirmed")


def test_the_opening_counts_the_items_in_words():
    assert "in two items on your service" in frame.frame(notice()).paragraphs[0]


def test_the_opening_speaks_in_her_name_when_she_signs():
    assert (
        frame.frame(notice(standing="subject")).paragraphs[0].startswith("I am shown, or appear to be shown")
    )


def test_the_asks_end_like_one_sentence():
    asks = frame.frame(notice()).asks
    assert [ask[-1] for ask in asks] == [";", ";", "."]


def test_it_asks_not_to_contact_the_person_only_when_we_stand_between():
    assert "do not contact the person" in frame.frame(notice()).contact
    assert "do not contact" not in frame.frame(notice(standing="subject")).contact


def test_it_says_when_it_was_signed_to_the_second():
    assert frame.frame(notice()).signed.endswith("on 23 November 2026 at 09:55:00 UTC")


def test_the_signers_line_begins_like_a_sentence():
    alone = notice(standing="subject")
    alone["signature"]["role"] = ""
    assert frame.frame(alone).role == "The identifiable individual"


def test_a_draft_says_who_will_sign_and_that_the_date_comes_later():
    unsigned = letter(date=None, signature=Signature("Dana Whitfield")).to_json()
    told = frame.frame(unsigned, draft=True)
    assert told.signed == "Signed by Dana Whitfield when approved"
    assert told.date == "set when sent"


def test_an_unsigned_letter_that_is_no_draft_claims_no_signature():
    unsigned = letter(signature=Signature("Dana Whitfield")).to_json()
    assert frame.frame(unsigned).signed == ""


def test_it_names_items_that_show_the_same():
    assert "Items 1 and 2 show the same depiction." in frame.frame(notice(copies=((1, 2),))).annex_intro


def test_one_item_is_not_counted_from_to():
    one = notice(items=letter().items[:1])
    assert frame.frame(one).annex_end == "End of the annex. One item."
    assert frame.frame(one).annex_heading == "Annex: the item"
