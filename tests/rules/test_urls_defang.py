"""D-73: a link as staff see it."""

from __future__ import annotations

import pytest

from cases.rules.urls import defang


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://clipshare.test/v/tq81x", "hxxps[:]//clipshare[.]test/v/tq81x"),
        ("http://www.example.org/a.html?b=c.d", "hxxp[:]//www[.]example[.]org/a.html?b=c.d"),
        ("https://example.org:8443/", "hxxps[:]//example[.]org:8443/"),
        ("https://example.org?x=a.b", "hxxps[:]//example[.]org?x=a.b"),
        ("HTTPS://Example.org", "hxxps[:]//Example[.]org"),
        ("magnet:?xt=urn:btih:ab", "magnet[:]?xt=urn:btih:ab"),
        ("https://[2001:db8::1]/a", "hxxps[:]//[2001:db8::1]/a"),
    ],
)
def test_it_breaks_scheme_and_host(url: str, shown: str):
    assert defang(url) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("example.org/a.b", "example[.]org/a.b"),
        ("example.org:8080/x", "example[.]org:8080/x"),
        ("", ""),
        ("javascript:alert(1)", "javascript[:]alert(1)"),
        ("no link", "no link"),
    ],
)
def test_it_breaks_what_was_pasted_too(text: str, shown: str):
    assert defang(text) == shown


def test_it_shows_no_character_that_turns_the_text_around():
    assert defang("https://example.org/\u202egpj.x") == "hxxps[:]//example[.]org/gpj.x"
