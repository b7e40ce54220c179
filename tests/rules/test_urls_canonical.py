"""platforms: scheme, port, slash, path, query and fragment, on known platforms and other websites."""

from __future__ import annotations

import pytest

from tests.rules.shipped import canonical, platform


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://facebook.com/groups/1/", "https://facebook.com/groups/1"),
        ("http://www.facebook.com", "https://facebook.com/"),
        ("https://m.facebook.com/groups/1", "https://facebook.com/groups/1"),
        ("https://www.m.facebook.com/groups/1", "https://facebook.com/groups/1"),
        ("https://de-de.facebook.com/groups/1", "https://facebook.com/groups/1"),
        ("https://www.es-la.facebook.com/groups/1", "https://facebook.com/groups/1"),
        ("https://scontent-de.facebook.com/a", "https://scontent-de.facebook.com/a"),
        ("https://es.xvideos.com/video1/a", "https://xvideos.com/video1/a"),
        ("https://m.ok.ru/video/1", "https://ok.ru/video/1"),
        ("https://vk.com/a?x=1&amp;y=2", "https://vk.com/a?x=1&y=2"),
        ("https://facebook.com:80/a", "https://facebook.com/a"),
        ("http://facebook.com:443/a", "https://facebook.com/a"),
        ("https://facebook.com:8443/a/", "https://facebook.com:8443/a"),
        ("https://facebook.com//a///", "https://facebook.com//a"),
        (
            "https://media.discordapp.net/attachments/1/2/x.png",
            "https://cdn.discordapp.com/attachments/1/2/x.png",
        ),
    ],
)
def test_a_known_platform_has_one_scheme_host_and_ending(text: str, expected: str):
    assert canonical(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://www.example.org", "http://www.example.org/"),
        ("http://www.example.org/a/", "http://www.example.org/a/"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:80/a", "https://example.org:80/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://example.org//a//", "https://example.org//a//"),
        ("https://example.org?x=1", "https://example.org/?x=1"),
        ("https://example.org/a?x=1&amp;y=2&amp;amp;z=3", "https://example.org/a?x=1&y=2&z=3"),
        ("https://example.org/a?x=1&amp=2", "https://example.org/a?x=1&amp=2"),
        ("https://de-de.example.org/a", "https://de-de.example.org/a"),
    ],
)
def test_another_website_keeps_what_may_matter_there(text: str, expected: str):
    assert (canonical(text), platform(text)) == (expected, None)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/./b/../c", "/a/c"),
        ("/../../a", "/a"),
        ("/a/%2e%2E/b", "/b"),
        ("/a/.", "/a/"),
        ("\\a\\b", "/a/b"),
        ("/%c3%a9%2f", "/%C3%A9%2F"),
        ("/%7Euser%2Dx%5F%2E%41%31", "/~user-x_.A1"),
        ("/é/ü", "/%C3%A9/%C3%BC"),
        ("/a b", "/a%20b"),
        ('/x"<>^`{|}y', "/x%22%3C%3E%5E%60%7B%7C%7Dy"),
        ("/Case/KEPT", "/Case/KEPT"),
        ("/!$&'()*+,;=:@x", "/!$&'()*+,;=:@x"),
        ("/[x]", "/[x]"),
        ("/a//b", "/a//b"),
        ("/%25%32", "/%252"),
        ("/%2541", "/%2541"),
        ("/100%/x", "/100%/x"),
        ("/%%341", "/%%341"),
        ("/%zz%4", "/%zz%4"),
        ("/😀", "/%F0%9F%98%80"),
        ("/a\x01b", "/a%01b"),
        ("/%3F%23", "/%3F%23"),
    ],
)
def test_a_path_has_one_encoding(path: str, expected: str):
    assert canonical(f"https://example.org{path}") == f"https://example.org{expected}"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?b=2&a=1", "?b=2&a=1"),
        ("?a=%c3%a9&b=%7E", "?a=%c3%a9&b=%7E"),
        ("?a=b+c", "?a=b+c"),
        ("?", ""),
        ("?&", ""),
        ("?a", "?a"),
        ("?a=", "?a="),
        ("?a=1&a=2", "?a=1&a=2"),
        ("?a=b?c=d", "?a=b?c=d"),
        ("?a=é", "?a=%C3%A9"),
        ("?a=b c", "?a=b%20c"),
        ("?a=/../b", "?a=/../b"),
        ("?a[]=1", "?a[]=1"),
        ("?a=1&utm_source=x&b=2", "?a=1&b=2"),
    ],
)
def test_a_query_keeps_order_and_encoding(query: str, expected: str):
    assert canonical(f"https://example.org/{query}") == f"https://example.org/{expected}"


