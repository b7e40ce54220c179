"""The tables typed into the tests are those of the code: no transition more, none less."""

from __future__ import annotations

import pytest

from cases.machines import machines
from tests.models.machines import CASE, LOCATION, NOTICE, Row

TABLES = {"Case": CASE, "Notice": NOTICE, "Location": LOCATION}


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.name)
def test_every_transition_of_the_code_is_in_the_table(machine: object) -> None:
    table: tuple[Row, ...] = TABLES[machine.name]
    found = {(move.name, frozenset(move.sources), move.target) for move in machine.moves}
    assert found == {(name, frozenset(sources), target) for name, sources, target in table}


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.name)
def test_every_state_can_be_reached(machine: object) -> None:
    reached = {machine.start}
    for _ in machine.states:
        reached |= {move.target for move in machine.moves if reached & set(move.sources)}
    assert reached == set(machine.states)


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.name)
def test_no_state_but_a_final_one_is_a_dead_end(machine: object) -> None:
    for state in set(machine.states) - set(machine.final):
        assert any(state in move.sources for move in machine.moves), state
