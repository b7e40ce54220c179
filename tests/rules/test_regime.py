"""The seventeen regime files, as facts: a change here is a change of law and must be meant."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cases.rules import calendars, regime
from cases.rules.regime import UnknownRegime, all_regimes, get

AS_OF = datetime(2026, 11, 23, 12, tzinfo=UTC)
ENABLED = [each for each in all_regimes().values() if each.enabled]

# code, in force from, kind, hours, months, our own follow-up in hours, zone: law in force on 23 November 2026
FACTS = [
    (
        "us-tida",
        date(2026, 5, 19),
        "elapsed_hours",
        48,
        None,
        None,
        "America/New_York",
    ),  # 47 U.S.C. 223a(a)(3)
    ("uk-osa-u2u", date(2026, 6, 29), "elapsed_hours", 48, None, None, "Europe/London"),  # OSA s.10(3A)
    ("uk-osa-search", date(2026, 6, 29), "elapsed_hours", 48, None, None, "Europe/London"),  # OSA s.27
    ("uk-gdpr-17", date(2021, 1, 1), "calendar_months", None, 1, None, "Europe/London"),  # Art. 12(3)
    ("eu-gdpr-17", date(2018, 5, 25), "calendar_months", None, 1, None, "Europe/Brussels"),  # Art. 12(3)
    ("eu-dsa-16", date(2024, 2, 17), "none", None, None, 48, "Europe/Brussels"),  # DSA Art. 16(6)
    ("us-dmca-512", date(1998, 10, 28), "none", None, None, 72, "America/New_York"),  # 17 U.S.C. 512(c)
    ("au-osa-iba", date(2022, 1, 23), "elapsed_hours", 24, None, None, "Australia/Sydney"),  # OSA 2021 s.77
    ("in-it-3-2-b", date(2026, 2, 20), "elapsed_hours", 2, None, None, "Asia/Kolkata"),  # G.S.R. 120(E)
    ("nz-hdca-24", date(2015, 7, 3), "elapsed_hours", 48, None, None, "Pacific/Auckland"),  # HDCA s.24
    ("us-fl-836-13", date(2025, 12, 31), "elapsed_hours", 48, None, None, "America/New_York"),  # s.836.13(6)
    ("us-ca-22671", date(2025, 1, 1), "elapsed_hours", 48, None, None, "America/Los_Angeles"),  # SB 981
    ("us-tx-98b", date(2025, 9, 1), "elapsed_hours", 72, None, None, "America/Chicago"),  # SB 441
    ("kr-tba-22-5", date(2020, 12, 10), "none", None, None, 24, "Asia/Seoul"),  # art. 22-5
    ("sg-osra", date(2026, 6, 29), "none", None, None, None, "Asia/Singapore"),  # OSRA 2025
    ("ca-bc-iipa", date(2024, 1, 29), "none", None, None, None, "America/Vancouver"),  # IIPA
    ("policy-only", date(2000, 1, 1), "none", None, None, 48, "UTC"),
]


@pytest.mark.parametrize(("code", "first", "kind", "hours", "months", "follow_up", "zone"), FACTS)
def test_each_regime_says_what_its_law_says(
    code: str, first: date, kind: str, hours: int | None, months: int | None, follow_up: int | None, zone: str
) -> None:
    law = get(code)
    version = law.version_at(AS_OF)
    assert version is not None
    assert (version.in_force_from, version.kind, version.hours, version.months) == (
        first,
        kind,
        hours,
        months,
    )
    assert version.follow_up == (timedelta(hours=follow_up) if follow_up else None)
    assert str(law.zone) == zone


def test_there_are_exactly_these_regimes_in_the_order_of_their_codes() -> None:
    assert list(all_regimes()) == sorted(code for code, *_ in FACTS)


def test_only_what_a_lawyer_has_not_confirmed_is_switched_off() -> None:
    off = {each.code for each in all_regimes().values() if not each.enabled}
    assert off == {"us-dmca-512", "us-ca-22671", "us-tx-98b", "kr-tba-22-5"}


@pytest.mark.parametrize(
    ("code", "badge"),
    [
        ("us-tida", "US 48 h"),
        ("uk-osa-u2u", "UK 48 h"),
        ("uk-gdpr-17", "UK 1 month"),
        ("eu-dsa-16", "EU, no clock"),
        ("in-it-3-2-b", "India 2 h"),
        ("policy-only", "voluntary"),
    ],
)
def test_the_badge_is_built_from_the_newest_version(code: str, badge: str) -> None:
    assert get(code).short == badge


def test_a_version_is_named_by_its_code_and_first_day() -> None:
    assert [each.name for each in get("in-it-3-2-b").versions] == [
        "in-it-3-2-b/2021-02-25",
        "in-it-3-2-b/2026-02-20",
    ]


def test_the_version_is_picked_by_the_local_date_of_the_regime() -> None:
    law = get("uk-osa-u2u")
    assert law.version_at(datetime(2026, 6, 28, 22, 59, 59, tzinfo=UTC)) is None  # 23:59:59 BST
    assert law.version_at(datetime(2026, 6, 28, 23, 0, tzinfo=UTC)) is not None  # midnight BST


def test_the_american_act_begins_at_midnight_in_new_york() -> None:
    law = get("us-tida")
    assert law.version_at(datetime(2026, 5, 19, 3, 59, 59, tzinfo=UTC)) is None
    assert law.version_at(datetime(2026, 5, 19, 4, 0, tzinfo=UTC)) is not None


def test_india_changes_from_24_to_2_hours_at_midnight_in_kolkata() -> None:
    law = get("in-it-3-2-b")
    before, after = (law.version_at(datetime(2026, 2, 19, 18, minute, tzinfo=UTC)) for minute in (29, 30))
    assert before is not None and after is not None
    assert (before.hours, after.hours) == (24, 2)


def test_the_earlier_indian_version_is_marked_unconfirmed() -> None:
    assert [each.grade for each in get("in-it-3-2-b").versions] == ["M", "V2"]


def test_an_unknown_code_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownRegime, match=r"^There is no regime 'us-tide'; there are .*us-tida.*\.$"):
        get("us-tide")


@pytest.mark.parametrize("code", ["au-osa-iba", "sg-osra", "ca-bc-iipa"])
def test_what_a_regulator_starts_is_not_addressed_to_platforms(code: str) -> None:
    law = get(code)
    assert law.addressed_to == "regulator"
    assert law.starts_on in {"regulator_notice_given", "order_made"}


def test_only_the_american_process_laws_ask_for_the_platforms_own_form() -> None:
    asking = {each.code for each in ENABLED if each.requires_platform_process}
    assert asking == {"us-tida", "us-fl-836-13"}


def test_a_notice_claims_a_clock_only_where_a_confirmed_one_runs_from_our_request() -> None:
    for each in all_regimes().values():
        if each.claim_clock_in_notice:
            assert each.enabled
            assert each.starts_on == "request_received"
            assert all(version.kind != "none" for version in each.versions)
    assert not get("uk-osa-search").claim_clock_in_notice


def test_no_law_asks_for_an_identity_document_or_a_police_report() -> None:
    for code in ("us-tida", "uk-osa-u2u"):
        assert {"person_name", "identity_document", "police_report"} <= set(get(code).not_required)
    assert "signature" in get("uk-osa-u2u").not_required


def test_british_law_has_exactly_two_grounds_to_refuse() -> None:
    assert get("uk-osa-u2u").refusal_grounds == ("not_intimate_image_content", "reporter_without_standing")


def test_the_american_request_has_its_elements() -> None:
    assert [each.key for each in get("us-tida").elements] == [
        "in_writing",
        "signature",
        "identification_and_location",
        "good_faith_statement",
        "relevant_information",
        "contact",
    ]


def test_the_british_report_has_its_elements_and_one_that_is_not_required() -> None:
    elements = get("uk-osa-u2u").elements
    assert [each.key for each in elements if each.required] == [
        "declares_intimate_image_content",
        "declares_standing",
        "declares_good_faith",
        "declares_truth",
        "identification",
        "contact",
    ]
    assert [each.key for each in elements if not each.required] == ["regulations"]


def test_the_two_statements_of_good_faith_speak_for_different_people() -> None:
    speaks = {
        code: next(each.speaks_for for each in get(code).elements if "good_faith" in each.key)
        for code in ("us-tida", "uk-osa-u2u")
    }
    assert speaks == {"us-tida": "subject", "uk-osa-u2u": "reporter"}


@pytest.mark.parametrize("law", ENABLED, ids=lambda law: law.code)
def test_every_sentence_element_stands_under_its_own_key(law: regime.Regime) -> None:
    for each in law.elements:
        for path in each.paths:
            if path.startswith("block.") and path != "block.opening":
                assert path == f"block.{each.key}"


@pytest.mark.parametrize("law", ENABLED, ids=lambda law: law.code)
def test_every_enabled_regime_tells_a_caseworker_what_is_needed(law: regime.Regime) -> None:
    assert law.elements
    for each in law.elements:
        assert "_" not in each.label
        assert each.label[0].isupper()


@pytest.mark.parametrize(
    "law", [each for each in ENABLED if each.addressed_to == "platform"], ids=lambda law: law.code
)
def test_every_notice_to_a_platform_lists_each_address(law: regime.Regime) -> None:
    assert [each.where for each in law.elements if each.per_item] == ["items[].url"]


def test_authority_is_asked_only_of_someone_who_acts_for_the_person() -> None:
    for code in ("uk-gdpr-17", "eu-gdpr-17", "au-osa-iba"):
        authority = next(each for each in get(code).elements if each.key == "authority_if_agent")
        assert (authority.where, authority.unless) == ("authority.type", "subject")


def test_new_zealand_wants_name_telephone_address_and_email() -> None:
    complainant = get("nz-hdca-24").elements[0]
    assert set(complainant.paths) == {"contact.email", "signature.name", "contact.phone", "sender.address"}


def test_a_field_is_told_from_a_sentence() -> None:
    contact, intimate = get("uk-osa-u2u").elements[5], get("uk-osa-u2u").elements[0]
    assert not contact.is_sentence
    assert intimate.is_sentence


def test_every_regime_but_the_voluntary_one_names_its_sources() -> None:
    assert [each.code for each in all_regimes().values() if not each.sources] == ["policy-only"]


def test_every_source_has_a_public_address_or_a_description() -> None:
    for law in all_regimes().values():
        for source in law.sources:
            assert len(source.what) > 10
            assert "." in source.address or " " in source.address


def test_shared_steps_are_the_same_step_everywhere() -> None:
    offers = {each.step for law in all_regimes().values() for each in law.ladder if each.shared}
    assert offers == {"host_cdn_registrar", "search_deindex", "hash_block"}
    assert get("us-tida").ladder[3] is get("policy-only").ladder[0]


def test_the_american_ladder_is_in_order() -> None:
    steps = [(each.step, each.when) for each in get("us-tida").ladder]
    assert steps == [
        ("re_notice", timedelta(0)),
        ("legal_contact", timedelta(hours=2)),
        ("regulator", timedelta(hours=2)),
        ("host_cdn_registrar", timedelta(hours=24)),
        ("search_deindex", timedelta(0)),
        ("law_enforcement", "person_decides"),
        ("hash_block", "at_send"),
    ]


def test_the_police_are_never_a_timed_step() -> None:
    for law in all_regimes().values():
        for each in law.ladder:
            if each.step == "law_enforcement":
                assert each.when == "person_decides"


def test_copyright_law_names_what_must_come_first() -> None:
    assert get("us-dmca-512").preconditions == (
        "subject_is_author",
        "privacy_warning_accepted",
        "caseworker_override",
    )


def test_penalties_keep_their_amount_and_grade() -> None:
    assert get("us-tida").max_penalty.amount == 53088
    assert get("uk-osa-u2u").max_penalty.amount == 18_000_000
    assert get("uk-gdpr-17").max_penalty.grade == "M"


def test_every_calendar_a_regime_names_can_be_read() -> None:
    named = {each.calendar for each in all_regimes().values() if each.calendar}
    assert {calendars.get(each).name for each in named} == {"England and Wales", "European Union"}


def test_no_other_rule_names_the_hours_of_a_law() -> None:
    rules = Path(regime.__file__).parent
    for path in rules.glob("*.py"):
        assert not re.search(r"hours=(48|24|2|72)\b", path.read_text(encoding="utf-8")), path.name
