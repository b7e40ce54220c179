"""Signed-in people at one fixed moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from cases.models import Case, Delivery
from tests.conftest import AT, build_platform
from tests.services.story import approved


@pytest.fixture
def frozen() -> Iterator[datetime]:
    """Every reading of the clock is Monday 23 November 2026, 10:00 UTC."""
    with time_machine.travel(AT, tick=False):
        yield AT


@pytest.fixture
def signed_in(frozen: datetime) -> Callable[[User], Client]:
    """A browser of its own for anyone."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def as_bo(bo: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(bo)


@pytest.fixture
def as_cy(cy: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cy)


@pytest.fixture
def as_di(di: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(di)


@pytest.fixture
def as_sam(sam: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(sam)


@pytest.fixture
def mail(make_case: Callable[..., Case], bo: User) -> Delivery:
    """A notice of Bo's on its way by mail."""
    build_platform(channel="email")
    return approved(make_case(), bo).deliveries.get()
