"""The list of her pages and states that browser tests walk is whole: no template of hers is left out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import signals

from cases.views.own.table import PAGES as OWN
from tests import hers
from tests.person import FORM, Browser
from tests.replies import MULTIPART, OWN_ACTS, Reply, replies
from tests.source import ROOT

pytestmark = pytest.mark.django_db
TEMPLATES = {
    str(path.relative_to(ROOT / "templates"))
    for folder in ("intake", "own", "errors", "components")
    for path in (ROOT / "templates" / folder).glob("*.html")
    if not path.name.startswith("desk_")
}


def test_v60_every_template_of_hers_is_on_a_page_that_the_browser_meets() -> None:
    seen: set[str] = set()

    def note(template: Any, **told: Any) -> None:
        seen.add(str(template.name))

    signals.template_rendered.connect(note)
    for _, path, begin in hers.states():
        with_visit(begin()).get(path)
    for reply in replies():
        answer(reply, pytest.MonkeyPatch())
    signals.template_rendered.disconnect(note)
    assert TEMPLATES - seen == set()


def with_visit(token: str) -> Browser:
    her = Browser(raise_request_exception=False)
    if token:
        her.cookies[settings.VISIT_COOKIE_NAME] = token
    return her


def answer(reply: Reply, patch: pytest.MonkeyPatch) -> HttpResponse:
    """What is said to it, as the browser tests send it."""
    her = with_visit(reply.begin())
    told = reply.told() if callable(reply.told) else reply.told
    kind = FORM if reply.kind != MULTIPART else f"{MULTIPART}; boundary=x"
    with patch.context() as within:
        reply.broken(within)
        return her.post(reply.path, urlencode(told, doseq=True), content_type=kind)


@pytest.mark.parametrize("reply", list(replies()), ids=lambda reply: reply.name)
def test_each_answer_is_the_one_its_name_says(reply: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer(reply, monkeypatch).status_code in (reply.status, 303)


@pytest.mark.parametrize("key", hers.FORM_PAGES)
def test_the_page_that_is_meant_is_the_one_that_opens(key: str) -> None:
    """In each state: another page in its place would pass every test of this one."""
    for name, path, begin in hers.states():
        if path == hers.FORM and name.split(",")[0] == key:
            text = with_visit(begin()).see(path)
            assert f'name="page" value="{key}"' in text, name
            assert key != "check" or 'value="change:' in text, f"{name}: nothing is read back"


def test_each_page_of_her_own_is_pressed_too() -> None:
    assert set(OWN_ACTS) == set(OWN)
