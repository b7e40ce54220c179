"""What holds for everyone is there without a database: start, help, way out (R-18, V-22, V-64)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from cases.models.keyring import KeyRingError
from cases.services import visits
from tests.person import Browser


@pytest.fixture
def her() -> Browser:
    """Her browser, with the cookie of a visit."""
    browser = Browser()
    browser.cookies[settings.VISIT_COOKIE_NAME] = "a-visit-that-was-open"
    return browser


@pytest.fixture(params=[OperationalError, InterfaceError])
def _no_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise request.param

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", away)


@pytest.mark.usefixtures("_no_database")
@pytest.mark.parametrize("path", ["/", "/help"])
def test_r18_what_needs_no_database_is_shown_without_one(her: Browser, path: str) -> None:
    answer = her.get(path)
    assert answer.status_code == 200
    assert settings.ORGANISATION["helpline"] in answer.content.decode()


@pytest.mark.usefixtures("_no_database")
def test_v64_help_in_a_country_and_a_language_is_there_without_a_database(her: Browser) -> None:
    text = her.send("/help", {"place": "US", "who": "adult", "spoken": "es"}).content.decode()
    assert ("1-844-878-2274" in text, '<html lang="es"' in text) == (True, True)


@pytest.mark.usefixtures("_no_database")
def test_v22_the_way_out_is_there_without_a_database(her: Browser) -> None:
    assert her.get("/leave")["Location"] == settings.NEUTRAL_SITE


def test_v22_the_way_out_is_there_without_keys(her: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(token: str) -> str:
        raise KeyRingError

    monkeypatch.setattr(visits, "token_index", unreadable)
    assert her.get("/leave")["Location"] == settings.NEUTRAL_SITE
