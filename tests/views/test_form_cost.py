"""What sending a report asks of the database: the same for five links as for two hundred."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from cases.forms.draft import Draft
from cases.models import Location
from cases.rules import links
from tests.person import Browser

pytestmark = pytest.mark.django_db


def statements(count: int) -> int:
    """How many statements the last button sends to the database for a report of so many links."""
    her = Browser(REMOTE_ADDR=f"192.0.{count}.1")
    her.fill(links={"links": "\n".join(f"photoline.test/p/{count}-{each}" for each in range(count))})
    last = her.last_page()
    with CaptureQueriesContext(connection) as caught:
        assert her.send("/form", last).status_code == 200
    return len(caught)


def test_two_hundred_links_take_no_more_statements_than_five() -> None:
    statements(1)  # the directory is read once
    assert statements(5) == statements(50) == statements(200)
    assert Location.objects.count() == 1 + 5 + 50 + 200


def test_links_are_read_twice_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    her, read = Browser(), links.read
    her.fill()
    last, times = her.last_page(), []

    def counted(*args: object, **kwargs: object) -> links.Reading:
        times.append(1)
        return read(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(links, "read", counted)
    her.send("/form", last)
    assert len(times) == 2  # once to check them, once to keep them


def test_an_answer_typed_anew_is_checked_anew() -> None:
    draft = Draft({"at": "age", "typed": {"age": {"under_18": [""]}}})
    assert not draft.is_done(draft.page)
    draft.keep(QueryDict("under_18=no"))
    assert draft.is_done(draft.page)
