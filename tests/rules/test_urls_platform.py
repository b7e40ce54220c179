"""platforms: from host and path to platform, in the shipped directory."""

from __future__ import annotations

import pytest

from tests.rules.shipped import RECORDS, canonical, platform


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("https://facebook.com/x", "facebook"),
        ("https://scontent.fbcdn.net/x.jpg", "facebook"),
        ("https://facebook.com/ads/library/?id=1", "meta-ads"),
        ("https://m.facebook.com/ads/library", "meta-ads"),
        ("https://twitter.com/a", "x"),
        ("https://pbs.twimg.com/media/x", "x"),
        ("https://t.co/AbC", "x"),
        ("https://www.google.de/search?q=x", "google-search"),
        ("https://www.google.com/maps", None),
        ("https://drive.google.com/file/d/1", "google-drive"),
        ("https://sites.google.com/x", "google-sites"),
        ("https://play.google.com/store", "google-play"),
        ("https://chrome.google.com/webstore/x", "chrome-web-store"),
        ("https://drive.proton.me/urls/x#k", "proton-drive"),
        ("https://onedrive.live.com/x", "onedrive"),
        ("https://someone.tumblr.com/post/1", "tumblr"),
        ("https://example.org/", None),
        ("http://192.0.2.1/", None),
        ("http://[2001:db8::1]/", None),
    ],
)
def test_it_names_the_platform(text: str, slug: str | None):
    assert platform(text) == slug


@pytest.mark.parametrize(
    "host",
    [
        "notfacebook.com",
        "facebook.com.example.org",
        "facebook.community",
        "xfacebook.com",
        "facebook.co",
        "facebook-com.example.org",
        "box.com.example",
        "wwwx.example",
    ],
)
def test_a_name_that_only_contains_a_platform_is_another_website(host: str):
    assert platform(f"https://{host}/") is None


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/facebook.com",
        "https://example.org/?u=facebook.com",
        "https://facebook.com@example.org/",
        "https://example.org/#@facebook.com",
    ],
)
def test_a_platform_outside_the_host_is_no_matter(text: str):
    assert platform(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "https://t.co/AbC",
        "https://vm.tiktok.com/AbC",
        "https://fb.watch/AbC",
        "https://pin.it/AbC",
        "https://bit.ly/AbC",
        "https://vt.tiktok.com/AbC",
        "https://goo.gl/AbC",
        "https://youtube.com/@Name",
    ],
)
def test_a_short_link_stays_as_it_is(text: str):
    assert canonical(text) == text


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["slug"])
def test_every_listed_domain_leads_to_a_platform_or_is_folded(record: dict):
    aliases = {host for other in RECORDS for host in other["host_aliases"]}
    for domain in set(record["domains"]) - aliases:
        assert platform(f"https://a.{domain}/x") == record["slug"]


@pytest.mark.parametrize(
    "record", [r for r in RECORDS if r["url_patterns"]], ids=lambda record: record["slug"]
)
def test_every_listed_pattern_leads_to_its_platform(record: dict):
    for pattern in record["url_patterns"]:
        assert platform(f"https://www.{pattern}") == record["slug"]


def test_every_alias_leads_where_its_target_leads():
    for record in RECORDS:
        for host, target in record["host_aliases"].items():
            assert platform(f"https://{host.replace('*-*', 'pt-br')}/x") == platform(f"https://{target}/x")
