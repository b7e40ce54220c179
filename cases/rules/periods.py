"""Finds a period in a notice that none of its laws gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from cases.rules.regime import Regime, Version, all_regimes
from cases.rules.wording import SMALL

TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
UNIT = r"(minute|hour|day|week|month)s?"
PERIOD = re.compile(rf"\b(\d+|[a-z]+(?:-[a-z]+)?)[ -]{UNIT}\b", re.IGNORECASE)
LIMIT = re.compile(
    rf"\b(?:within|not? later than|at most|deadline of|in the (?:next|coming))\s+(?:the (?:next|following) )?"
    rf"(\d+|[a-z]+(?:-[a-z]+)?)[ -]{UNIT}\b",
    re.IGNORECASE,
)
WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|midnight|noon"
MONTHS = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATES = rf"{WEEKDAYS}|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTHS}|{MONTHS} \d{{1,2}}\b|\d{{4}}-\d\d"
DATED = re.compile(rf"\b(?:by|until|not? later than|before)\s+(?:{DATES})", re.IGNORECASE)
ASKED = re.compile(
    rf"\b(?:remove|delete|erase|act|take (?:\w+ )?down)\b[^.]{{0,40}}\b(?:by|until|before)\s+(?:{DATES})",
    re.IGNORECASE,
)
OWN_WORDS = re.compile(r"items\[|\.relevant_information$")  # a person's facts: "it was up for two days"
SENTENCE = "Sets a period or date that none of the laws in this notice gives."


def wrong_periods(notice: Mapping[str, Any], strings: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The place and the sentence of every period, or date to act by, that the laws carried do not give."""
    given = set(_given(notice))
    for where, text in strings:
        if not where.startswith(("asks", "blocks", "items")) or where.endswith(".url"):
            continue
        own_words = OWN_WORDS.search(where)
        pattern = LIMIT if own_words else PERIOD
        periods = {
            (count, unit.lower()) for number, unit in pattern.findall(text) if (count := _count(number))
        }
        if periods - given or (ASKED if own_words else DATED).search(text):
            yield where, SENTENCE


def _given(notice: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    codes = notice.get("regimes")
    for code in codes if isinstance(codes, list | tuple) else ():
        regime = all_regimes().get(code) if isinstance(code, str) else None
        if regime is None or not regime.claim_clock_in_notice:
            continue
        for version in _versions(regime, notice.get("date")):
            if version.hours:
                yield version.hours, "hour"
            if version.months:
                yield version.months, "month"


def _versions(regime: Regime, date: Any) -> Sequence[Version]:
    """The version in force on the date of the notice, or the newest if it has none yet."""
    try:
        instant = datetime.fromisoformat(date)
        found = regime.version_at(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    except (TypeError, ValueError, OverflowError):
        found = regime.versions[-1]
    return [found] if found else []


def _count(number: str) -> int | None:
    """A number in digits or words; None for a word that is no number."""
    word = number.lower()
    if word.isdecimal():
        return int(word[:9])
    if word in ("a", "an"):
        return 1
    if word in SMALL:
        return SMALL.index(word)
    tens, _, ones = word.partition("-")
    if tens in TENS and (not ones or ones in SMALL[1:10]):
        return TENS[tens] + (SMALL.index(ones) if ones else 0)
    return None
