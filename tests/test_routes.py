"""Every address of the desk has its row, and the start fails where one has none."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from django.urls import path

from cases import checks, routes, urls_desk
from cases.routes import ROUTES, Route, faults
from cases.views.desk.case_doings import DOINGS as OF_CASES
from cases.views.desk.entrance import staff
from cases.views.desk.notice_doings import DOINGS as OF_NOTICES


def page(request: Any) -> Any: ...


def sentences() -> list[str]:
    return [each.msg for each in run_checks() if each.id == "cases.E007"]


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert sentences() == []
    assert len(dict(checks.desk_addresses(checks.get_resolver().url_patterns))) == len(ROUTES) > 20


def test_an_address_without_a_row_fails_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urls_desk, "urlpatterns", urls_desk.urlpatterns)
    urls_desk.urlpatterns.append(path("more", staff(page), name="desk_more"))
    try:
        assert sentences() == ["The address 'desk_more' has no row in cases/routes.py."]
    finally:
        urls_desk.urlpatterns.pop()


def test_a_row_without_an_address_fails_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(routes.ROUTES, "desk_gone", Route("work"))
    assert sentences() == ["cases/routes.py has a row for 'desk_gone', and there is no such address."]


def test_a_row_names_a_line_of_the_table() -> None:
    assert "no line" in faults("x", Route("opne"), has_door=True)[0]


def test_a_view_stands_behind_the_door() -> None:
    assert "@staff" in faults("x", Route("work"), has_door=False)[0]
    assert faults("x", Route(routes.OPEN), has_door=False) == []


def test_a_page_of_content_says_what_is_written_down() -> None:
    assert "written down" in faults("x", Route("open"), has_door=True)[0]
    assert faults("x", Route("open", writes=("open",)), has_door=True) == []
    assert faults("x", Route("look", silent=True), has_door=True) == []


@pytest.mark.parametrize("doing", [*OF_CASES.values(), *OF_NOTICES.values()], ids=lambda doing: doing.key)
def test_every_doing_names_a_line_of_the_table(doing: Any) -> None:
    assert not routes.TABLE[doing.action].of_house


def test_a_fresh_factor_is_asked_for_at_what_happens_there() -> None:
    assert "which never happens" in faults("x", Route("work", fresh=("contact",)), has_door=True)[0]
    assert faults("x", Route("work", fresh=("POST",)), has_door=True) == []


@pytest.mark.parametrize(
    ("name", "asked"), [("desk_case", True), ("desk_case_action", True), ("desk_team", False)]
)
def test_an_address_of_a_case_is_asked_about_one(name: str, asked: bool) -> None:
    assert ROUTES[name].of_case is asked
    assert not Route(routes.OPEN).of_case and not Route(routes.STAFF).of_case
