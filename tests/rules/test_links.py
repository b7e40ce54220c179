"""Links in messy text: what counts as one, where it ends, what is merged and what is said."""

from __future__ import annotations

import pytest

from cases.rules import links
from tests.rules.shipped import SHIPPED


def texts(text: str) -> list[str]:
    return [link.text for link in links.find(text, limit=100).links]


@pytest.mark.parametrize(
    "after",
    [
        ".",
        ",",
        ";",
        "!",
        "?",
        ")",
        "]",
        "}",
        '"',
        "'",
        "”",
        "’",
        "»",
        ">",
        "`",
        " and",
        "\n",
        ").",
        "?!",
        "،",
        "؟",
        "。",
        "*",
        "\u200f",
        "\u202c.",
    ],
)
def test_a_link_ends_before_the_punctuation_of_the_sentence(after: str):
    assert texts(f"look: https://clipshare.test/v/tq81x{after}") == ["https://clipshare.test/v/tq81x"]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "(",
        "[",
        "<",
        '"',
        "“",
        "«",
        "see:",
        "Ana: ",
        "12.11.26, 14:03 - Ana: ",
        "[12/11/2026, 14:03:22] Ana: ",
        "> ",
        "* ",
        "1. ",
        "1) ",
        "\u200f",
        "\u202a",
        "הקישור ",
        "الرابط: ",
        "看这个",
        "\ufeff",
    ],
)
def test_a_link_starts_after_what_stands_before_it(before: str):
    assert texts(f"{before}clipshare.test/v/tq81x ok") == ["clipshare.test/v/tq81x"]


@pytest.mark.parametrize(
    "link",
    [
        "https://clipshare.test/v/tq81x",
        "HTTP://CLIPSHARE.TEST/V",
        "clipshare.test/v/tq81x",
        "www.clipshare.test",
        "WWW.READ.ME",
        "www.read.it",
        "CLIPSHARE.TEST/V",
        "EXAMPLE.COM",
        "boardwalk.example/post/77?x=1#c",
        "example.org",
        "t.me/name/12",
        "youtu.be/dQw4w9WgXc_",
        "x.com/User/status/1",
        "http://192.0.2.1:8080/a",
        "192.0.2.1/a",
        "http://[2001:db8::1]/a",
        "example.org:8080/a",
        "a.test?x=1",
        "hxxps[:]//clipshare[.]test/v/1",
        "clipshare[.]test/v/1",
        "example(dot)com/x",
        "//".join(["https:", "a.test/"]),
        "magnet:?xt=urn:btih:ABCDEF0123456789ABCDEF0123456789ABCDEF01&dn=x",
        "пример.рф/стр",
        "müller.de/x",
        "例え.jp/a",
        "https:\\\\a.test\\b",
        "https://en.example/wiki/Foo_(bar)",
        "https://a.test/?id[]=1&id[]=2",
        "https://a.test/a/../b",
        "https://web.archive.org/web/2026/https://example.org/a",
        "tiktok.com/@user/video/12",
        "ftp://files.example.org/a",
        "https://l.facebook.com/l.php?u=https://example.org/a",
    ],
)
def test_it_finds_a_whole_link(link: str):
    assert texts(f"it is at {link} since May") == [link]


@pytest.mark.parametrize(
    "prose",
    [
        "e.g. this, i.e. that, z.B. dies, a.m. and p.m.",
        "hello.Then he said.It was bad.No way",
        "wait...what",
        "3.5 km",
        "photo.jpg IMG_1234.PNG video.mov readme.md notes.txt archive.zip setup.sh",
        "v1.2.3 and 10.30 on 12.11.2026",
        "jane@example.org",
        "user.name@example.com,",
        "mailto:jane@example.org",
        "@user.name told me",
        "anna.love wrote",
        "C:\\photos\\me.md",
        "/home/ana/readme.md",
        "and/or he/she n/a 24/7",
        "Node.js",
        "READ.ME",
        "NOTES.MD",
        "so.it is",
        "do that to.me",
        "javascript:alert(1)",
        "a group called Night Owls",
        "http",
        "https is safe",
        "U.S.A.",
        "192.0.2.1",
        "tel:123",
    ],
)
def test_prose_holds_no_link(prose: str):
    assert texts(prose) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://a.test/1 https://b.test/2", ["https://a.test/1", "https://b.test/2"]),
        ("https://a.test/1https://b.test/2", ["https://a.test/1", "https://b.test/2"]),
        ("https://a.test/1,https://b.test/2", ["https://a.test/1", "https://b.test/2"]),
        ("a.test/1,b.test/2|c.test/3", ["a.test/1", "b.test/2", "c.test/3"]),
        ("https://a.test/1\u200bhttps://b.test/2", ["https://a.test/1", "https://b.test/2"]),
        ("| https://a.test/1 | b.test/2 |", ["https://a.test/1", "b.test/2"]),
        ("see a.test/1 (b.test/2) and c.test/3.", ["a.test/1", "b.test/2", "c.test/3"]),
        ("https://a.test/map/@12.3,45.6/x", ["https://a.test/map/@12.3,45.6/x"]),
    ],
)
def test_it_finds_several_on_one_line(text: str, found: list[str]):
    assert texts(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[video](https://a.test/x_(1))", ["https://a.test/x_(1)"]),
        ("<https://a.test/x>", ["https://a.test/x"]),
        ("**https://a.test/x**", ["https://a.test/x"]),
        ("_https://a.test/x_", ["https://a.test/x"]),
        ("`https://a.test/x`", ["https://a.test/x"]),
        ("[https://a.test/x](https://a.test/y)", ["https://a.test/x", "https://a.test/y"]),
        ('<a href="https://a.test/x">here</a>', ["https://a.test/x"]),
        ("href='https://a.test/x'>", ["https://a.test/x"]),
    ],
)
def test_it_reads_markup(text: str, found: list[str]):
    assert texts(text) == found


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
    assert found.cut_off == (links.Unreadable(4, piece, "Line 4 is cut off. Add the full link."),)


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
    assert [piece.sentence for piece in reading.unreadable] == [
        "Line 3 is cut off. Add the full link.",
        "Line 6: This link leads to a private network, not to a public site. Paste the public link.",
    ]


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
