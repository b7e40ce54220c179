"""R-13: nothing is erased while the clock is in doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cases.models import Case, Heartbeat
from cases.services import erasure, held, sweep
from tests.conftest import AT

Make = Callable[..., Case]
H = timedelta(hours=1)
AFTER = AT + 72 * H


def asked(case: Case) -> Case:
    return erasure.ask(case_id=case.pk, at=AT)


def test_r13_nothing_is_erased_while_the_clock_is_in_doubt(make_case: Make, di: Any) -> None:
    """A clock that runs ahead would end her time to undo."""
    case = asked(make_case())
    held.doubt_the_clock(at=AFTER)
    assert erasure.erase_due(at=AFTER) == 0
    assert Case.objects.filter(pk=case.pk).exists()
    held.release(why="clock", actor=di, at=AFTER)
    assert erasure.erase_due(at=AFTER) == 1


def test_r13_nothing_is_erased_before_the_clock_has_caught_up(make_case: Make) -> None:
    asked(make_case())
    Heartbeat.objects.create(name=sweep.HEARTBEAT, at=AFTER + 2 * H)
    assert erasure.erase_due(at=AFTER) == 0
    assert erasure.erase_due(at=AFTER + 2 * H) == 1
