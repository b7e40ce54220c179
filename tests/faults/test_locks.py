"""Services and rounds at the same moment: nobody waits for ever, nobody is thrown out, all is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import AT
from tests.faults.conftest import House, answer

LATE = (AT + timedelta(hours=50)).isoformat()
NOTICES = 120


def together(home: House, *acts: tuple[str, ...]) -> list[Any]:
    """Different acts that begin at the same moment."""
    start = home.folder / f"start-{uuid4().hex}"
    processes = [home.start(*act, start) for act in acts]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    start.touch()
    return [answer(process) for process in processes]


@pytest.mark.parametrize("act", ["withdraw", "look"])
def test_a_person_and_two_rounds_do_not_wait_in_a_ring(home: House, act: str) -> None:
    home.ask("seed", NOTICES)
    done, *_ = together(home, (act,), ("sweep", LATE), ("sweep", LATE))
    assert done == {"left": 0}
    home.ask("sweep", LATE)
    found = home.ask("snapshot")
    assert found["broken_chains"] == []
    assert all("None" in each for each in found["next"])
