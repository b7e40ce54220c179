"""Fingerprints in letters: help to find known identical copies, of adults only, no promise (V-33, G13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from cases import letters
from cases.documents import Document, Fingerprint
from cases.models import Notice
from cases.outbound import plain
from cases.outbound.pages import lay_out
from cases.rules import fingerprints as rules
from cases.rules.fingerprints import ATTESTED, DECLARED
from cases.rules.frame import frame
from cases.rules.lint import blocked
from cases.services import fingerprints, notices
from cases.views.desk.letter import answers
from tests.papers import letter, notice, read, squeezed

PDQ, SHA = "f0" * 32, "9b" * 32
PRINTS = (
    Fingerprint(1, "pdq", PDQ, 97, DECLARED),
    Fingerprint(1, "sha256", SHA, 0, DECLARED),
    Fingerprint(2, "pdq", "0f" * 32, 64, ATTESTED),
)
Make = Callable[..., Notice]


def given(notice: Notice, at: datetime) -> None:
    """Three fingerprints of hers, of which a site can use two."""
    picture = (
        rules.Fingerprint("pdq", PDQ, 97),
        rules.Fingerprint("sha256", SHA),
        rules.Fingerprint("other", "ab" * 16),
    )
    fingerprints.declare(case_id=notice.case.pk, given=[picture], at=at)


@pytest.mark.parametrize(
    ("regimes", "says"),
    [
        (("us-tida",), ["reasonable efforts to identify known identical copies (United States)"]),
        (("uk-osa-u2u",), ["the same or substantially the same (United Kingdom)"]),
        (("us-tida", "uk-osa-u2u"), ["(United States)", "(United Kingdom)"]),
        (("policy-only",), ["recognise the same pictures on your service"]),
    ],
)
def test_each_law_says_what_it_lets_us_ask(regimes: tuple[str, ...], says: list[str]) -> None:
    said = frame(notice(*regimes, fingerprints=PRINTS)).fingerprints_intro
    assert all(each in said for each in says)
    assert "no picture was sent to us" in said
    assert "promise" not in said and "guarantee" not in said


def test_the_ask_points_to_them_only_where_there_are_some(make_notice: Make, at: datetime) -> None:
    draft = make_notice()
    assert not any("fingerprint" in ask for ask in letters.build(draft, at=at).asks)
    given(draft, at)
    [ask] = [ask for ask in letters.build(draft, at=at).asks if "fingerprint" in ask]
    assert ask.startswith("look for and remove identical copies known to you")


def test_a_letter_has_those_a_site_can_match_by(make_notice: Make, at: datetime) -> None:
    draft = make_notice()
    given(draft, at)
    assert letters.build(draft, at=at).fingerprints == PRINTS[:2]


@pytest.mark.parametrize(
    "change", [{"safeguarding": True}, {"adult_confirmed_at": None}, {"consents": {"platforms": False}}]
)
def test_v33_it_has_none_of_a_minor_and_none_without_consent(
    make_notice: Make, at: datetime, change: dict[str, Any]
) -> None:
    draft = make_notice()
    given(draft, at)
    for name, value in change.items():
        setattr(draft.case, name, value)
    assert letters.build(draft, at=at).fingerprints == ()


@pytest.mark.parametrize("variant", ["chaser", "summary"])
def test_what_follows_a_notice_does_not_repeat_them(
    make_notice: Make, at: datetime, bo: Any, variant: str
) -> None:
    draft = make_notice()
    given(draft, at)
    approved = notices.approve(notice_id=draft.pk, actor=bo, at=at)
    later = letters.follow_up(approved, variant=variant, at=at)
    assert later.fingerprints == ()
    assert not any("fingerprint" in ask for ask in later.asks)


def test_a_notice_with_fingerprints_can_be_approved(make_notice: Make, at: datetime, bo: Any) -> None:
    draft = make_notice()
    given(draft, at)
    approved = notices.approve(notice_id=draft.pk, actor=bo, at=at)
    assert [each["digits"] for each in approved.document["fingerprints"]] == [PDQ, SHA]


def test_the_words_around_them_pass_the_lint() -> None:
    paper = notice("us-tida", "uk-osa-u2u", fingerprints=PRINTS)
    paper["asks"].append(frame(paper).fingerprints_intro)
    assert blocked(paper) == []


@pytest.mark.parametrize(
    "bad",
    [
        Fingerprint(1, "pdq", PDQ, 49, DECLARED),
        Fingerprint(1, "pdq", PDQ[:-1], 97, DECLARED),
        Fingerprint(1, "sha256", SHA.upper(), 0, DECLARED),
        Fingerprint(1, "other", SHA, 0, DECLARED),
    ],
)
def test_what_no_site_can_match_by_is_blocked(bad: Fingerprint) -> None:
    found = blocked(notice(fingerprints=(*PRINTS, bad)))
    assert [(each.rule, each.where) for each in found] == [("fingerprint", "fingerprints[4]")]


def test_a_strange_key_of_a_fingerprint_is_blocked() -> None:
    paper = notice(fingerprints=PRINTS)
    paper["fingerprints"][0]["file"] = "x"
    assert [each.where for each in blocked(paper)] == ["fingerprints[1].file"]


def test_the_pdf_has_every_digit() -> None:
    text = lay_out(letter("us-tida", fingerprints=PRINTS), draft=False)
    assert all(each.digits in squeezed(text) for each in PRINTS)
    said = " ".join(read(text).split())
    assert "Picture 1, according to the person depicted" in said
    assert "Picture 2, confirmed with the person depicted by a caseworker" in said
    assert "PDQ, quality 97" in said


def test_a_letter_without_any_says_nothing_about_them() -> None:
    assert "ingerprint" not in read(lay_out(letter("us-tida"), draft=False))
    assert "ingerprint" not in plain.text(letter("us-tida"))


def test_the_text_has_each_on_a_line_of_its_own() -> None:
    text = plain.text(letter("us-tida", fingerprints=PRINTS))
    assert f"\n   PDQ, quality 97: {PDQ}\n   SHA-256: {SHA}\n" in text
    assert text.index(SHA) < text.index("End of the annex.")


def test_the_data_file_has_them_too() -> None:
    document = letter("us-tida", fingerprints=PRINTS)
    assert Document.from_json(document.to_json()) == document
    assert document.to_json()["fingerprints"][2] == {
        "picture": 2, "kind": "pdq", "digits": "0f" * 32, "quality": 64, "provenance": ATTESTED,
    }  # fmt: skip


def test_a_notice_kept_before_there_were_any_still_opens() -> None:
    before = notice("us-tida")
    del before["fingerprints"]
    assert Document.from_json(before).fingerprints == ()


def test_a_web_form_has_them_ready_to_copy(make_notice: Make) -> None:
    ready = answers(make_notice(), letter("us-tida", "uk-osa-u2u", fingerprints=PRINTS))
    text = next(each["text"] for each in ready if each["label"] == "Fingerprints of the pictures")
    assert text.splitlines()[0] == f"1. PDQ, quality 97: {PDQ}"


def test_the_desk_shows_them_in_the_letter(make_notice: Make, at: datetime, bo: Any, client: Client) -> None:
    draft = make_notice()
    given(draft, at)
    client.force_login(bo)
    text = client.get(f"/desk/cases/{draft.case.reference}/notices/{draft.number}").content.decode()
    assert PDQ in text and "according to the person depicted" in text
