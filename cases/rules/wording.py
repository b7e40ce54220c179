"""The words of our letters, regime by regime, composed only from what the person affirmed."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cases.rules.regime import Regime, get

FILES = tuple(Path(__file__).with_name(name) for name in ("wording.toml", "frame.toml"))
STANDINGS = ("acting_on_behalf", "subject")
# only these make a notice; said again in a chaser it would be a second one, with a clock of its own
DECLARING = ("first", "reappearance")
SMALL = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
)


@cache
def texts() -> Mapping[str, Any]:
    """Everything in wording.toml and frame.toml."""
    return {key: value for file in FILES for key, value in tomllib.loads(file.read_text("utf-8")).items()}


def version() -> int:
    """The number a review of the texts gave them."""
    return int(texts()["version"])


def statements() -> tuple[str, ...]:
    """What a person may affirm: each releases the sentences that need it."""
    return tuple(texts()["statements"])


def in_words(count: int) -> str:
    """A count as a letter writes it: "three", "twenty", then 21 and 1,000."""
    return SMALL[count] if 0 <= count < len(SMALL) else f"{count:,}"


def day(instant: datetime) -> str:
    """A date as a letter writes it: 3 November 2026."""
    return f"{instant.day} {instant:%B %Y}"


def moment(instant: datetime) -> str:
    """An instant as a letter writes it: 21 November 2026, 08:00 UTC."""
    return f"{day(instant.astimezone(UTC))}, {instant.astimezone(UTC):%H:%M} UTC"


def outcome(state: str, *, at: datetime | None) -> str:
    """What was last seen of an item in this state; without an instant, that nobody checked."""
    words = texts()["outcomes"]
    text = str(words.get(state, words["reported"]))
    return text.format(at=moment(at)) if at else text if "{at}" not in text else str(words["reported"])


def has_block(code: str) -> bool:
    """Whether we have words for a letter to a platform under this regime."""
    return code in texts()["regimes"]


def sentence_keys(code: str) -> tuple[str, ...]:
    """The keys of a regime's sentences, in the order of the letter."""
    return tuple(each["key"] for each in texts()["regimes"].get(code, {}).get("sentences", ()))


def compose(
    regime: str,
    *,
    standing: str,
    affirmed: Collection[str],
    at: datetime,
    relevant_information: str = "",
    choices: Mapping[str, str] | None = None,
    authority_granted: datetime | None = None,
) -> dict[str, Any]:
    """A regime's block: heading, cites, sentences. What nobody affirmed or supplied is left out."""
    block = texts()["regimes"][regime]
    held = {
        "relevant_information": _closed(relevant_information),
        "period": _period(get(regime), at),
        "authority_granted": day(authority_granted) if authority_granted else "",
    }
    sentences = {}
    for sentence in block["sentences"]:
        if sentence.get("needs", "") and sentence["needs"] not in affirmed:
            continue
        text = _filled(_text(sentence, standing, choices or {}), held)
        if text:
            sentences[sentence["key"]] = text
    return {"heading": block["heading"], "cites": block["cites"], "sentences": sentences}


def asks(
    regimes: Sequence[str], *, at: datetime, variant: str = "first", fingerprints: bool = False
) -> list[str]:
    """What the letter asks for: the union of what its regimes oblige the platform to."""
    if variant not in (*DECLARING, "chaser"):
        return []
    words = texts()["asks"]
    blocks = [texts()["regimes"][code] for code in regimes]
    copies = ", and ".join(dict.fromkeys(each["copies"] for each in blocks if "copies" in each))
    asked = [words["again"] if variant == "chaser" else words[_verb(blocks)] + _limit(regimes, at)]
    if copies:
        asked.append(words["copies_by" if fingerprints else "copies"].format(copies=copies))
    return [*asked, words["answer" if variant == "chaser" else "confirm"]]


def capacity(regimes: Sequence[str], *, standing: str) -> str:
    """In what capacity somebody signs, in the spelling of the law that asks for the signature."""
    us = any(code.startswith("us-") for code in regimes)
    return str(texts()["capacity"][f"us_{standing}" if us else standing])


def _text(sentence: Mapping[str, Any], standing: str, choices: Mapping[str, str]) -> str:
    if "choices" in sentence:
        chosen = choices.get(sentence["key"]) or sentence.get("default", "")
        return str(sentence["choices"].get(chosen, ""))
    return str(sentence.get(standing) or sentence.get("text", ""))


def _filled(text: str, held: Mapping[str, str]) -> str:
    """The text with its placeholders held, or nothing if one of them has nothing to hold."""
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name]
    return text.format_map(held) if all(held[name] for name in names) else ""


def _closed(text: str) -> str:
    """A person's own words as one line that ends like a sentence."""
    line = " ".join(text.split())
    return line if not line or line.endswith((".", "!", "?", "…", "。", "؟")) else f"{line}."


def _period(regime: Regime, at: datetime) -> str:
    """The period in words, or nothing where the law in force gives none or we do not claim it."""
    found = regime.version_at(at)
    if found is None or not regime.claim_clock_in_notice or not found.period:
        return ""
    count, unit = found.period.split()
    return f"{in_words(int(count))} {unit}"


def _limit(regimes: Sequence[str], at: datetime) -> str:
    """By when removal is asked for, each period with its place if they differ."""
    places: dict[str, list[str]] = {}
    for code in regimes:
        block, period = texts()["regimes"][code], _period(get(code), at)
        if period and block.get("period_binds_removal") and not block.get("erasure"):
            places.setdefault(period, []).append(block["where"])
    if not places:
        places = {_period(get(code), at): [""] for code in regimes if texts()["regimes"][code].get("erasure")}
        places.pop("", None)
    if not places:
        return ""
    limits = (
        list(places)
        if len(places) == 1
        else [f"{each} ({', '.join(where)})" for each, where in places.items()]
    )
    return str(texts()["asks"]["limit"].format(limits=" or ".join(limits)))


def _verb(blocks: Sequence[Mapping[str, Any]]) -> str:
    if any(each.get("search") for each in blocks):
        return "delist"
    erasure = any(each.get("erasure") for each in blocks)
    return (
        "erase" if erasure and all(each.get("erasure") or not each["where"] for each in blocks) else "remove"
    )
