"""A wall clock that went back fires nothing; once it has caught up, the engine goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Heartbeat, Notice, Step
from cases.services import sweep
from tests.conftest import AT

Make = Callable[..., Any]
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
NOON = AT + 30 * HOUR


@pytest.fixture
def swept(make_notice: Make) -> Notice:
    """A notice swept at NOON, with one more that is due since."""
    notice = make_notice(state="sent")
    sweep.round_at(at=NOON)
    make_notice(state="sent")
    return notice


@pytest.mark.parametrize(
    ("back", "fires"), [(SECOND, True), (60 * SECOND, True), (61 * SECOND, False), (10 * HOUR, False)]
)
def test_a_minute_is_forgiven_and_no_more(swept: Notice, back: timedelta, fires: bool) -> None:
    before = Step.objects.count()
    found = sweep.round_at(at=NOON - back)
    assert found.clock_went_back is not fires
    assert (Step.objects.count() > before) is fires


def test_the_last_round_keeps_its_time(swept: Notice) -> None:
    sweep.round_at(at=NOON - HOUR)
    assert Heartbeat.objects.get(name="sweep").at == NOON


def test_it_is_said_in_the_log(swept: Notice, caplog: pytest.LogCaptureFixture) -> None:
    sweep.round_at(at=NOON - HOUR)
    assert "the clock went back" in caplog.text


def test_once_it_has_caught_up_it_goes_on(swept: Notice) -> None:
    sweep.round_at(at=NOON - HOUR)
    found = sweep.round_at(at=NOON + SECOND)
    assert (found.clock_went_back, found.notices) == (False, 1)


def test_the_first_round_ever_needs_no_earlier_one(make_notice: Make) -> None:
    make_notice(state="sent")
    assert sweep.round_at(at=NOON).notices == 1


def test_a_clock_that_ran_ahead_and_was_put_right_says_nothing_twice(swept: Notice) -> None:
    sweep.round_at(at=NOON + 48 * HOUR)
    steps = Step.objects.count()
    sweep.round_at(at=NOON + HOUR)
    sweep.round_at(at=NOON + 48 * HOUR)
    assert Step.objects.count() == steps
