"""What is cut off, doubled, over the limit or unreadable, and what a person is told of it."""

from __future__ import annotations

import pytest

from cases.rules import links
from tests.rules.shipped import SHIPPED


def plain(sentence: str) -> str:
    """Without the two signs that keep what is quoted apart from the direction of the sentence."""
    return sentence.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(
    "piece",
    [
        "boardwalk…/post/77",
        "boardwalk.../post/77",
        "https://boardwalk…/post/77",
        "https://a.test/watch?v=abc…",
        "clipshare.test/v/tq8...",
        "a.test/…/x",
        "clipshare.test…",
        "https://…",
        "https://a.test/[...]/x",
    ],
)
def test_a_link_with_dots_for_its_rest_is_cut_off(piece: str):
    found = links.find(f"a\nb\n\nand {piece} too", limit=9)
    assert found.links == ()
    assert found.cut_off == (links.Unreadable(4, piece),)
    said = plain(found.cut_off[0].sentence)
    assert said == f"Line 4, “{piece}”, is cut off. Add the full link."


def test_a_cut_off_link_does_not_spoil_the_others():
    found = links.find("a.test/1\nboardwalk…/post/77\nb.test/2", limit=9)
    assert [link.line for link in found.links] == [1, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_the_person_sees_them(end: str):
    found = links.find(f"first{end}{end}a.test/1\u2028b.test/2{end}c.test/3", limit=9)
    assert [link.line for link in found.links] == [3, 3, 4]


def test_the_same_text_again_is_a_duplicate():
    found = links.find("a.test/1\na.test/1", limit=9)
    assert (found.links, found.duplicates) == (
        (links.Candidate(1, "a.test/1"),),
        (links.Candidate(2, "a.test/1"),),
    )


def test_what_is_over_the_limit_is_left_over_and_not_lost():
    found = links.find("a.test/1 a.test/2\na.test/3", limit=2)
    assert found.left_over == (links.Candidate(2, "a.test/3"),)


def test_a_duplicate_does_not_count_towards_the_limit():
    assert links.find("a.test/1 a.test/1 a.test/2", limit=2).left_over == ()


def test_a_line_without_a_link_is_kept():
    found = links.find("a group called Night Owls\n  \na.test/1", limit=9)
    assert found.without_link == (links.Candidate(1, "a group called Night Owls"),)


def test_every_piece_stands_in_the_text_exactly():
    text = "x (https://A.test/é) “b.test/2”, c…/d\n\u200fhxxp[:]//d[.]test"
    found = links.find(text, limit=1)
    assert all(piece.text in text for piece in (*found.links, *found.cut_off, *found.left_over))
    assert len((*found.links, *found.cut_off, *found.left_over)) == 4


MESSY = """[12/11/2026, 14:03:22] Ana: he put it here https://www.youtube.com/watch?v=AbC&t=3
and clipshare.test/v/tq81x, clipshare.test/v/tq82x.
boardwalk…/post/77
same one: youtu.be/AbC (and t.me/SomeName/12)
x.com/User/status/1!! twitter.com/user/status/2
http://localhost/x"""


def test_it_merges_links_that_lead_to_the_same_place():
    reading = links.read(MESSY, SHIPPED, limit=50)
    assert [link.text for link in reading.duplicates] == ["youtu.be/AbC"]
    assert len({link.canonical for link in reading.links}) == len(reading.links) == 6


def test_what_is_merged_keeps_its_text_with_the_link_it_leads_to():
    text = "https://x.com/search?q=ana\nx.com/search?q=leo\nhttps://x.com/search?q=ana"
    (link,) = links.read(text, SHIPPED, limit=9).links
    assert (link.text, link.also) == ("https://x.com/search?q=ana", ("x.com/search?q=leo",))


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        (
            "https://signal.group/#CjQK1 https://signal.group/#CjQK2",
            ["signal.group/#CjQK1", "signal.group/#CjQK2"],
        ),
        ("https://www.icloud.com/sharedalbum/#B0a", ["icloud.com/sharedalbum#B0a"]),
        ("a.test/1\n-a.test/2\n - b.test/p/abc", ["a.test/1", "a.test/2", "b.test/p/abc"]),
        ("..a.test/3", ["a.test/3"]),
        ("https%3A%2F%2Fa.test%2Fa%2Fabc", ["a.test/a/abc"]),
        ("[url=https://a.test/a/abc]my pics[/url]", ["a.test/a/abc"]),
        ("[img]https://a.test/abc.jpg[/img]", ["a.test/abc.jpg"]),
        ("<https://a.test/a/abc|look here>", ["a.test/a/abc"]),
        ("https://a.test/a|b https://a.test/?x=[1]", ["a.test/a%7Cb", "a.test/?x=[1]"]),
        (r'"uri": "https:\/\/a.test\/photo.php?fbid=123"', ["a.test/photo.php?fbid=123"]),
    ],
)
def test_what_stands_around_a_link_is_no_part_of_it(text: str, addresses: list[str]):
    reading = links.read(text, SHIPPED, limit=9)
    assert [link.canonical.removeprefix("https://") for link in reading.links] == addresses
    assert not reading.unreadable


