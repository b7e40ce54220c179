"""The databases a benchmark runs on, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cases.models import keyring

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def postgresql() -> Iterator[str]:
    """TAKEDOWN_BENCH_POSTGRESQL if it is set, else a private server."""
    given = os.environ.get("TAKEDOWN_BENCH_POSTGRESQL")
    if given:
        yield given
        return
    sys.path.insert(0, str(ROOT / "bin"))
    import services  # type: ignore[import-not-found]  # bin/ is no package

    with services.postgresql() as url:
        yield url["DATABASE_URL"] if isinstance(url, dict) else url


def figures(module: str, engine: str, **environment: str) -> dict[str, Any]:
    """What a benchmark's own process prints as its last line, with keys of its own."""
    done = subprocess.run(  # noqa: S603  our own module
        [sys.executable, "-m", f"benchmarks.{module}"],
        env={**os.environ, "TAKEDOWN_KEYS": keyring.new_ring(), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"The benchmark on {engine} did not finish: {done.stderr.strip()[-400:]}")
    took: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return took
