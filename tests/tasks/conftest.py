"""A real mail server and a notice on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from cases import tasks
from cases.models import Notice
from tests.conftest import build_platform
from tests.outbound.servers import Desk, serving
from tests.services.story import approved

Make = Callable[..., Any]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HINT = tasks.hint_deliver  # before conftest takes the broker away
ALWAYS = [{"days": list(range(7)), "from": 0, "until": 24}]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def server(desk: Desk, settings: Any) -> Iterator[Desk]:
    """A mail server that takes what we send."""
    with serving(desk) as url:
        settings.MAIL_URL = url
        yield desk


@pytest.fixture
def mailed(make_case: Make, bo: Any) -> Notice:
    """A notice approved for a checked mail address."""
    build_platform(channel="email")
    return approved(make_case(), bo)
