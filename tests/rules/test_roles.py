"""The table of roles against safety.md 4.1, written down here a second time, and the reading of the table."""

from __future__ import annotations

import pytest

from cases.rules import roles
from cases.rules.roles import GRID, ROLES, TABLE, read

# safety.md 4.1, row by row: what stands in the cells of the six roles, in its own order.
PAPER = [
    ("see the queue of new reports", "list", ["new", "new own", "team", "", "", "flagged"]),
    ("open case content", "open", ["new", "own", "team why", "", "", "flagged"]),
    ("prepare a notice", "prepare", ["", "own", "team why", "", "", ""]),
    ("send a first notice", "send", ["", "own", "team", "", "", ""]),
    ("file with a regulator or the police", "file", ["", "", "team", "", "", ""]),
    ("close as removed", "close", ["", "own", "team", "", "", "flagged"]),
    ("ask for what needs two", "ask_two", ["", "own", "team", "", "", "flagged"]),
    ("approve what needs two", "agree", ["", "", "team", "", "", "flagged"]),
    ("read audit", "read_audit", ["", "own", "team", "all", "", "flagged"]),
]


@pytest.mark.parametrize(("words", "action", "cells"), PAPER, ids=lambda each: str(each))
def test_the_table_says_what_the_paper_says(words: str, action: str, cells: list[str]) -> None:
    cells_here = [" ".join(each for each in TABLE[action].cells[role] if each != "hour") for role in ROLES]
    assert cells_here == cells, words  # the hour of an emergency stands in a rule of its own: S-32


def test_s32_an_emergency_lets_nobody_give_away_end_or_ask_for_two() -> None:
    hour = {each.action for each in TABLE.values() if any("hour" in scopes for scopes in each.cells.values())}
    assert hour == {"list", "open", "flag", "triage", "look", "message", "prepare", "send", "follow"}


def test_an_auditor_and_an_admin_stand_in_no_line_with_content() -> None:
    for line in TABLE.values():
        if line.content:
            assert not line.cells[roles.AUDITOR] and not line.cells[roles.ADMIN]


def test_intake_and_the_lead_prepare_and_send_nothing() -> None:
    for action in ("prepare", "send", "follow", "file", "verify_channel"):
        assert not TABLE[action].cells[roles.INTAKE] and not TABLE[action].cells[roles.SAFEGUARDING]


def test_only_the_lead_reaches_flagged_cases_and_nothing_else() -> None:
    for line in TABLE.values():
        for role, scopes in line.cells.items():
            assert ("flagged" in scopes) <= (role == roles.SAFEGUARDING)
        assert set(line.cells[roles.SAFEGUARDING]) <= {"flagged", "yes"}


def test_lines_that_show_a_case_are_starred() -> None:
    assert {each.action for each in TABLE.values() if each.content} >= {"open", "look", "message", "prepare"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| intake |", "| visitor |"),
        ("take_up  ", "list     "),
        ("| team       |         |", "| teams      |         |"),
        ("| yes    | yes ", "| new    | yes "),
    ],
)
def test_a_table_that_cannot_be_read_is_an_error(old: str, new: str) -> None:
    with pytest.raises(ValueError, match="table of roles"):
        read(GRID.replace(old, new, 1))


def test_a_line_with_a_cell_too_few_is_an_error() -> None:
    with pytest.raises(ValueError):
        read(GRID + "more | new | x\n")


def test_every_line_has_its_words() -> None:
    assert all(len(each.can.split()) > 1 for each in TABLE.values())
