"""Hosts as a browser reads them, and those no public page can be on."""

from __future__ import annotations

import pytest

from cases.rules import hosts
from tests.rules.shipped import canonical, error


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://EXAMPLE.Org/", "https://example.org/"),
        ("https://example.org./", "https://example.org/"),
        ("https://ex%61mple%2Eorg/", "https://example.org/"),
        ("https://ｅｘａｍｐｌｅ．ｏｒｇ/", "https://example.org/"),
        ("https://例え。jp/", "https://xn--r8jz45g.jp/"),
        ("https://example｡org/", "https://example.org/"),
        ("https://FAß.de/", "https://xn--fa-hia.de/"),
        ("https://xn--n3h.example/", "https://xn--n3h.example/"),
        ("https://my_name.example.org/", "https://my_name.example.org/"),
        ("https://r3---sn-x.example.org/", "https://r3---sn-x.example.org/"),
        ("https://expyuzz4wqqyqhjn.onion/a", "https://expyuzz4wqqyqhjn.onion/a"),
    ],
)
def test_it_reads_a_host_like_a_browser(text: str, expected: str):
    assert canonical(text) == expected


@pytest.mark.parametrize("slashes", ["", "/", "//", "////", "\\\\", "/\\/"])
def test_any_number_of_slashes_may_follow_the_scheme(slashes: str):
    assert canonical(f"https:{slashes}example.org/a") == "https://example.org/a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org\\@evil.test/", "https://example.org/@evil.test/"),
        ("https://example.org?@evil.test/", "https://example.org/?@evil.test/"),
        ("https://example.org#@evil.test/", "https://example.org/"),
        ("https://example.org/@evil.test/", "https://example.org/@evil.test/"),
    ],
)
def test_a_host_ends_where_a_browser_ends_it(text: str, expected: str):
    assert canonical(text) == expected


@pytest.mark.parametrize("user", ["ana@", "ana:secret@", "a@b@", "youtube.com@", ":@", "a%40b:c@"])
def test_it_drops_a_user_name_and_password(user: str):
    assert canonical(f"https://{user}example.org/a") == "https://example.org/a"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("3221225985", "192.0.2.1"),
        ("0300.0.02.01", "192.0.2.1"),
        ("0xC0.0x0.0x2.0x1", "192.0.2.1"),
        ("0xc0000201", "192.0.2.1"),
        ("192.0.513", "192.0.2.1"),
        ("192.0.2.1.", "192.0.2.1"),
        ("8.8.8.8", "8.8.8.8"),
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.255", "203.0.113.255"),
        ("１９２.0.2.1", "192.0.2.1"),
        ("192。0。2。1", "192.0.2.1"),
        ("[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]"),
        ("[2606:4700::1111]", "[2606:4700::1111]"),
        ("[2001:db8::192.0.2.1]", "[2001:db8::c000:201]"),
        ("[3fff::1]", "[3fff::1]"),
    ],
)
def test_an_address_has_one_spelling(host: str, expected: str):
    assert canonical(f"http://{host}/a") == f"http://{expected}/a"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd12::1]",
        "[ff02::1]",
        "[fec0::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:8.8.8.8]",
        "[::127.0.0.1]",
        "[64:ff9b::10.0.0.1]",
        "[2002:7f00:1::]",
        "[64:ff9b:1::1]",
        "[100::1]",
        "[2001:2::1]",
    ],
)
def test_it_refuses_addresses_that_are_not_public(host: str):
    assert error(f"http://{host}/") == hosts.NOT_PUBLIC


@pytest.mark.parametrize("host", ["[2002:808:808::1]", "[64:ff9b::808:808]"])
def test_an_address_that_carries_a_public_one_is_public(host: str):
    assert canonical(f"http://{host}/") == f"http://{host}/"


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "localhost:8000",
        "a.localhost",
        "printer.local",
        "db.internal",
        "nas.lan",
        "router.home",
        "home.arpa",
        "1.0.168.192.in-addr.arpa",
        "local",
        "x.local.",
    ],
)
def test_it_refuses_names_of_private_networks(host: str):
    assert error(f"http://{host}/") == hosts.NOT_PUBLIC


