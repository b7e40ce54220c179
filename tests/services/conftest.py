"""What several tests of services start from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cases.models import Delivery
from tests.conftest import build_platform
from tests.services.story import approved


@pytest.fixture
def mail(make_case: Callable[..., Any], bo: Any) -> Delivery:
    """An approved notice queued to a checked mail address."""
    build_platform(channel="email")
    return approved(make_case(), bo).deliveries.get()
