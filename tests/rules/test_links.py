"""Links in messy text: what counts as one, where it ends, what is merged and what is said."""

from __future__ import annotations

import pytest

from cases.rules import links


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
