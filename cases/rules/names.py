"""Names as people look for them: without accents, case or order."""

from __future__ import annotations

import re

from cases.rules.ties import folded

SHORTEST = 2
_BETWEEN = re.compile(r"[\W_]+")


def parts(text: str) -> tuple[str, ...]:
    """The folded words of a name; words of one sign say nothing and are left out."""
    return tuple(word for word in _BETWEEN.split(folded(text).replace("'", "")) if len(word) >= SHORTEST)


def fits(wanted: tuple[str, ...], name: str) -> bool:
    """Whether each word looked for begins a word of this name, in whatever order; no word fits nothing."""
    there = {*parts(name), *parts(name.replace("'", " ").replace("’", " "))}
    return bool(wanted) and all(any(word.startswith(each) for word in there) for each in wanted)
