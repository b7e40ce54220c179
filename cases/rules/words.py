"""The words a person gets as her way back in: a public list, filtered, and how typed words are read."""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

WORDS_PER_PERSON = 5
ENOUGH_BITS = 64
_LISTS = ("eff-long", "eff-short")
_FILTER = Path(__file__).with_name("words.toml")
_NUMBERING = re.compile(r"(?<!\S)\d{1,2}[.)](?=\s)")
_QUOTES = re.compile("[\"'`´“”„‟‘’‚«»‹›،؛、，；]")
_BETWEEN = re.compile(r"[\s\-_.,;/\u2010-\u2015]+")


class NoWordList(Exception):
    """The word list is not there; the message is one sentence that says what to do."""


def read_one_by_one() -> tuple[tuple[str, ...], frozenset[str]]:
    """Fragments that no word we give may contain, and the words that hold one by chance."""
    filters = tomllib.loads(_FILTER.read_text(encoding="utf-8"))
    return tuple(filters["fragments"]), frozenset(filters["harmless"])


def is_fit(word: str, fragments: tuple[str, ...], harmless: frozenset[str]) -> bool:
    """Plain letters, three or more, and nothing that could upset or give away what this is."""
    plain = len(word) >= 3 and word.isascii() and word.isalpha() and word.islower()
    return plain and (word in harmless or not any(fragment in word for fragment in fragments))


@lru_cache(maxsize=1)
def all_words() -> tuple[str, ...]:
    """The EFF long and short lists (CC BY 3.0 US) as xkcdpass carries them, without what we block."""
    package = find_spec("xkcdpass")
    if package is None or package.origin is None:
        raise NoWordList("The word list (package xkcdpass) is missing. Install requirements.txt again.")
    lists = Path(package.origin).parent / "static"
    lines = (line for name in _LISTS for line in (lists / name).read_text(encoding="ascii").split())
    fragments, harmless = read_one_by_one()
    return tuple(sorted({word for word in lines if is_fit(word, fragments, harmless)}))


def strength(count: int = WORDS_PER_PERSON) -> float:
    """Bits of chance in this many words drawn from the list."""
    return count * math.log2(max(1, len(all_words())))


def unquoted(typed: str) -> str:
    """The five words without the quotes and commas of any script that somebody has put around them."""
    return _QUOTES.sub(" ", typed)


def normalised(typed: str) -> str:
    """Words as compared: case, width, and what stands between them or cannot be seen do not matter.

    Nor do the numbers of a list that was copied: "1. royal 2. lamp".
    """
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKC", typed) if unicodedata.category(sign) != "Cf"
    )
    return _BETWEEN.sub(" ", _NUMBERING.sub(" ", plain)).strip().lower()
