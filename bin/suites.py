#!/usr/bin/env python3
"""Runs every test on SQLite and again on PostgreSQL, and names whatever had to be left out.

`python3 bin/suites.py` after `python3 bin/setup.py --dev`. With CI=true leaving something out is a failure.
Further arguments go to pytest as they are: `python3 bin/suites.py -- -x`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from services import SERVICES, end_on_signals
from setup import ROOT, TEST_PROGRAMS, VENV, missing_programs, say

# Which tests need a program that only root can install.
SUITES = {
    "tests/browser": ("chromium",),
    "tests/brokers": ("redis-server", "rabbitmq-server"),
    "tests/outbound": ("pdftotext",),
}


def left_out(missing: set[str]) -> dict[str, str]:
    """Each suite that cannot run here, with the package it waits for."""
    out = {}
    for suite, needs in SUITES.items():
        lacking = [TEST_PROGRAMS[name] for name in needs if name in missing]
        if lacking and (ROOT / suite).exists():
            out[suite] = ", ".join(lacking)
    return out


def pytest_command(without: dict[str, str], arguments: list[str]) -> list[str]:
    ignored = [f"--ignore={suite}" for suite in without]
    return [str(VENV / "bin/python"), "-m", "pytest", *ignored, *arguments]


def run_on(database: str, command: list[str], environment: dict[str, str]) -> bool:
    say(f"\n== Every test on {database}")
    ended = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    return ended.returncode == 0


def report(without: dict[str, str]) -> bool:
    """Say what was left out; whether that is acceptable here."""
    for suite, packages in without.items():
        say(f"Left out: {suite} (needs {packages}; type as root: python3 bin/setup.py --dev)")
    if without and os.environ.get("CI", "").lower() == "true":
        say("CI=true: nothing may be left out.")
        return False
    return True


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if argument != "--"]
    missing = set(missing_programs())
    without = left_out(missing)
    command = pytest_command(without, arguments)
    end_on_signals()
    passed = True
    with ExitStack() as stack:
        var = stack.enter_context(tempfile.TemporaryDirectory(prefix="takedown-tests-"))
        environment = {**os.environ, "TAKEDOWN_ENVIRONMENT": "test", "TAKEDOWN_VAR": str(Path(var, "var"))}
        environment.pop("DATABASE_URL", None)
        passed &= run_on("SQLite", command, environment)
        if "initdb" in missing:
            without["everything on PostgreSQL"] = TEST_PROGRAMS["initdb"]
        else:
            environment |= stack.enter_context(SERVICES["postgresql"]())
            passed &= run_on("PostgreSQL", command, environment)
    passed &= report(without)
    raise SystemExit(0 if passed else 1)


if __name__ == "__main__":
    main()
