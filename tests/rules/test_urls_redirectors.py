"""platforms: a redirector's link is the link inside it, and nothing is fetched to know that (D-70)."""

from __future__ import annotations

import socket
from urllib.parse import quote

import pytest

from tests.rules.shipped import ask, canonical, error, platform

INNER = "https://example.org/a?x=1"
ENCODED = quote(INNER, safe="")


@pytest.mark.parametrize(
    "outer",
    [
        "https://www.google.com/url?sa=D&q=",
        "https://google.com/url?url=",
        "https://www.google.de/url?q=",
        "https://l.facebook.com/l.php?u=",
        "https://lm.facebook.com/l.php?h=x&u=",
        "https://l.instagram.com/?u=",
        "https://out.reddit.com/t3_x?url=",
        "https://www.youtube.com/redirect?event=x&q=",
        "https://vk.com/away.php?to=",
        "https://t.umblr.com/redirect?z=",
        "https://m.vk.com/away.php?to=",
        "https://duckduckgo.com/l/?uddg=",
        "https://steamcommunity.com/linkfilter/?url=",
        "https://steamcommunity.com/linkfilter/?u=",
    ],
)
def test_it_unwraps_a_redirector(outer: str):
    assert canonical(f"{outer}{ENCODED}&more=1") == INNER


@pytest.mark.parametrize(
    "outer",
    [
        "https://google.com/search?q=",
        "https://facebook.com/l.php?u=",
        "https://reddit.com/?url=",
        "https://example.org/url?q=",
        "https://youtube.com/results?q=",
        "https://duckduckgo.com/?q=",
    ],
)
def test_it_unwraps_no_other_link(outer: str):
    assert canonical(f"{outer}{ENCODED}") != INNER


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        (
            "https://www.instagram.com/accounts/login/?next=%2Fp%2FCabc111%2F",
            "https://instagram.com/p/Cabc111",
        ),
        (
            "https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fleo%2Fposts%2F2",
            "https://facebook.com/leo/posts/2",
        ),
        ("https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9leGFtcGxlLmNvbS9i&ntb=1", "https://example.com/b"),
    ],
)
def test_it_opens_what_leads_on_after_a_sign_in_or_from_a_search(outer: str, inner: str):
    assert canonical(outer) == inner


@pytest.mark.parametrize(
    "value", ["//[", "//evil.test/x", "[", "javascript:alert(1)", "", "p/x", "%5C%5Cevil.test"]
)
def test_a_sign_in_page_leads_to_no_other_thing_than_a_path_or_a_web_address(value: str):
    assert canonical(f"https://www.facebook.com/login/?next={value}") == "https://facebook.com/login"


@pytest.mark.parametrize("value", ["a1%25%25", "a1", "a1_w", "aHR0cHM6Ly9leGFtcGxlLmNvbS9i"])
def test_what_it_cannot_read_stays_where_it_is(value: str):
    assert canonical(f"https://www.bing.com/ck/a?u={value}") == "https://bing.com/ck/a"
    assert canonical(f"https://www.instagram.com/accounts/login/?next={value}") != ""


@pytest.mark.parametrize(
    "value", ["example.org", "javascript:alert(1)", "ftp://example.org", "", "/a", "magnet:?x"]
)
def test_it_unwraps_only_web_addresses(value: str):
    assert platform(f"https://google.com/url?q={value}") == "google-search"


def test_it_takes_the_first_parameter_that_holds_a_web_address():
    assert canonical(f"https://google.com/url?q=words&url={ENCODED}") == INNER


def test_the_whole_procedure_runs_on_the_inner_link():
    inner = quote("http://M.YouTube.com/shorts/AbC?si=1", safe="")
    resolved = ask(f"https://l.facebook.com/l.php?u={inner}")
    assert (resolved.platform, resolved.canonical) == ("youtube", "https://youtube.com/watch?v=AbC")


def test_an_inner_link_that_cannot_be_used_is_refused_with_its_reason():
    assert "private network" in error("https://google.com/url?q=http%3A%2F%2F10.0.0.1%2F")


def test_the_input_is_the_outer_link():
    assert ask(f"https://google.com/url?q={ENCODED}").input == f"https://google.com/url?q={ENCODED}"


def nested(depth: int) -> str:
    text = "https://example.org/deep"
    for _ in range(depth):
        text = f"https://google.com/url?q={quote(text, safe='')}"
    return text


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_it_unwraps_up_to_three_deep(depth: int):
    assert canonical(nested(depth)) == "https://example.org/deep"


def test_it_stops_at_the_fourth():
    assert canonical(nested(4)) == nested(1)


def test_it_never_connects(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise AssertionError("a link was followed")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert canonical("https://t.co/AbC") == "https://t.co/AbC"
    assert canonical(nested(3)) == "https://example.org/deep"
