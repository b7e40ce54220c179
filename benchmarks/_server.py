"""The product's own web server on a free port of this machine, for a benchmark that talks HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks._engines import ROOT


@contextmanager
def served(**environment: str) -> Iterator[int]:
    """Its port, over the database that the environment names."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fd, port = listening.fileno(), listening.getsockname()[1]
        serve = [sys.executable, "-m", "gunicorn", "--config", "python:takedown.web", "--bind", f"fd://{fd}"]
        values = {**os.environ, **environment}
        process = subprocess.Popen([*serve, "takedown.wsgi"], cwd=ROOT, env=values, pass_fds=[fd])
        try:
            time.sleep(1)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=60)
