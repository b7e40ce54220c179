"""Which schemes a link may have (D-72), and magnet links."""

from __future__ import annotations

import pytest

from tests.rules.shipped import ask, canonical, error, platform

HASH = "ABCDEF0123456789ABCDEF0123456789ABCDEF01"
MAGNET = f"magnet:?xt=urn:btih:{HASH.lower()}"


@pytest.mark.parametrize(
    "text",
    [
        "ftp://example.org/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "mailto:ana@example.org",
        "blob:https://example.org/1",
        "view-source:https://example.org",
        "about:blank",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "com.example.app://open",
        "intent://example.org#Intent;end",
    ],
)
def test_it_refuses_other_schemes(text: str):
    assert error(text).startswith("Only links that start with http:// or https://")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("example.org:8443/a", "https://example.org:8443/a"),
        ("example.org:8443", "https://example.org:8443/"),
        ("example.org:443?x=1", "https://example.org/?x=1"),
    ],
)
def test_a_port_is_not_taken_for_a_scheme(text: str, expected: str):
    assert canonical(text) == expected


@pytest.mark.parametrize("text", ["HTTP://example.org/a", "http:\\\\example.org\\a", "http:example.org/a"])
def test_it_reads_http_in_any_spelling(text: str):
    assert canonical(text) == "http://example.org/a"


@pytest.mark.parametrize(
    "text",
    [
        f"magnet:?xt=urn:btih:{HASH}",
        f"MAGNET:?xt=URN:BTIH:{HASH}&dn=name",
        f"magnet:?dn=x&xt=urn%3Abtih%3A{HASH}",
        f"magnet[:]?xt=urn:btih:{HASH}&tr=udp://tracker.example.org",
    ],
)
def test_a_magnet_link_is_its_hash(text: str):
    assert (canonical(text), platform(text)) == (MAGNET, None)


def test_a_magnet_hash_may_be_base32():
    assert canonical(f"magnet:?xt=urn:btih:{'A2' * 16}") == f"magnet:?xt=urn:btih:{'a2' * 16}"


@pytest.mark.parametrize(
    "text", ["magnet:", "magnet:?dn=x", "magnet:?xt=urn:btmh:1220ab", "magnet:?xt=urn:btih:12"]
)
def test_it_refuses_a_magnet_link_without_a_whole_hash(text: str):
    assert "btih" in error(text)


@pytest.mark.parametrize("text", ["https://example.org/a b", "javascript:1", "https://10.0.0.1/"])
def test_an_answer_is_a_link_or_a_sentence_and_never_both(text: str):
    resolved = ask(text)
    assert (resolved.canonical is None) != (resolved.error is None)
    assert resolved.error is None or (resolved.error[0].isupper() and resolved.error.endswith("."))