EVERYWHERE = [
    "utm_source",
    "utm_x",
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "_ga",
    "_gl",
    "ref_src",
    "ref_url",
    "mibextid",
    "srsltid",
    "UTM_Source",
    "utm%5Fsource",
]
ON_PLATFORMS = ["share_id", "__tn__", "__cft__[0]", "__cft__%5B0%5D", "_rdr", "_rdc", "si", "feature"]


@pytest.mark.parametrize("name", EVERYWHERE)
def test_it_drops_tracking_on_another_website(name: str):
    assert canonical(f"https://example.org/a?{name}=1&x=2") == "https://example.org/a?x=2"


@pytest.mark.parametrize("name", ON_PLATFORMS)
def test_it_keeps_on_another_website_what_only_platforms_use_for_tracking(name: str):
    assert canonical(f"https://example.org/a?{name}=1") == f"https://example.org/a?{name}=1"


@pytest.mark.parametrize("name", [*EVERYWHERE, *ON_PLATFORMS])
def test_it_drops_more_tracking_on_a_platform(name: str):
    assert canonical(f"https://vimeo.com/1?{name}=1&x=2") == "https://vimeo.com/1?x=2"


@pytest.mark.parametrize("name", ["utm", "xutm_source", "fbclid2", "ref", "s", "feature_x", "id"])
def test_it_keeps_parameters_that_only_look_like_tracking(name: str):
    assert canonical(f"https://vimeo.com/1?{name}=1") == f"https://vimeo.com/1?{name}=1"


def test_a_query_that_was_only_tracking_leaves_no_question_mark():
    assert canonical("https://example.org/a?utm_source=x&fbclid=y") == "https://example.org/a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "https://facebook.com/photo.php?x=1&fbid=2&set=a.3&comment_id=4",
            "https://facebook.com/photo.php?fbid=2&set=a.3",
        ),
        (
            "https://facebook.com/permalink.php?id=1&story_fbid=2",
            "https://facebook.com/permalink.php?id=1&story_fbid=2",
        ),
        ("https://www.instagram.com/p/AbC/?img_index=2", "https://instagram.com/p/AbC"),
        ("https://youtube.com/playlist?list=PL1&v2=x", "https://youtube.com/playlist?list=PL1"),
        ("https://dropbox.com/s/a/b.jpg?dl=0&rlkey=k&FBID=1", "https://dropbox.com/s/a/b.jpg?rlkey=k"),
        ("https://facebook.com/x?ID=1", "https://facebook.com/x"),
    ],
)
def test_a_list_of_parameters_keeps_only_those(text: str, expected: str):
    assert canonical(text) == expected


@pytest.mark.parametrize(
    "text", ["https://example.org/a#b", "https://example.org/a#", "https://example.org/a#?x=1"]
)
def test_a_fragment_is_dropped(text: str):
    assert canonical(text) == "https://example.org/a"


@pytest.mark.parametrize(
    "text",
    [
        "https://mega.nz/file/AbC#Key-1",
        "https://drive.proton.me/urls/AbC#Key",
        "https://mega.nz/folder/AbC#K/file/D",
    ],
)
def test_a_fragment_that_opens_the_item_is_kept(text: str):
    assert canonical(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "http://web.archive.org/web/2026*/http://example.org/a/../b//?utm_source=x#top",
            "https://web.archive.org/web/2026*/http://example.org/a/../b//?utm_source=x",
        ),
        (
            "https://archive.is/2026/https://example.org/%7ea/?",
            "https://archive.ph/2026/https://example.org/%7ea/?",
        ),
        ("archive.org/details/x/", "https://archive.org/details/x/"),
        ("https://ghostarchive.org/varchive/AbC?si=1", "https://ghostarchive.org/varchive/AbC?si=1"),
        (
            "https://web.archive.org/web/1/https://example.org/é",
            "https://web.archive.org/web/1/https://example.org/é",
        ),
        ("https://archive.org", "https://archive.org/"),
        ("https://archive.org\\web\\x", "https://archive.org/web\\x"),
        ("https://archive.org?q=1", "https://archive.org/?q=1"),
    ],
)
def test_an_archive_keeps_path_and_query_untouched(text: str, expected: str):
    assert canonical(text) == expected


def test_no_canonical_form_carries_a_control_character():
    assert canonical("https://archive.org/a\x1b[31mb") == "https://archive.org/a%1B[31mb"


def test_no_canonical_form_ends_in_what_pasting_would_strip():
    assert canonical("https://facebook.com/a'/") == "https://facebook.com/a%27"
