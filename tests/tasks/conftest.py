"""A real mail server and a notice on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cases.models import Notice
from tests.conftest import build_platform
from tests.outbound.servers import Desk, serving
from tests.services.story import approved

Make = Callable[..., Any]


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
