"""What each law asks of a request, in the person's words, and which of it her answers give already.

The answers come from the same rules that keep an incomplete notice from being approved: a composed block and
`validity.missing`. Nothing is ticked here that would be missing there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.rules import regime, validity, wording
from cases.rules.tongue import gettext as _

DONE, WITH_YES, OPEN = "done", "with_yes", "open"


@dataclass(frozen=True)
class Line:
    """One thing a law asks for: answered, answered once she affirms the statements, or still open."""

    words: str
    state: str


@dataclass(frozen=True)
class Law:
    """One law and everything it asks for."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Answers:
    """As much of a notice as a draft has: who signs, where it is, and the facts."""

    signer: str
    standing: str
    addresses: Sequence[str]
    facts: str
    organisation: str
    email: str

    def notice(self, codes: Collection[str], affirmed: Collection[str], at: datetime) -> dict[str, Any]:
        """What a notice with these answers would hold."""
        return {
            "standing": self.standing,
            "signature": {"name": self.signer},
            "sender": {"organisation": self.organisation},
            "contact": {"email": self.email},
            "items": [{"n": n, "url": address} for n, address in enumerate(self.addresses, start=1)],
            "blocks": {
                code: wording.compose(
                    code,
                    standing=self.standing,
                    affirmed=affirmed,
                    at=at,
                    relevant_information=self.facts,
                    authority_granted=at,
                )
                for code in codes
            },
        }


def names() -> dict[str, str]:
    """The laws a person is told about, each with a clock or a duty to answer."""
    return {
        "us-tida": _("A law in the United States"),
        "uk-osa-u2u": _("A law in the United Kingdom"),
        "eu-dsa-16": _("A law in the European Union"),
    }


def words() -> dict[str, str]:
    """What laws ask for, by the key of the element."""
    where, answer = _("Where it is"), _("How to reach who asks")
    return {
        "signature": _("A signature"),
        "identification_and_location": where,
        "identification": where,
        "exact_location": where,
        "good_faith_statement": _("Your belief that it was not agreed to"),
        "relevant_information": _("A fact that shows it"),
        "contact": answer,
        "notifier_name_email": answer,
        "declares_intimate_image_content": _("That it is private and intimate"),
        "declares_standing": _("Who asks: you, or someone for you"),
        "declares_good_faith": _("That it is asked in good faith"),
        "declares_truth": _("That it is true"),
        "substantiated_reasons": _("Why it is against the law"),
        "good_faith_accuracy": _("That it is true and complete"),
    }


def laws(
    codes: Collection[str],
    answers: Answers,
    *,
    affirmed: Collection[str],
    could: Collection[str],
    at: datetime,
) -> tuple[Law, ...]:
    """The laws among these regimes and what they ask; `could` is all that she may affirm."""
    known = names()
    told = [code for code in known if code in codes]
    now, then = (answers.notice(told, each, at) for each in (affirmed, could))
    return tuple(Law(known[code], lines(code, now, then)) for code in told)


def lines(code: str, now: Mapping[str, Any], then: Mapping[str, Any]) -> tuple[Line, ...]:
    law, said = regime.get(code), words()
    lacking, still = ({each.key for each in validity.missing(law, notice)} for notice in (now, then))
    state = {key: OPEN if key in still else WITH_YES if key in lacking else DONE for key in said}
    return tuple(
        Line(said[element.key], state[element.key])
        for element in law.elements
        if element.required and element.key in said
    )
