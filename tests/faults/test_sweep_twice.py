"""Twice, ten times, late by nine days: the same rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Chain, Delivery, Event, Notice, Step
from cases.services import sweep
from tests.conftest import AT, build_platform

Make = Callable[..., Any]
HOUR = timedelta(hours=1)
TABLES = (Step, Delivery, Event, Chain)


@pytest.fixture
def notices(make_notice: Make, di: Any) -> None:
    """One filed in a form, one sent by mail, one without a deadline."""
    make_notice(state="sent")
    make_notice(state="acknowledged", platform=build_platform("post", channel="email"))
    make_notice(state="sent", regimes=["eu-dsa-16"])


def rows() -> list[Any]:
    """Every row a round writes, whole."""
    tables = [list(table.objects.order_by("pk").values()) for table in TABLES]
    return [*tables, list(Notice.objects.order_by("pk").values("next_step_at", "deadline_passed", "state"))]


def kinds(*fields: str) -> list[Any]:
    return sorted(Step.objects.values_list("clock_id", "kind", *fields))


@pytest.mark.parametrize("hours", [2, 24, 48, 49, 90, 24 * 9])
@pytest.mark.parametrize("times", [2, 10])
def test_again_changes_nothing(notices: None, hours: int, times: int) -> None:
    sweep.sweep(at=AT + hours * HOUR)
    first = rows()
    for _ in range(times - 1):
        assert sweep.sweep(at=AT + hours * HOUR).notices == 0
    assert rows() == first


def test_late_and_often_end_at_the_same_steps(notices: None, make_notice: Make) -> None:
    for hours in range(0, 24 * 9 + 1, 3):
        sweep.sweep(at=AT + hours * HOUR)
    often, next_often = kinds(), rows()[-1]
    Step.objects.all().delete()
    Delivery.objects.all().delete()
    Notice.objects.update(next_step_at=AT)
    sweep.sweep(at=AT + 24 * 9 * HOUR)
    late = kinds()
    missed = {kind for _, kind in late} ^ {kind for _, kind in often}
    assert (late, missed) == (often, set())
    assert rows()[-1] == next_often


def test_what_was_missed_is_said_once_and_only_what_matters(notices: None) -> None:
    sweep.sweep(at=AT + 24 * 9 * HOUR)
    said = Delivery.objects.filter(by_hand=False).exclude(kind="chaser")
    assert set(said.values_list("step", flat=True)) == {"overdue", "target_passed"}
    assert Step.objects.filter(superseded=True, kind__startswith="reminder").count() == 12


def test_a_round_that_looks_back_finds_nothing(notices: None) -> None:
    sweep.sweep(at=AT + 90 * HOUR)
    before = rows()
    sweep.sweep(at=AT + 10 * HOUR)
    assert rows() == before


def test_a_forgotten_next_step_costs_nothing(notices: None) -> None:
    """An index that points to what is done already is put right, and no rung is climbed twice."""
    sweep.sweep(at=AT + 90 * HOUR)
    before = rows()
    Notice.objects.update(next_step_at=AT)
    sweep.sweep(at=AT + 90 * HOUR)
    assert rows() == before
