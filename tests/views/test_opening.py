"""When our own line is open, on her pages: in her language and her time (V-64)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings

from cases.rules import hours
from tests.catalogs import LANGUAGES
from tests.hers import on_progress
from tests.moments import a_case
from tests.person import Browser
from tests.views.test_languages import at, reading, tongue_of

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)
LINE = hours.parse("Mon-Fri 10:00-16:00", zone="Europe/London")


@pytest.fixture(autouse=True)
def _two_at_night(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    settings.HELPLINE_HOURS = LINE
    monkeypatch.setattr("django.utils.timezone.now", lambda: NIGHT)


def test_v64_before_she_says_where_she_is_the_hours_are_in_our_time() -> None:
    assert "We open today at 10:00 UK time. That is in about 8 hours." in Browser().see("/")


def test_v64_from_the_place_she_named_on_they_are_in_hers() -> None:
    her = Browser()
    her.fill(until="links", place={"place": "KR"})
    assert "We open today at 19:00 your time." in her.see("/form")


def test_v64_the_zone_she_chose_wins() -> None:
    case = a_case()
    case.place, case.zone = "US", "America/Chicago"
    case.save()
    assert "We open tomorrow at 04:00 your time." in at(on_progress(case=case), Browser()).see("/progress")


def test_v64_an_error_page_says_it_too() -> None:
    assert "We open today at 10:00 UK time." in Browser().get("/nothing").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_v63_no_language_needs_hours_of_its_own(language: str, settings: LazySettings) -> None:
    for line in ("Sat 08:00-09:00", "Mon-Fri 00:30-04:00", "always", "Mon-Sun 03:00-04:00"):
        settings.HELPLINE_HOURS = hours.parse(line, zone="Europe/Lisbon")
        assert tongue_of(reading(language).see("/")) == language
