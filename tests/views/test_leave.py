"""The quick exit, and what is left of a visit after it (V-17, V-20 to V-23)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Bucket, Visit
from cases.services import throttle, visits
from tests.person import MAIL, Browser

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
    """However often, by link and by beacon; it does not even ask the table of limits."""
    browser = Browser()
    assert {browser.get("/leave").status_code for _ in range(120)} == {303}
    beacon = {browser.post("/leave", "", content_type="text/plain").status_code for _ in range(120)}
    assert (beacon, Bucket.objects.count()) == ({303}, 0)


def test_b23_when_every_other_limit_is_reached_it_still_ends_the_visit() -> None:
    """Each limit there is, used up for her network and for all: who looks over her shoulder does not wait."""
    browser = Browser()
    browser.answer("device")
    limits = [each for each in vars(throttle).values() if isinstance(each, throttle.Limit)]
    for limit in limits:
        for who in ("127.0.0.0/24", ""):
            for _ in range(limit.burst):
                throttle.allow(limit, who, at=timezone.now())
    assert Browser().answer("device").status_code == 429
    assert browser.get("/leave").status_code == 303
    assert (len(limits), Visit.objects.count()) == (12, 0)


@pytest.mark.parametrize(
    "how", [{"HTTP_X_MOZ": "prefetch"}, {"HTTP_PURPOSE": "prefetch"}, {"REQUEST_METHOD": "HEAD"}]
)
def test_v22_who_only_guesses_or_asks_what_there_is_ends_nothing(how: dict[str, str]) -> None:
    browser = Browser()
    browser.answer("device")
    assert browser.get("/leave", **how).status_code == 303
    assert Visit.objects.count() == 1


def test_v22_it_waits_for_a_lock_for_a_moment_only_and_nothing_else_does() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            usual = cursor.execute("PRAGMA busy_timeout").fetchone()
            with visits.hurried():
                assert cursor.execute("PRAGMA busy_timeout").fetchone() == (1000,)
            assert cursor.execute("PRAGMA busy_timeout").fetchone() == usual
    else:
        with visits.hurried(), CaptureQueriesContext(connection) as asked:
            assert not asked.captured_queries


CANARIES = ("canary", "ana@example.org", "photoline")


def with_answers(browser: Browser) -> None:
    browser.fill(contact=MAIL, pictures={"facts": "canary"}, links={"links": "photoline.test/p/canary"})


def with_case(browser: Browser) -> None:
    with_answers(browser)
    browser.send("/form", browser.last_page())
    browser.send("/progress", {"go": "messages"})


def by_exit(browser: Browser) -> HttpResponse:
    return browser.get("/leave")


def by_sign_out(browser: Browser) -> HttpResponse:
    return browser.send("/progress", {"go": "out"})


@pytest.mark.parametrize(
    ("begin", "end"), [(with_answers, by_exit), (with_case, by_exit), (with_case, by_sign_out)]
)
def test_v17_after_it_back_and_reload_show_the_start_and_nothing_of_hers(begin: Any, end: Any) -> None:
    """Even from a browser that kept her cookie and asks for each page, or sends each form, once more."""
    browser = Browser()
    begin(browser)
    kept = browser.cookies[settings.VISIT_COOKIE_NAME].value
    assert end(browser)["Clear-Site-Data"] == '"cookies", "storage"'
    browser.cookies[settings.VISIT_COOKIE_NAME] = kept
    assert "safe to use now" in browser.see("/form")
    assert (
        browser.get("/progress")["Location"]
        == browser.send("/progress", {"go": "links"})["Location"]
        == "/return"
    )
    for path in ("/", "/form", "/return", "/progress", "/help"):
        text = browser.see(path)
        assert not any(word in text for word in CANARIES), path
    assert not Visit.objects.exists()


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
