"""A notice as a document: what goes in as JSON comes out as JSON, and nothing else goes in."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from cases.documents import SCHEMA, Block, Document, Earlier, Item, NotADocument
from tests.papers import AT, letter, notice


def refusal(values) -> str:
    with pytest.raises(NotADocument) as refused:
        Document.from_json(values)
    return str(refused.value)


def test_it_comes_back_from_json_as_it_was():
    whole = letter(
        "us-tida",
        "uk-osa-u2u",
        copies=((1, 2),),
        earlier=Earlier("4F2AK9-0", sent_at=AT, outcomes={"1": "removed"}),
    )
    assert Document.from_json(json.loads(json.dumps(whole.to_json()))) == whole


def test_it_has_the_keys_of_a_notice_in_their_order():
    assert list(notice()) == [
        "schema", "reference", "variant", "date", "sender", "recipient", "regimes", "items", "standing",
        "asks", "blocks", "signature", "authority", "contact", "copies",
        "fingerprints", "earlier",
    ]  # fmt: skip


def test_instants_are_written_in_utc_to_the_second():
    east = datetime(2026, 11, 23, 11, 0, 0, 999, timezone(timedelta(hours=1)))
    assert letter(date=east).to_json()["date"] == "2026-11-23T10:00:00Z"


def test_an_instant_with_an_offset_is_read_as_utc():
    read = Document.from_json(notice() | {"date": "2026-11-23T11:00:00+01:00"})
    assert read.date == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_draft_has_no_date():
    assert Document.from_json(letter(date=None).to_json()).date is None


def test_blocks_come_in_the_order_of_their_regimes():
    mixed = letter("us-tida", "uk-osa-u2u", "eu-dsa-16")
    shuffled = dataclasses.replace(mixed, blocks=dict(sorted(mixed.blocks.items())))
    assert list(shuffled.to_json()["blocks"]) == ["us-tida", "uk-osa-u2u", "eu-dsa-16"]


def test_sentences_come_in_the_order_of_the_letter():
    block = letter("uk-osa-u2u").blocks["uk-osa-u2u"]
    shuffled = Block(block.heading, block.cites, dict(sorted(block.sentences.items(), reverse=True)))
    written = letter("uk-osa-u2u", blocks={"uk-osa-u2u": shuffled}).to_json()
    assert list(written["blocks"]["uk-osa-u2u"]["sentences"]) == list(block.sentences)


def test_a_sentence_we_have_no_place_for_comes_last():
    block = Block("United States", "47 U.S.C. 223a (US)", {"more": "M.", "opening": "O."})
    written = letter(blocks={"us-tida": block}).to_json()
    assert list(written["blocks"]["us-tida"]["sentences"]) == ["opening", "more"]


def test_it_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        letter().reference = "x"  # type: ignore[misc]


@pytest.mark.parametrize("values", [{}, [], "x", None, {"schema": "takedown-notice/2"}])
def test_it_refuses_another_schema(values):
    assert refusal(values) == f"This is not a notice: its schema is not {SCHEMA}."


def test_it_refuses_a_key_it_does_not_know_without_repeating_it():
    text = refusal(notice() | {"ana pereira": 1})
    assert text == "There is something in the notice that does not belong there."


def test_it_refuses_a_notice_without_a_reference():
    values = notice()
    del values["reference"]
    assert refusal(values) == "Something is missing in the notice."


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("reference", 7, "text at the notice, reference"),
        ("items", {}, "a list at the notice, items"),
        ("items", [1], "an object at the notice, items"),
        ("items", [{"n": True, "url": "x"}], "a whole number at the notice, items, n"),
        ("regimes", [1], "text at the notice, regimes"),
        ("date", "yesterday", "an instant"),
        ("date", "2026-11-23T10:00:00", "an instant with its offset"),
        ("date", "0001-01-01T00:00:00+23:00", "an instant"),
        ("copies", [["1"]], "a whole number at the notice, copies"),
        ("blocks", {"us-tida": {"sentences": {"opening": 1}}}, "text at the notice, blocks, sentences"),
    ],
)
def test_it_refuses_the_wrong_kind_of_value(key, value, expected):
    assert expected in refusal(notice() | {key: value})


def test_it_refuses_an_item_without_an_address():
    assert refusal(notice() | {"items": [{"n": 1}]}) == "Something is missing in the notice, items."


def test_it_refuses_an_unknown_variant():
    assert "variant must be one of first, reappearance" in refusal(notice() | {"variant": "threat"})


def test_parts_may_be_left_out():
    short = Document.from_json(
        {
            "schema": SCHEMA,
            "reference": "R-1",
            "recipient": {},
            "regimes": [],
            "items": [{"n": 1, "url": "x"}],
        }
    )
    assert short.items == (Item(1, "x"),)
    assert short.earlier is None
