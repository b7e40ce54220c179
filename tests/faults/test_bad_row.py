"""One bad row is logged, pushed back, and never blocks the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from cases.models import Clock, Event, Notice, Step, keyring
from cases.models.keyring import KeyRingError
from cases.services import sweep
from cases.services.record import verify
from tests.conftest import AT

Make = Callable[..., Any]
TWO = AT + timedelta(hours=2)


@pytest.fixture
def bad(make_notice: Make) -> Notice:
    """The second of three notices has a clock under a law nobody knows."""
    notices = [make_notice(state="sent") for _ in range(3)]
    Clock.objects.filter(notice=notices[1], regime="us-tida").update(regime="xx-nothing")
    return notices[1]


def test_the_others_are_done(bad: Notice) -> None:
    swept = sweep.sweep(at=TWO)
    assert (swept.notices, swept.pushed_back) == (2, 1)
    assert Step.objects.count() == 2


def test_the_bad_one_waits_a_while(bad: Notice) -> None:
    sweep.sweep(at=TWO)
    bad.refresh_from_db()
    assert bad.next_step_at == TWO + timedelta(minutes=15)
    assert not bad.steps.exists()


def test_it_leaves_nothing_half_done(bad: Notice) -> None:
    sweep.sweep(at=TWO)
    assert not Event.objects.filter(notice_id=bad.pk).exists()
    assert all(verify(notice.case) == [] for notice in Notice.objects.all())


def test_it_is_logged_by_its_id_alone(bad: Notice, caplog: pytest.LogCaptureFixture) -> None:
    sweep.sweep(at=TWO)
    assert f"notice {bad.pk} pushed back after UnknownRegime" in caplog.text
    assert "xx-nothing" not in caplog.text


def test_a_round_with_a_bad_row_comes_to_an_end(bad: Notice) -> None:
    for _ in range(3):
        sweep.sweep(at=TWO)
    assert sweep.sweep(at=TWO).pushed_back == 0


def test_once_it_is_mended_it_goes_on(bad: Notice) -> None:
    sweep.sweep(at=TWO)
    Clock.objects.filter(regime="xx-nothing").update(regime="us-tida")
    sweep.sweep(at=TWO + timedelta(minutes=15))
    assert bad.steps.count() == 1


@pytest.mark.parametrize("count", [1, 7])
def test_many_bad_rows_block_nobody(make_notice: Make, count: int) -> None:
    for _ in range(count):
        bad = make_notice(state="sent")
        Clock.objects.filter(notice=bad, regime="us-tida").update(regime="xx-nothing")
    good = make_notice(state="sent", received_at=AT + timedelta(minutes=1))
    swept = sweep.sweep(at=TWO + timedelta(minutes=1), batch=2)
    assert (swept.pushed_back, good.steps.count()) == (count, 1)


@pytest.mark.parametrize("error", [OperationalError, KeyRingError])
def test_without_database_or_keys_no_row_is_blamed(
    make_notice: Make, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    notice = make_notice(state="sent")
    before = notice.next_step_at

    def away(*given: Any, **values: Any) -> None:
        raise error("away")

    monkeypatch.setattr("cases.services.climb.record_many", away)
    with pytest.raises(error):
        sweep.sweep(at=TWO)
    notice.refresh_from_db()
    assert notice.next_step_at == before
    assert not notice.steps.exists()


def test_with_a_wrong_key_ring_the_round_stops(make_notice: Make, settings: Any) -> None:
    make_notice(state="sent")
    settings.KEYS_INLINE = "no ring"
    with pytest.raises(KeyRingError):
        sweep.sweep(at=TWO)
    keyring.load.cache_clear()
    assert Step.objects.count() == 0
