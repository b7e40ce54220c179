"""Where an address runs over the line, nothing is added and nothing is lost."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import font_source_sans_pro
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from cases.outbound.lines import AFTER, ROOM, WIDTHS, broken

SHAPED = {"0": "zero.0", "I": "I.a"}  # what the letter's font features make of them


@cache
def font() -> TTFont:
    return TTFont(Path(font_source_sans_pro.font_directory) / "SourceSansPro-Semibold.ttf")


def width(line: str) -> int:
    return sum(WIDTHS.get(each, 1000) for each in line)


@pytest.mark.parametrize("character", sorted(WIDTHS))
def test_each_width_is_that_of_the_font(character):
    glyph = SHAPED.get(character) or font().getBestCmap()[ord(character)]
    assert font()["head"].unitsPerEm == 1000
    assert WIDTHS[character] == font()["hmtx"][glyph][0]


@given(address=st.text(st.characters(exclude_characters="\n"), max_size=400))
def test_nothing_is_added_but_line_feeds(address):
    assert broken(address, 11).replace("\n", "") == address


@given(address=st.text(st.characters(exclude_characters="\n"), max_size=400))
def test_no_line_is_wider_than_the_column(address):
    assert all(width(line) * 9.4 <= ROOM for line in broken(address, 9.4).split("\n"))


def test_a_short_address_is_one_line():
    assert broken("https://clipshare.test/1", 11) == "https://clipshare.test/1"


def test_it_breaks_where_a_reader_expects_it():
    lines = broken("https://clipshare.test/" + "abcdefghi/" * 40, 11).split("\n")
    assert len(lines) > 3
    assert all(line[-1] in AFTER for line in lines[:-1])


def test_it_fills_the_line_where_there_is_no_such_place():
    first, second, *_ = broken("a" * 400, 11).split("\n")
    assert len(first) == len(second)
    assert width(first + "a") * 11 > ROOM


def test_a_smaller_type_has_longer_lines():
    assert len(broken("a" * 400, 9.4).split("\n")[0]) > len(broken("a" * 400, 11).split("\n")[0])


def test_a_character_wider_than_the_column_stands_alone():
    assert broken("好好", 1000) == "好\n好"