@pytest.mark.parametrize("line", ["t. me/leo", "t,me/leo", "www instagram com/p/abc", "> continues-here?x=1"])
def test_a_line_that_seems_to_name_a_place_is_read_back(line: str):
    assert links.read(f"https://a.test/1\n{line}", SHIPPED, limit=9).unlinked_places == (line,)


@pytest.mark.parametrize("line", ["and/or", "n/a", "he said so", "10/12/2025", "What? I=you", "www is short"])
def test_a_line_of_words_is_not(line: str):
    assert links.read(f"https://a.test/1\n{line}", SHIPPED, limit=9).unlinked_places == ()


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("https://www.facebook.com/groups/leedsmums/", True),
        ("https://www.instagram.com/", True),
        ("clipshare.test/?a=1", False),
        ("https://www.facebook.com/groups/leedsmums/posts/2", False),
        ("https://signal.group/#CjQK1", False),
    ],
)
def test_a_link_to_a_whole_site_or_group_is_known(text: str, wide: bool):
    assert bool(links.read(text, SHIPPED, limit=9).wide) == wide


def test_it_counts_platforms_and_links():
    assert links.read(MESSY, SHIPPED, limit=50).summary == "4 platforms, 6 links"


def test_it_counts_one_in_the_singular():
    assert links.read("a.test/1", SHIPPED, limit=9).summary == "1 platform, 1 link"


def test_it_counts_nothing():
    assert links.read("no link here", SHIPPED, limit=9).summary == "0 platforms, 0 links"


def test_another_website_counts_once_whatever_its_sub_host():
    reading = links.read("a.site.example.com/1 b.site.example.com/2 192.0.2.1/x", SHIPPED, limit=9)
    assert [link.site for link in reading.links] == ["example.com", "example.com", "192.0.2.1"]


def test_what_cannot_be_used_is_explained_in_the_order_of_the_lines():
    reading = links.read(MESSY, SHIPPED, limit=50)
    assert [plain(piece.sentence) for piece in reading.unreadable] == [
        "Line 3, “boardwalk…/post/77”, is cut off. Add the full link.",
        "Line 6, “http://localhost/x”: This link leads to a private network, not to a public site. "
        "Paste the public link.",
    ]


def test_a_piece_inside_a_line_of_many_is_quoted_alone_and_a_long_one_by_its_beginning():
    reading = links.read(f"a.test/1 http://localhost/{'x' * 90} b.test/2", SHIPPED, limit=9)
    [piece] = reading.unreadable
    assert piece.quoted == f"\u2068http://localhost/{'x' * 42}…\u2069"
    assert len(reading.links) == 2


