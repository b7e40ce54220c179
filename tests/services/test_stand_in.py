"""A dead worker does not mean silence: the desk's own requests do a small round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Heartbeat, Notice, Step
from cases.services import sweep
from tests.conftest import AT

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def due(make_notice: Callable[..., Notice]) -> Notice:
    return make_notice(state="sent", received_at=AT - timedelta(hours=3))


def beat(name: str, at: Any) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def test_it_does_the_round_when_no_worker_ever_did(due: Notice) -> None:
    sweep.stand_in(at=AT)
    assert Step.objects.filter(notice=due, kind="ack_missing").exists()


def test_it_leaves_the_round_to_a_worker_that_is_on_time(due: Notice) -> None:
    beat("sweep", AT - MINUTE)
    sweep.stand_in(at=AT)
    assert not Step.objects.exists()


def test_it_steps_in_a_moment_later(due: Notice) -> None:
    beat("sweep", AT - MINUTE - timedelta(seconds=1))
    sweep.stand_in(at=AT)
    assert Step.objects.exists()


def test_it_steps_in_once_a_minute_at_most(due: Notice) -> None:
    beat("web", AT - timedelta(seconds=59))
    sweep.stand_in(at=AT)
    assert not Step.objects.exists()


def test_the_desk_goes_on_saying_that_the_worker_is_away(due: Notice) -> None:
    sweep.stand_in(at=AT)
    assert not Heartbeat.objects.filter(name="sweep").exists()
    assert Heartbeat.objects.get(name="web").at == AT


def test_opening_the_desk_does_the_round(due: Notice, bo: Any, client: Any) -> None:
    client.force_login(bo)
    client.get("/desk/")
    assert Step.objects.filter(notice=due, kind="ack_missing").exists()