@pytest.mark.parametrize("host", ["localhost.example", "local.example.org", "internal.test", "lan.example"])
def test_a_private_word_elsewhere_in_a_name_is_no_matter(host: str):
    assert canonical(f"https://{host}/") == f"https://{host}/"


@pytest.mark.parametrize(
    "text",
    [
        "https://",
        "https:",
        "http:///",
        "https://?x",
        "https://#x",
        "https://@/",
        "https://:80/",
    ],
)
def test_it_refuses_a_link_without_a_host(text: str):
    assert error(text) == hosts.NO_HOST


@pytest.mark.parametrize(
    "text", ["intranet", "https://com/", "https://com./", "https//example.org", "tel:123"]
)
def test_it_refuses_a_host_of_one_label(text: str):
    assert error(text) == hosts.ONE_LABEL


@pytest.mark.parametrize(
    "host",
    [
        "a..example.org",
        ".example.org",
        "example.org..",
        "-a.example",
        "a-.example.org",
        "exa mple.org",
        "exam*ple.org",
        "a%2fb.example",
        "a%00.example",
        "a,b.example",
        f"{'a' * 64}.example",
        "xn--a.example",
        "xn--.example",
        "a%zz.example",
        "[::1",
        "[1:2]",
        "[fe80::1%25eth0]",
        ".",
        "a^b.example",
        "a|b.example",
        ".".join(["a" * 60] * 5),
        "boardwalk…",
    ],
)
def test_it_refuses_a_host_with_a_bad_label(host: str):
    assert error(f"https://{host}/") == hosts.BAD_NAME


def test_the_longest_label_is_63_characters():
    assert canonical(f"https://{'a' * 63}.example/") == f"https://{'a' * 63}.example/"


def test_a_known_platform_may_have_given_out_a_name_that_ends_in_a_hyphen():
    assert canonical("https://some-name-.tumblr.com/post/1") == "https://some-name-.tumblr.com/post/1"


@pytest.mark.parametrize(
    "host",
    [
        "example.123",
        "example.123.",
        "a.0X1F",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.999",
        "a.0x1f",
        "4294967296",
        "a.08",
    ],
)
def test_it_refuses_a_number_at_the_end_that_is_no_address(host: str):
    assert error(f"https://{host}/") == hosts.NOT_IPV4


@pytest.mark.parametrize(
    "port", ["0", "00", "65536", "99999", "123456789012345678901234567890", "abc", "-1", "8 0", "８０"]
)
def test_it_refuses_a_bad_port(port: str):
    assert error(f"https://example.org:{port}/") == hosts.BAD_PORT


def test_two_ports_are_no_name():
    assert error("https://example.org:1:80/") == hosts.BAD_NAME


@pytest.mark.parametrize(
    ("port", "expected"), [(":1", ":1"), (":65535", ":65535"), (":", ""), (":08443", ":8443")]
)
def test_it_reads_a_good_port(port: str, expected: str):
    assert canonical(f"https://example.org{port}/") == f"https://example.org{expected}/"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://xn--r8jz45g.jp/xn--r8jz45g", "https://例え.jp/xn--r8jz45g"),
        ("https://xn--mgbh0fb.xn--ngbc5azd:8443/a", "https://مثال.شبكة:8443/a"),
        ("https://xn--.example.org/", "https://xn--.example.org/"),
        ("magnet:?xt=urn:btih:xn--r8jz45g", "magnet:?xt=urn:btih:xn--r8jz45g"),
    ],
)
def test_a_host_is_shown_in_its_own_script(address: str, shown: str):
    assert hosts.in_own_script(address) == shown
