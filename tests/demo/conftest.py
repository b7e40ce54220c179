"""One run of the demo for all its tests."""

from __future__ import annotations

import os

import pytest

from tests.demo.evening import Evening


@pytest.fixture(scope="session")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    """The demo, played once however many processes test."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return Evening.once(tmp_path_factory.getbasetemp().parent / f"demo-{run}")
