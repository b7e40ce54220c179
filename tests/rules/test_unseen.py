"""What hides in a text is written out for staff (D-66)."""

from __future__ import annotations

import pytest

from cases.rules.unseen import visible


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u202e", "[U+202E]"),
        ("\u2066", "[U+2066]"),
        ("\u200b", "[U+200B]"),
        ("\u200d", "[U+200D]"),
        ("\u200f", "[U+200F]"),
        ("\u061c", "[U+061C]"),
        ("\ufeff", "[U+FEFF]"),
        ("\u00ad", "[U+00AD]"),
        ("\x1b", "[U+001B]"),
        ("\U000e0041", "[U+E0041]"),
    ],
)
def test_d66_a_hidden_character_is_written_out(character: str, name: str) -> None:
    assert visible(f"a{character}b") == f"a{name}b"


@pytest.mark.parametrize("text", ["two\nlines", "a\ttab", "سلام", "naïve – “so”", "日本", "👍🏽"])
def test_what_can_be_seen_stays(text: str) -> None:
    assert visible(text) == text
