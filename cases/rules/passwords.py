"""Passwords that are long and guessed at once all the same: a row, a word twice, a name and year (S-02)."""

from __future__ import annotations

from collections.abc import Collection

FEWEST_SIGNS = 5
ROWS = ("0123456789" * 2, "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
AROUND = "0123456789!?.,;:-_+*#$%&@ "


def is_guessable(password: str, common: Collection[str], known: Collection[str]) -> bool:
    """Whether it is next to nothing but a common password or a word that anybody here knows."""
    plain = password.casefold()
    core = plain.strip(AROUND)
    if len(set(plain)) < FEWEST_SIGNS or is_row(plain):
        return True
    return any(each in common or each in known for each in (unit(core), unit(plain), core))


def unit(text: str) -> str:
    """What the whole is a repetition of: "abcabc" is "abc"."""
    at = (text + text).find(text, 1) if text else 0
    return text[:at]


def is_row(text: str) -> bool:
    """Whether it goes along a row of keys, forth or back, once or again."""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    part = unit(text)
    return any(part in row for row in rows) or (
        text.isdigit() and len({(int(b) - int(a)) % 10 for a, b in zip(text, text[1:], strict=False)}) == 1
    )
