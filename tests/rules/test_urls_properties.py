"""What holds for every text: an answer, one canonical form, and a way back from the defanged one."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cases.rules.urls import defang
from tests.rules.shipped import ask, canonical

HOSTS = st.sampled_from(
    [
        "youtube.com",
        "youtu.be",
        "x.com",
        "www.facebook.com",
        "reddit.com",
        "redd.it",
        "www.instagram.com",
        "bing.com",
        "t.me",
        "tiktok.com",
        "mega.nz",
        "web.archive.org",
        "google.com",
        "pornhub.com",
        "player.vimeo.com",
        "example.org",
        "www.www.facebook.com",
        "192.0.2.1",
        "[2001:db8::1]",
        "例え。jp",
        "a.test:8443",
    ]
)
PARTS = st.sampled_from(
    [
        "/",
        "//",
        "/accounts/login/?next=",
        "/ck/a?u=a1",
        "/.",
        "/..",
        "%2e",
        "%2E",
        "[",
        "]",
        "(",
        "dot",
        "d%6ft",
        ")",
        "%",
        "%4",
        "%41",
        "%%341",
        "%c3",
        "é",
        "\u200b",
        "\u202e",
        "'",
        '"',
        "<",
        " ",
        "\x1b",
        "?",
        "&",
        "=",
        "v=AbC",
        "si=1",
        "#",
        "#!AbC!Key",
        "@Name",
        "/status/12",
        "/i/web",
        "/p/AbC",
        "/shorts/AbC",
        "/embed/AbC",
        "/watch",
        "/comments/ab",
        "/video/12",
        "/s/Name",
        "/12",
        "|",
        "^",
        "\\",
        ";",
        "+",
        "~",
        "😀",
        "/amp/",
        "A",
        "…",
        "。",
        ":",
        "@",
    ]
)
LINKS = st.builds(
    lambda scheme, host, parts: scheme + host + "".join(parts),
    st.sampled_from(["https://", "http://", "", "hxxps[:]//", "//"]),
    HOSTS,
    st.lists(PARTS, max_size=12),
)
ANYTHING = st.text(st.characters(codec=None), max_size=80)


@settings(deadline=None)
@given(ANYTHING | LINKS | st.builds("https://example.org/{}".format, ANYTHING))
@example("\ud800\udc00")
@example("\x00")
@example("https://[")
@example("https://xn--99999999999999999999.example/")
def test_it_answers_every_text_and_keeps_it(text: str):
    resolved = ask(text)
    assert resolved.input == text
    assert (resolved.canonical is None) != (resolved.error is None)


@settings(deadline=None)
@given(LINKS)
def test_a_canonical_form_is_its_own_canonical_form(text: str):
    first = ask(text)
    if first.canonical is not None:
        again = ask(first.canonical)
        assert (again.canonical, again.platform) == (first.canonical, first.platform)


@settings(deadline=None)
@given(st.builds("https://{}/{}".format, HOSTS, ANYTHING))
def test_a_canonical_form_of_any_path_is_stable(text: str):
    first = canonical(text)
    assert first is None or canonical(first) == first


@settings(deadline=None)
@given(LINKS)
def test_a_defanged_link_leads_to_the_same_place(text: str):
    first = canonical(text)
    assert first is None or canonical(defang(first)) == first


@settings(deadline=None)
@given(ANYTHING | LINKS)
def test_a_defanged_text_cannot_be_opened(text: str):
    assert not defang(text).lower().lstrip().startswith(("http:", "https:", "javascript:", "data:"))
