"""fixtures/platforms.json: complete, honest about what nobody has checked, and consistent."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cases.rules.directory import check
from tests.rules.shipped import PLATFORMS, RECORDS, canonical, platform

LEVELS = {"read_first_party", "read_third_party", "memory"}
ROUTES = {"address_on_file", "copyright_address_only", "in_product_only", "address_unknown", "no_channel"}
DOCS = Path(__file__).parents[2] / "docs" / "platforms.md"


def test_it_holds_every_platform():
    assert (len(RECORDS), sum(len(record["domains"]) for record in RECORDS)) == (221, 534)


def test_it_holds_every_pattern_and_alias():
    assert sum(len(record["url_patterns"]) for record in RECORDS) == 35
    assert sum(len(record["host_aliases"]) for record in RECORDS) == 131


def test_every_slug_domain_pattern_and_alias_is_used_once():
    assert check(RECORDS) == RECORDS


def test_nobody_has_verified_anything_yet():
    assert {(record["human_verified"], record["human_verified_on"]) for record in RECORDS} == {(False, None)}


def test_every_record_has_the_same_fields():
    assert len({tuple(record) for record in RECORDS}) == 1


def test_every_fact_that_was_read_says_how():
    assert {level for record in RECORDS for level in record["field_confidence"].values()} <= LEVELS
    for record in RECORDS:
        assert set(record["field_confidence"]) <= set(record)


def test_a_route_on_file_has_an_address():
    for record in RECORDS:
        assert record["route_status"] in ROUTES
        if record["route_status"] == "address_on_file":
            assert record["ncii_form_url"] or record["abuse_email"] or record["alt_form_urls"]


@pytest.mark.parametrize("field", ["ncii_form_url", "dmca_form_url", "policy_url"])
def test_every_address_of_a_form_is_a_link(field: str):
    for record in RECORDS:
        assert record[field] is None or record[field].startswith("https://")


@pytest.mark.parametrize("field", ["abuse_email", "legal_or_designated_agent_email"])
def test_every_mailbox_is_an_address(field: str):
    for record in RECORDS:
        assert record[field] is None or re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", record[field])


def test_every_form_is_a_link_we_can_read():
    forms = [record["ncii_form_url"] for record in RECORDS if record["ncii_form_url"]]
    assert [form for form in forms if canonical(form) is None] == []


def test_no_listed_host_is_one_we_refuse():
    for record in RECORDS:
        for host in record["domains"]:
            assert platform(f"https://{host}/x") is not None or host in record["host_aliases"]


def test_the_file_is_readable_line_by_line():
    text = PLATFORMS.read_text(encoding="utf-8")
    assert text == json.dumps(RECORDS, indent=1, ensure_ascii=False) + "\n"


def test_the_papers_name_every_field():
    text = DOCS.read_text(encoding="utf-8")
    assert [field for field in RECORDS[0] if f"`{field}`" not in text] == []


def test_invented_hosts_of_other_tests_are_not_listed():
    assert platform("https://boardwalk.example/") is platform("https://clipshare.test/v/1") is None
