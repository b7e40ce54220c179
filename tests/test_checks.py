"""The start is refused while something she relies on does not hold."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as conf
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from cases import checks
from cases.rules import help as places
from cases.rules import words


def ids(found: list[Any]) -> list[str]:
    return [each.id for each in found]


def test_everything_holds_as_shipped() -> None:
    for check in (
        checks.words_are_strong,
        checks.neutral_site_is_elsewhere,
        checks.nothing_is_uploaded,
        checks.texts_can_be_read,
        checks.values_can_be_used,
    ):
        assert check(None) == []


def test_v03_a_short_word_list_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "all_words", lambda: ("word",) * 7_131)
    assert ids(checks.words_are_strong(None)) == ["cases.E002"]


def test_v03_the_list_is_just_long_enough_at_7132_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "all_words", lambda: ("word",) * 7_132)
    assert checks.words_are_strong(None) == []


def test_a_missing_word_list_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> float:
        raise words.NoWordList("It is missing.")

    monkeypatch.setattr(words, "strength", missing)
    assert ids(checks.words_are_strong(None)) == ["cases.E001"]


@pytest.mark.parametrize(
    "site", ["http://weather.example.org/", "https://", "https://127.0.0.1/", "javascript:alert(1)", ""]
)
def test_v23_the_neutral_site_is_https_and_elsewhere(settings: Any, site: str) -> None:
    settings.NEUTRAL_SITE = site
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert ids(checks.neutral_site_is_elsewhere(None)) == ["cases.E003"]


@pytest.mark.parametrize(
    "site",
    [
        "https://DESK.example.org/",
        "https://desk.example.org:8443/",
        "HTTP://weather.example.org/",
        "https:///x",
    ],
)
def test_v23_neither_our_own_host_nor_anything_but_https_passes(settings: Any, site: str) -> None:
    settings.NEUTRAL_SITE, settings.SITE_URL = site, "https://desk.example.org"
    assert ids(checks.neutral_site_is_elsewhere(None)) == ["cases.E003"]


def test_v23_the_start_itself_is_refused(settings: Any) -> None:
    """Not only the check: every command asks it, the one that serves the pages included."""
    settings.NEUTRAL_SITE = "http://weather.example.org/"
    with pytest.raises(SystemCheckError, match="NEUTRAL_SITE must be the https:// address of another site"):
        call_command("check")


def test_v23_as_shipped_it_is_a_page_about_the_weather() -> None:
    """The same for everyone: no search, no feed, nothing that knows who looks."""
    fresh = subprocess.run(
        [sys.executable, "-c", "from takedown import settings; print(settings.NEUTRAL_SITE)"],
        env={"TAKEDOWN_ENVIRONMENT": "test", "PATH": os.environ["PATH"]}, cwd=conf.BASE_DIR,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    site = urlsplit(fresh.stdout.strip())
    assert (site.scheme, site.path, site.query, site.fragment) == ("https", "/weather", "", "")


def test_v31_uploads_must_be_refused_first(settings: Any) -> None:
    settings.MIDDLEWARE = settings.MIDDLEWARE[1:]
    assert ids(checks.nothing_is_uploaded(None)) == ["cases.E004"]


def test_v31_no_upload_handler_may_exist(settings: Any) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    assert ids(checks.nothing_is_uploaded(None)) == ["cases.E004"]


def test_texts_that_cannot_be_read_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> None:
        raise KeyError("places")

    monkeypatch.setattr(places, "places", damaged)
    assert ids(checks.texts_can_be_read(None)) == ["cases.E005"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DESK_ZONE", "Mars"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_URL", "gopher://x"),
        ("BROKER_URL", "nonsense://x"),
        ("SITE_URL", "desk.example.org"),
        ("ALLOWED_HOSTS", []),
        ("HOME_PLACES", ["XX"]),
        ("HOME_PLACES", []),
        ("PLATFORM_OVERLAY", "/nowhere/overlay.json"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start(settings: Any, name: str, value: Any) -> None:
    setattr(settings, name, value)
    [found] = checks.values_can_be_used(None)
    assert (found.id, found.msg.endswith(".")) == ("cases.E006", True)


def test_links_in_production_are_safe(settings: Any) -> None:
    settings.PRODUCTION, settings.SITE_URL = True, "http://desk.example.org"
    assert ids(checks.values_can_be_used(None)) == ["cases.E006"]


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("SESSION_COOKIE_PATH", "/", "SESSION_COOKIE_PATH"),
        ("SESSION_COOKIE_SAMESITE", "Lax", "SameSite"),
        ("SESSION_ENGINE", "django.contrib.sessions.backends.signed_cookies", "SESSION_ENGINE"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "Local memory"),
        ("MFA_ADAPTER", "allauth.mfa.adapter.DefaultMFAAdapter", "sealed"),
        ("MFA_TOTP_INSECURE_BYPASS_CODE", "123456", "bypass"),
        ("MIDDLEWARE", ["cases.middleware.refuse_uploads"], "both_factors"),
    ],
)
def test_s06_a_door_left_open_stops_the_start(settings: Any, name: str, value: Any, word: str) -> None:
    assert list(checks.open_doors()) == []
    setattr(settings, name, value)
    assert any(word in sentence for sentence in checks.open_doors())


def test_in_production_the_cookies_of_the_desk_travel_over_https_only(settings: Any) -> None:
    settings.PRODUCTION = True
    assert any("https" in sentence for sentence in checks.open_doors())
