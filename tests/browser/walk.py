"""Every page of hers in a browser, one after the other: those that are opened, then answers to a POST."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests import hers
from tests.replies import Reply, countries, replies

FORGERY = "a" * 32
# A form as a page of ours would send it, whatever page is open.
SEND = """([path, kind, pairs]) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: path, enctype: kind });
  for (const [name, value] of pairs) {
    const field = document.createElement("textarea");
    Object.assign(field, { name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""


def opened(page: Page, language: str = "en") -> Iterator[str]:
    """Open one state after the other; what it is."""
    for name, path, begin in hers.states(language):
        visit(page, begin())
        page.goto(path)
        yield name


def every(page: Page, language: str = "en", *, with_countries: bool = False) -> Iterator[str]:
    """Those, and then every answer to a POST."""
    yield from opened(page, language)
    for reply in (*replies(language), *(countries() if with_countries else ())):
        visit(page, reply.begin(), has_cookie=reply.has_cookie)
        page.goto("/help")
        with pytest.MonkeyPatch.context() as patch:
            reply.broken(patch)
            assert post(page, reply) == reply.status, reply.name
        yield reply.name


def visit(page: Page, token: str, *, has_cookie: bool = True) -> None:
    """Exactly this visit, and the cookie against forged forms."""
    base = page.context.request.get("/healthz").url.removesuffix("/healthz")
    cookies = {settings.VISIT_COOKIE_NAME: token, settings.CSRF_COOKIE_NAME: FORGERY if has_cookie else ""}
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": name, "value": value, "url": base} for name, value in cookies.items() if value]
    )


def post(page: Page, reply: Reply) -> int:
    """Send it; the status of the page that is there then."""
    told = reply.told() if callable(reply.told) else reply.told
    pairs = [("csrfmiddlewaretoken", FORGERY)]
    pairs += [
        (name, each)
        for name, value in told.items()
        for each in ([value] if isinstance(value, str) else value)
    ]
    with page.expect_navigation() as arrived:
        page.evaluate(SEND, [reply.path, reply.kind, pairs])
    answer = arrived.value
    assert answer
    return answer.status
