"""The quick exit (V-20 to V-23)."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from cases.models import Visit
from cases.services import visits
from tests.person import Browser

pytestmark = pytest.mark.django_db


def test_v22_it_leads_to_the_neutral_site() -> None:
    answer = Browser().get("/leave")
    assert (answer.status_code, answer["Location"]) == (303, settings.NEUTRAL_SITE)


def test_v22_it_clears_what_the_browser_keeps_of_us() -> None:
    answer = Browser().get("/leave")
    assert answer["Clear-Site-Data"] == '"cookies", "storage"'
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


def test_v22_it_deletes_the_draft() -> None:
    browser = Browser()
    browser.fill(until="pictures")
    browser.get("/leave")
    assert not Visit.objects.exists()
    assert "safe to use now" in browser.see("/form")


def test_v22_it_closes_the_open_case() -> None:
    browser = Browser()
    browser.report()
    browser.get("/leave")
    assert browser.get("/progress").status_code == 303


def test_v22_it_takes_the_cookie_back() -> None:
    browser = Browser()
    browser.answer("age")
    browser.get("/leave")
    assert browser.cookies[settings.VISIT_COOKIE_NAME].value == ""


def test_v22_a_page_kept_by_the_browser_cannot_revive_the_draft() -> None:
    browser = Browser()
    browser.fill(until="pictures")
    kept = browser.cookies[settings.VISIT_COOKIE_NAME].value
    browser.get("/leave")
    browser.cookies[settings.VISIT_COOKIE_NAME] = kept
    assert "This form was closed" in browser.answer("pictures").content.decode()
    assert not Visit.objects.exists()


@pytest.mark.parametrize("header", [{"HTTP_SEC_PURPOSE": "prefetch;prerender"}, {"HTTP_PURPOSE": "prefetch"}])
def test_v22_a_prefetch_ends_nothing(header: dict[str, str]) -> None:
    browser = Browser()
    browser.answer("age")
    answer = browser.get("/leave", **header)
    assert Visit.objects.exists()
    assert "Clear-Site-Data" not in answer


def test_v21_the_beacon_needs_no_token() -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.get("/form")
    answer = Client(enforce_csrf_checks=True).post("/leave", "", content_type="text/plain;charset=UTF-8")
    assert answer.status_code == 303


def test_v21_the_beacon_ends_the_visit() -> None:
    browser = Browser()
    browser.answer("age")
    browser.post("/leave", "", content_type="text/plain;charset=UTF-8")
    assert not Visit.objects.exists()


def test_v22_it_works_without_a_visit() -> None:
    assert Browser().get("/leave").status_code == 303


def test_v22_it_works_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(token: str) -> None:
        raise OperationalError

    browser = Browser()
    browser.answer("age")
    monkeypatch.setattr(visits, "end", away)
    assert browser.get("/leave").status_code == 303


def test_b23_it_is_never_limited() -> None:
    browser = Browser()
    assert {browser.get("/leave").status_code for _ in range(120)} == {303}


@pytest.mark.parametrize("path", ["/", "/help", "/form", "/return", "/nothing"])
def test_v20_the_exit_is_a_link_on_every_page(path: str) -> None:
    text = Browser().see(path)
    assert len(re.findall(r'<a [^>]*href="/leave" rel="noreferrer"', text)) == 2


@pytest.mark.parametrize("path", ["/", "/form"])
def test_v20_it_comes_right_after_the_skip_link(path: str) -> None:
    links = re.findall(r'<a [^>]*href="([^"]+)"', Browser().see(path))
    assert links[:3] == ["#main", "/leave", "/leave"]


def test_v22_the_exit_is_not_a_form() -> None:
    assert 'action="/leave"' not in Browser().see("/form")