def test_what_is_merged_or_unreadable_takes_no_place():
    text = "a.test/1?utm_source=x http://localhost/ a.test/1\na.test/2\na.test/2?fbclid=y a.test/1"
    reading = links.read(text, SHIPPED, limit=2)
    assert (len(reading.links), reading.left_over) == (2, ())
    assert [each.line for each in reading.duplicates] == [1, 3, 3]


def test_of_very_much_the_rest_stays_unread():
    reading = links.read(" ".join(f"http://localhost/{n}" for n in range(20)), SHIPPED, limit=2)
    assert (len(reading.unreadable), len(reading.left_over)) == (10, 10)


def test_it_says_where_the_limit_was_reached():
    reading = links.read("a.test/1\na.test/2\na.test/3", SHIPPED, limit=1)
    assert reading.too_many is not None
    assert reading.too_many.startswith("Line 2 and what follows is over the limit.")


def test_it_says_nothing_about_a_limit_that_was_not_reached():
    assert links.read("a.test/1", SHIPPED, limit=1).too_many is None


def test_every_link_is_in_exactly_one_place():
    reading = links.read(MESSY, SHIPPED, limit=5)
    pieces = [*reading.links, *reading.unreadable, *reading.duplicates, *reading.left_over]
    assert len(pieces) == 9


def test_a_magnet_link_is_a_link():
    text = "magnet:?xt=urn:btih:ABCDEF0123456789ABCDEF0123456789ABCDEF01"
    assert links.read(text, SHIPPED, limit=9).links[0].canonical == text.lower()


@pytest.mark.parametrize(
    "text", ["\ud800 https://a.test/\ud800", "\x00", "https://" * 99, "[.]" * 99, "…" * 99]
)
def test_it_reads_any_text(text: str):
    links.read(text, SHIPPED, limit=9)


@pytest.mark.parametrize("run", ["看", "a", "a.", "a-", "..", "x://", ",a.b", ")", "看a", "https:"])
def test_a_long_run_of_anything_is_read_in_good_time(run: str):
    links.find("https://a.test/" + run * 20_000, limit=9)
    links.find(run * 20_000 + "@", limit=9)


@pytest.mark.parametrize("glued", ["😭", "👇🏽", "❤️", "→", "®", "!!😭😭", "🇬🇧", "1️⃣"[1:]])
def test_small_pictures_behind_a_link_are_no_part_of_it(glued: str) -> None:
    found = links.read(f"look https://site.test/p/1{glued} and site.test/p/1", SHIPPED, limit=9)
    assert [link.canonical for link in found.links] == ["https://site.test/p/1"]


def test_a_small_picture_within_a_link_stays() -> None:
    [link] = links.read("https://site.test/p/😭/1", SHIPPED, limit=9).links
    assert link.canonical == "https://site.test/p/%F0%9F%98%AD/1"


def test_a_numbered_list_without_spaces_loses_nothing() -> None:
    text = "1.https://site.test/p/1\n2)https://site.test/p/2\nLook.https://site.test/p/3\n4.hxxps://site.test/p/4"
    found = links.read(text, SHIPPED, limit=9)
    assert [link.canonical for link in found.links] == [
        f"https://site.test/p/{number}" for number in range(1, 5)
    ]


def test_a_link_whose_colon_was_lost_is_quoted() -> None:
    found = links.read("http//site.test/p/4 and https://site.test/p/1", SHIPPED, limit=9)
    assert [piece.text for piece in found.unreadable] == ["http//site.test/p/4"]


def test_two_forms_of_one_link_beyond_the_limit_are_one():
    reading = links.read("photoline.test/p/1 example.org/a?utm_source=x example.org/a", SHIPPED, limit=1)
    assert [link.text for link in reading.left_over] == ["example.org/a?utm_source=x"]
    assert [link.text for link in reading.duplicates] == ["example.org/a"]
