"""Links that a phone keyboard has torn apart: told with a sentence, never shortened and never lost."""

from __future__ import annotations

import pytest

from cases.rules import links
from tests.rules.shipped import SHIPPED

TORN = [
    "https://exa mple.com/ana",
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


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("https://fapello.test / ana", "https://fapello.test / ana"),
        ("https://fapello.test/ ana", "https://fapello.test/ ana"),
        ("fapello.test/ ana.", "fapello.test/ ana"),
        ("https://fapello.test/ ana_23 is me", "https://fapello.test/ ana_23"),
        ("https://fapello.test / ana/12 and https://photoline.test/p/1", "https://fapello.test / ana/12"),
    ],
)
def test_a_path_behind_a_slash_that_stands_apart_is_told(text: str, piece: str) -> None:
    found = read(text)
    assert [(each.text, each.error) for each in found.unreadable] == [(piece, links.SPACE)]
    assert "https://fapello.test/" not in [link.canonical for link in found.links]


@pytest.mark.parametrize(
    "text",
    [
        "https://fapello.test / I saw it",
        "https://fapello.test/ I saw it",
        "https://fapello.test/ 3 pictures",
        "https://fapello.test/ 14:32",
        "https://fapello.test/ photoline.test",
        "fapello.test / photoline",
        "https://fapello.test/ and https://photoline.test/p/1",
        "https://fapello.test/ or www.photoline.test/p/1",
        "Posted on https://fapello.test/ yesterday.",
        "Look at https://fapello.test/ please",
        "It is on https://fapello.test / photoline",
        "https://fapello.test / ana and https://photoline.test/p/1",
    ],
)
def test_prose_behind_a_slash_does_not_cost_the_link(text: str) -> None:
    found = read(text)
    assert not found.unreadable
    assert found.links[0].canonical == "https://fapello.test/"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("https;//example.test/abc", "https://example.test/abc"),
        ("hxxp,//example[.]test/abc", "http://example.test/abc"),
        ("site。com/x", "https://site.com/x"),
        ("https://site。com/x", "https://site.com/x"),
        ("在Facebook。example.test/x", "https://example.test/x"),
    ],
)
def test_a_sign_that_slipped_is_read(text: str, canonical: str) -> None:
    found = read(f"It is {text} now")
    assert [link.canonical for link in found.links] == [canonical]
    assert not found.unreadable


@pytest.mark.parametrize("text", ["www,site,com/abc", "www，site。com", "site,com/abc"])
def test_a_comma_for_a_dot_is_told(text: str) -> None:
    found = read(f"{text} and https://example.test/1")
    assert [piece.text for piece in found.unreadable] == [text]
    assert len(found.links) == 1


CHAT = """[12/11/26, 14:31:02] Ana: hi, are you there?
12.11.2026, 14:33 - Bea: omg... come over; yes/no?
12/11/2026, 2:34 pm - Ana: https://photoline.test/p/1
12/11/2026, 2:35 pm - Ana: <Media omitted>
12/11/2026, 2:36 pm - Ana: photos/videos of me, his/her friends, 24/7
12/11/2026, 2:36 pm - Ana: mail me at ana@example.test
12/11/2026, 2:37 pm - Ana: also @nightowl on telegram
12/11/2026, 2:38 pm - Ana: telegram/ana_23
12/11/2026, 2:39 pm - Ana: example dot com slash ana"""


def test_of_the_lines_without_a_link_those_that_seem_to_name_a_place_are_told() -> None:
    assert read(CHAT).unlinked_places == (
        "@nightowl on telegram",
        "telegram/ana_23",
        "example dot com slash ana",
    )
