"""A long walk through all services, in any order: whatever people do, what must hold holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from cases import machines
from tests.walk import HOLDS, PLACES, Walk

Path = list[tuple[Any, ...]]
WHOLE: Path = [
    ("begin", False, 0), ("add_link", PLACES[2]), ("look", "merge", 2),
    ("carry_on",), ("carry_on",), ("decide", "hold"), ("decide", "resume"),
    ("carry_on",), ("carry_on",), ("handle", "revise", 0), ("carry_on",), ("carry_on",),
    ("look", "confirm_live", 0), ("look", "lose_sight", 1), ("wait", 1), ("hear", "acknowledge", 0),
    ("wait", 49), ("escalate", 0, 0), ("look", "claim_removed", 0), ("hear", "refuse", 0),
    ("see_everything_gone",), ("finish", 0, False), ("look", "find_again", 0), ("handle", "withdraw", 1),
    ("look", "give_up", 0), ("finish", 30, False), ("look", "retry", 0),
]  # fmt: skip
REFUSED: Path = [
    ("begin", True, 4), ("try_to_send", "unknown", 0), ("try_to_send", "crash", 0), ("wait", 1),
    ("try_to_send", "failed", 0), ("stop", "refer", 0),
]  # fmt: skip
STOPPED: Path = [
    ("begin", True, 4), ("try_to_send", "sent", 0), ("wait", 100), ("stop", "withdraw", 0), ("wait", 100),
]  # fmt: skip


@pytest.fixture
def empty_house(db: None) -> Iterator[None]:
    assert not User.objects.exists()
    Walk.visited.clear()
    yield


def go(path: Path) -> None:
    """Walk one way on purpose, with everything checked after each step."""
    walk = Walk()
    for name, *values in path:
        getattr(Walk, name)(walk, *values)
        for holds in HOLDS:
            holds(walk)
    walk.teardown()


def test_every_state_is_reached_by_the_services_alone(empty_house: None) -> None:
    for path in (WHOLE, REFUSED, STOPPED):
        go(path)
    everything = {(machine.name, state) for machine in machines.machines() for state in machine.states}
    assert everything - Walk.visited == set()


def test_whatever_people_do_what_must_hold_holds(empty_house: None) -> None:
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert len(Walk.visited) > 15
