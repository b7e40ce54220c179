"""Which regimes a notice carries, by person, platform and date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cases.rules.applicability import TESTS, PlatformFacts, applicable
from cases.rules.regime import all_regimes
from cases.rules.watch import watch_list

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOCIAL = PlatformFacts("example-social", "social_network", "likely", "likely", "user_to_user")
SEARCH = PlatformFacts("example-search", "search_engine", "unlikely", "unlikely", "search")
HOSTING = PlatformFacts("example-host", "hosting", "unlikely", "unlikely", "none")
REGISTRAR = PlatformFacts("example-names", "registrar", "unlikely", "unlikely", "none")
UNKNOWN_SITE = PlatformFacts("", "", "unknown", "unknown", "unknown")


def _codes(
    person_in: str, platform: PlatformFacts = SOCIAL, altered: str = "no", at: datetime = NOW
) -> list[str]:
    return [each.code for each in applicable(person_in=person_in, platform=platform, altered=altered, at=at)]


def _strength(code: str, person_in: str, platform: PlatformFacts) -> str:
    found = applicable(person_in=person_in, platform=platform, altered="no", at=NOW)
    return next(each.strength for each in found if each.code == code)


def test_a_person_in_london_and_a_social_network_carry_four() -> None:
    assert _codes("GB") == ["us-tida", "uk-osa-u2u", "eu-dsa-16", "uk-gdpr-17"]


@pytest.mark.parametrize(("person_in", "codes"), [
    ("US", ["us-tida"]),
    ("EU", ["us-tida", "eu-dsa-16", "eu-gdpr-17"]),
    ("DE", ["us-tida", "eu-dsa-16", "eu-gdpr-17"]),
    ("NO", ["us-tida", "eu-dsa-16", "eu-gdpr-17"]),  # EEA
    ("CH", ["us-tida"]),
    ("IN", ["us-tida", "in-it-3-2-b"]),
    ("NZ", ["us-tida", "nz-hdca-24"]),
    ("AU", ["us-tida"]),
    ("SG", ["us-tida"]),
    ("CA-BC", ["us-tida"]),
    ("", ["us-tida"]),
])  # fmt: skip
def test_the_place_of_the_person_decides_the_rest(person_in: str, codes: list[str]) -> None:
    assert _codes(person_in) == codes


def test_the_american_act_does_not_ask_where_the_person_lives() -> None:
    assert "us-tida" in _codes("BR")


@pytest.mark.parametrize("covered", ["unlikely", "excluded"])
def test_a_platform_that_is_not_covered_gets_no_american_notice(covered: str) -> None:
    assert "us-tida" not in _codes("US", replace(SOCIAL, tida_covered=covered))


def test_what_is_not_known_is_carried_and_marked_unsure() -> None:
    unknown = replace(SOCIAL, tida_covered="unknown", uk_user_to_user="unknown", uk_osa_service="unknown")
    assert _strength("us-tida", "GB", SOCIAL) == "likely"
    assert _strength("us-tida", "GB", unknown) == "unsure"
    assert _strength("uk-osa-u2u", "GB", unknown) == "unsure"


def test_the_british_duty_is_for_people_in_the_united_kingdom() -> None:
    assert "uk-osa-u2u" in _codes("GB")
    assert "uk-osa-u2u" not in _codes("IE")


def test_a_platform_that_is_no_user_to_user_service_gets_no_british_report() -> None:
    assert "uk-osa-u2u" not in _codes(
        "GB", replace(SOCIAL, uk_user_to_user="unlikely", uk_osa_service="none")
    )


def test_a_search_engine_gets_the_search_duty_and_no_hosting_notice() -> None:
    assert _codes("GB", SEARCH) == ["uk-osa-search", "uk-gdpr-17"]


def test_a_search_engine_of_unknown_kind_is_only_asked_as_a_search_service() -> None:
    both = replace(SEARCH, uk_user_to_user="unknown", tida_covered="unknown")
    assert _codes("GB", both) == ["us-tida", "uk-osa-search", "uk-gdpr-17"]


def test_the_search_duty_is_for_people_in_the_united_kingdom() -> None:
    assert "uk-osa-search" not in _codes("DE", SEARCH)


def test_a_hosting_company_gets_the_european_notice() -> None:
    assert _codes("FR", HOSTING) == ["eu-dsa-16", "eu-gdpr-17"]


def test_a_registrar_hosts_nothing() -> None:
    assert "eu-dsa-16" not in _codes("FR", REGISTRAR)
    assert "nz-hdca-24" not in _codes("NZ", REGISTRAR)


def test_florida_is_for_altered_images_of_people_there() -> None:
    assert _codes("US-FL", altered="yes") == ["us-tida", "us-fl-836-13"]
    assert _codes("US-FL", altered="unknown") == ["us-tida"]
    assert _codes("US", altered="yes") == ["us-tida"]


def test_florida_asks_for_a_covered_platform_as_the_federal_act_does() -> None:
    assert _codes("US-FL", REGISTRAR, altered="yes") == ["policy-only"]


def test_where_nothing_applies_the_platforms_own_rules_are_alone() -> None:
    assert _codes("BR", HOSTING) == ["policy-only"]


def test_an_unknown_site_is_treated_as_unsure_and_as_hosting() -> None:
    assert _codes("DE", UNKNOWN_SITE) == ["us-tida", "eu-dsa-16", "eu-gdpr-17"]
    assert _strength("us-tida", "DE", UNKNOWN_SITE) == "unsure"


def test_before_a_law_is_in_force_it_does_not_apply() -> None:
    may = datetime(2026, 5, 18, tzinfo=UTC)
    assert _codes("GB", at=may) == ["eu-dsa-16", "uk-gdpr-17"]


def test_the_british_duty_begins_with_its_first_day_in_london() -> None:
    assert "uk-osa-u2u" not in _codes("GB", at=datetime(2026, 6, 28, 22, 59, 59, tzinfo=UTC))
    assert "uk-osa-u2u" in _codes("GB", at=datetime(2026, 6, 28, 23, 0, tzinfo=UTC))


def test_copyright_law_and_regulators_are_never_chosen_for_a_notice() -> None:
    never = {
        each.code for each in all_regimes().values() if each.addressed_to == "regulator" or not each.enabled
    }
    assert not never & set(TESTS)


def test_every_enabled_regime_for_platforms_can_be_chosen() -> None:
    offered = {
        each.code for each in all_regimes().values() if each.addressed_to == "platform" and each.enabled
    }
    assert offered == {*TESTS, "policy-only"}


def test_every_answer_says_why() -> None:
    for person_in in ("GB", "DE", "IN", "NZ", "US-FL", "BR"):
        for platform in (SOCIAL, SEARCH, HOSTING, UNKNOWN_SITE):
            for each in applicable(person_in=person_in, platform=platform, altered="yes", at=NOW):
                assert each.why.endswith(".")
                assert each.strength in {"likely", "unsure"}


def test_the_watch_list_begins_with_what_has_a_date() -> None:
    assert [each.code for each in watch_list()] == [
        "us-tida-enforcement", "eu-dir-2024-1385", "ca-fed", "de-netzdg", "dk-2026", "uk-20a-regulations",
        "uk-ncii-register"]  # fmt: skip


def test_nothing_on_the_watch_list_is_offered_as_a_regime() -> None:
    assert not {each.code for each in watch_list()} & set(all_regimes())
