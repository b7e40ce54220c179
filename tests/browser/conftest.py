"""Debian's Chromium against a live server. No request leaves the machine: any other host is answered here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread; the tests use the database from it, one call at a time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=20_000)  # milliseconds; a busy machine is slow, and nothing here is timed
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def elsewhere() -> list[str]:
    """Every address outside the live server that a page asked for."""
    return []


@pytest.fixture
def new_page(chromium: Browser, live_server: Any, elsewhere: list[str]) -> Iterator[Callable[..., Page]]:
    """A page in a fresh browser profile; options are those of Playwright's new_context."""
    contexts: list[BrowserContext] = []

    def catch(route: Route) -> None:
        if route.request.url.startswith(live_server.url):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.fulfill(body="<title>Weather</title>", content_type="text/html")

    def make(width: int = 390, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 844}, **options
        )
        context.route("**/*", catch)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
