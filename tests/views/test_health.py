"""What machines read of the house (O-06)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from cases.models import Heartbeat
from cases.views import health
from tests.person import Browser

pytestmark = pytest.mark.django_db


def beat(ago: timedelta) -> None:
    Heartbeat.objects.update_or_create(name="sweep", defaults={"at": timezone.now() - ago})


def test_o06_health_is_ok_while_the_engine_beats() -> None:
    beat(timedelta(minutes=4, seconds=50))
    answer = Browser().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("ago", [timedelta(minutes=5, seconds=5), timedelta(days=1)])
def test_o06_health_is_503_when_the_engine_is_silent(ago: timedelta) -> None:
    beat(ago)
    answer = Browser().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"worker away\n")


def test_o06_health_is_503_before_the_first_round() -> None:
    assert Browser().get("/healthz").status_code == 503


def test_o06_health_is_503_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(health.Heartbeat.objects, "filter", away)
    answer = Browser().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"database away\n")


def test_o06_health_needs_no_session(django_assert_num_queries: Callable[..., object]) -> None:
    beat(timedelta(0))
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        answer = Browser().get("/healthz")
    assert not answer.cookies
