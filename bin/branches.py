#!/usr/bin/env python3
"""Measures the code that decides who may see and do what: every branch of it is run by its own tests.

`.venv/bin/python bin/branches.py` after `python3 bin/setup.py --dev`. Which files and which tests stands in
pyproject.toml, [tool.takedown.branches]. Ends with 1 if a test fails or a branch is not run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from setup import ROOT


def main() -> None:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["takedown"][
        "branches"
    ]
    files = ",".join(said["files"])
    tests = sorted({str(path) for each in said["tests"] for path in ROOT.glob(each)})
    with tempfile.TemporaryDirectory(prefix="takedown-branches-") as var:
        environment = {**os.environ, "TAKEDOWN_ENVIRONMENT": "test", "TAKEDOWN_VAR": str(Path(var, "var"))}
        environment["COVERAGE_FILE"] = str(Path(var, "coverage"))
        measured = [sys.executable, "-m", "coverage", "run", "-m", "pytest", "-n", "0"]
        passed = subprocess.run([*measured, *tests], cwd=ROOT, env=environment, check=False).returncode == 0
        report = [sys.executable, "-m", "coverage", "report", f"--include={files}", "--show-missing"]
        report.append("--fail-under=100")
        whole = subprocess.run(report, cwd=ROOT, env=environment, check=False).returncode == 0
    raise SystemExit(0 if passed and whole else 1)


if __name__ == "__main__":
    main()
