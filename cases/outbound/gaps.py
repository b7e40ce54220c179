"""Where on the page of a draft something is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.rules import validity, wording
from cases.rules.regime import all_regimes

ELSEWHERE = ("items[].", "signature.", "contact.", "sender.")  # marked where they stand, not in the block


@dataclass(frozen=True)
class Gap:
    """One missing element; `place` is its sentence if it has one, else its field."""

    regime: str
    label: str
    item: int | None
    place: str

    @property
    def mark(self) -> str:
        """What the page says there."""
        return str(wording.texts()["frame"]["missing"].format(label=self.label))


def find(notice: Mapping[str, Any]) -> list[Gap]:
    """Everything missing under the notice's regimes."""
    found = []
    for law in (all_regimes()[code] for code in notice["regimes"] if code in all_regimes()):
        elements = {element.key: element for element in law.elements}
        for each in validity.missing(law, notice):
            element = elements[each.key]
            place = next((path for path in element.paths if path.startswith("block.")), element.where)
            found.append(Gap(law.code, each.label, each.item, place))
    return found


def first(gaps: Sequence[Gap], *places: str) -> str:
    """The mark for the first gap at these places that belongs to no single item, or nothing."""
    return next((gap.mark for gap in gaps if gap.item is None and gap.place.startswith(places)), "")


def of_item(gaps: Sequence[Gap], number: int) -> str:
    """The mark for an item, or nothing."""
    return next((gap.mark for gap in gaps if gap.item == number), "")


def in_block(gaps: Sequence[Gap], code: str) -> tuple[set[str], list[str]]:
    """The keys of a block's missing sentences, and the marks for what has no place of its own."""
    own = [gap for gap in gaps if gap.regime == code and not gap.place.startswith(ELSEWHERE)]
    sentences = {gap.place.removeprefix("block.") for gap in own if gap.place.startswith("block.")}
    written = set(wording.sentence_keys(code))
    unplaced = [gap.mark for gap in own if gap.place.removeprefix("block.") not in sentences & written]
    return sentences & written, unplaced
