"""Which elements a notice still lacks under a regime. Always an answer, whatever the JSON holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.rules.regime import Element, Regime


@dataclass(frozen=True)
class Missing:
    """One element that is not there; `item` is the number of the item, for elements each item needs."""

    regime: str
    key: str
    label: str
    item: int | None = None


def missing(regime: Regime, notice: Mapping[str, Any]) -> list[Missing]:
    """What the regime requires and the notice lacks, in the order of the regime's elements."""
    whole = notice if isinstance(notice, Mapping) else {}
    found: list[Missing] = []
    for element in regime.elements:
        if not element.required or (element.unless and whole.get("standing") == element.unless):
            continue
        if element.per_item:
            found += _missing_in_items(regime, element, whole)
        elif not _supplied(regime, element, whole):
            found.append(Missing(regime.code, element.key, element.label))
    return found


def _missing_in_items(regime: Regime, element: Element, notice: Mapping[str, Any]) -> list[Missing]:
    items = notice.get("items")
    if not isinstance(items, Sequence) or isinstance(items, str) or not items:
        return [Missing(regime.code, element.key, element.label)]
    key = element.where.removeprefix("items[].")
    return [
        Missing(regime.code, element.key, element.label, _number(item, place))
        for place, item in enumerate(items, 1)
        if not _says_something(_at(item, key))
    ]


def _supplied(regime: Regime, element: Element, notice: Mapping[str, Any]) -> bool:
    """Whether every path holds something, and the first one of the values it may hold."""
    if not all(_says_something(_value(regime, path, notice)) for path in element.paths):
        return False
    # a sentence was chosen by one of the values; only a field holds the value itself
    return (
        element.is_sentence or not element.values or _value(regime, element.where, notice) in element.values
    )


def _value(regime: Regime, path: str, notice: Mapping[str, Any]) -> Any:
    if path.startswith("block."):
        block = _at(_at(notice, "blocks"), regime.code)
        return _at(_at(block, "sentences"), path.removeprefix("block."))
    value: Any = notice
    for key in path.split("."):
        value = _at(value, key)
    return value


def _at(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _says_something(value: Any) -> bool:
    """Text with at least one letter or digit: a blank, a dash or an ellipsis is not an answer."""
    return isinstance(value, str) and any(character.isalnum() for character in value)


def _number(item: Any, place: int) -> int:
    number = _at(item, "n")
    return number if isinstance(number, int) and not isinstance(number, bool) else place
