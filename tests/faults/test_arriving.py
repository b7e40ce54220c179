"""Several processes at once with the same code, the same link, the same name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.conftest import House, at_once, together

PROCESSES = 4


@pytest.fixture
def staffed(home: House) -> dict[str, Any]:
    found: dict[str, Any] = home.ask("staffed")
    return found


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_s01_of_four_with_the_same_code_one_gets_in(home: House, staffed: dict[str, Any], kind: str) -> None:
    assert at_once(home, PROCESSES, "show", staffed[kind]).count({"in": True}) == 1


def test_s02_of_four_with_the_same_link_one_joins(home: House, staffed: dict[str, Any]) -> None:
    assert at_once(home, PROCESSES, "join", staffed["token"], "eve").count({"in": True}) == 1


def test_s03_four_processes_together_have_the_tries_of_one(home: House, staffed: dict[str, Any]) -> None:
    assert sum(each["in"] for each in at_once(home, PROCESSES, "knock")) == 5


@pytest.mark.parametrize("how", ["close", "take"])
def test_s30_of_four_supervisors_let_go_at_once_one_stays(home: House, how: str) -> None:
    acts = [("part", name, how) for name in home.ask("deciding")["names"]]
    assert together(home, acts).count({"gone": False}) == 1
