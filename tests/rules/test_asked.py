"""What each law asks, ticked off by the rules that hold back an incomplete notice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.rules import asked, regime, statements
from tests.conftest import AT

COULD = {each.key for each in statements.current().to_affirm(on_behalf=False)}
WHOLE = asked.Answers(
    signer="R. Hale",
    standing="acting_on_behalf",
    addresses=("https://clipshare.test/v/1",),
    facts="She did not agree to it.",
    organisation="Northgate",
    email="desk@northgate.example.org",
)
TOLD = ("us-tida", "uk-osa-u2u", "eu-dsa-16")


def states(answers: asked.Answers = WHOLE, affirmed: set[str] = COULD) -> dict[str, set[str]]:
    """The words of all lines by their state."""
    found: dict[str, set[str]] = {}
    for law in asked.laws(TOLD, answers, affirmed=affirmed, could=COULD, at=AT):
        for line in law.lines:
            found.setdefault(line.state, set()).add(line.words)
    return found


@pytest.mark.parametrize("standing", ["acting_on_behalf", "subject"])
def test_v50_the_statements_satisfy_every_law_she_is_told_about(standing: str) -> None:
    assert set(states(replace(WHOLE, standing=standing))) == {asked.DONE}


def test_before_her_yes_only_what_she_says_herself_waits() -> None:
    found = states(affirmed=set())
    assert "Your belief that it was not agreed to" in found[asked.WITH_YES]
    assert {"A signature", "Where it is", "How to reach who asks"} <= found[asked.DONE]
    assert asked.OPEN not in found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"facts": ""}, "A fact that shows it"),
        ({"addresses": ()}, "Where it is"),
        ({"signer": ""}, "A signature"),
        ({"email": ""}, "How to reach who asks"),
    ],
)
def test_what_is_missing_stays_open(change: dict[str, object], words: str) -> None:
    assert states(replace(WHOLE, **change))[asked.OPEN] == {words}  # type: ignore[arg-type]


@pytest.mark.parametrize("key", sorted(COULD))
def test_each_statement_is_needed_by_a_law(key: str) -> None:
    assert asked.WITH_YES in states(affirmed=COULD - {key}) or key == "standing"


@pytest.mark.parametrize(("when", "said"), [(statements.THREAT, "threat"), (statements.UNSHARED, "no_leave")])
def test_where_nothing_was_shared_she_affirms_nothing_that_a_notice_needs(when: str, said: str) -> None:
    affirmed = {each.key for each in statements.current().to_affirm(on_behalf=False, when=when)}
    assert "no_consent" not in affirmed
    assert said in affirmed
    assert asked.WITH_YES in states(affirmed=affirmed)


@pytest.mark.parametrize(
    ("harm", "without_place", "when"),
    [
        ("shared", True, statements.ONLINE),
        ("threat", True, statements.THREAT),
        ("threat", False, statements.ONLINE),
        ("sextortion", True, statements.UNSHARED),
        ("", True, statements.UNSHARED),
        ("hidden_camera", False, statements.ONLINE),
    ],
)
def test_a10_what_she_affirms_fits_what_happened(harm: str, without_place: bool, when: str) -> None:
    assert statements.occasion(harm, without_place=without_place) == when


@pytest.mark.parametrize("code", TOLD)
def test_every_element_of_these_laws_has_words(code: str) -> None:
    required = {each.key for each in regime.get(code).elements if each.required}
    assert required - asked.words().keys() <= {"in_writing"}


def test_laws_that_do_not_apply_are_not_told() -> None:
    assert asked.laws(["policy-only"], WHOLE, affirmed=COULD, could=COULD, at=AT) == ()
