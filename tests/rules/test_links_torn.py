"""Links that a phone keyboard has torn apart: told with a sentence, never shortened and never lost."""

from __future__ import annotations

import pytest

from cases.rules import links
from tests.rules.shipped import SHIPPED

TORN = [
    "https://www.clipshare. com/view?key=ph5f3",
    "Https://Www.Clipshare .Com/r/a/1",
    "Https://Www. clipshare. com/r/x",
    "https://clipshare.com /video123/abc",
    "clipshare. com/view?key=1",
    "clipshare .com/view?key=1",
]


def read(text: str) -> links.Reading:
    return links.read(text, SHIPPED, limit=9)


@pytest.mark.parametrize("text", TORN)
def test_a_space_in_a_link_is_told_with_the_whole_of_it(text: str) -> None:
    found = read(f"It is here: {text} and nowhere else")
    assert not found.links
    (piece,) = found.unreadable
    assert (piece.text, piece.error) == (text, links.SPACE)


@pytest.mark.parametrize(
    "text",
    [
        "It was on https://clipshare.test. Then it was gone.",
        "clipshare.test / photoline.test",
        "I saw it on clipshare.test. /home is mine",
        "clipshare.com . photoline.com/abc",
        "https://clipshare.test/a https://photoline.test/b",
    ],
)
def test_prose_around_a_link_is_no_part_of_it(text: str) -> None:
    assert not read(text).unreadable


@pytest.mark.parametrize("text", ["https://www.clipshare", "https://www.clipshare/view?key=1"])
def test_a_name_without_its_ending_is_told(text: str) -> None:
    (piece,) = read(text).unreadable
    assert "Add its ending" in piece.error
