"""The product's own web server on a port of this machine, for as long as the story runs."""

from __future__ import annotations

import os
import socket
import subprocess  # noqa: S404  our own program, with fixed arguments
import sys
import time
from pathlib import Path

from cases.demo.browser import Browser
from cases.demo.postbox import LOOPBACK
from takedown import children

READY_SECONDS = 60
POLL_SECONDS = 0.1


class WebServer:
    """gunicorn with one worker. The port is bound before it starts, so nobody can take it in between."""

    def __init__(self, log: Path) -> None:
        self.listening = socket.create_server((LOOPBACK, 0))
        self.site = f"http://{LOOPBACK}:{self.listening.getsockname()[1]}"
        self.log = log
        self.child: children.Child | None = None

    def start(self) -> None:
        """Begin to serve; raises OSError with the reason where it does not answer in time."""
        fixed = [sys.executable, "-m", "gunicorn", "--config", "python:takedown.web", "--workers", "1"]
        fd = self.listening.fileno()
        with self.log.open("wb") as log:
            process = subprocess.Popen(  # noqa: S603
                [*fixed, "--bind", f"fd://{fd}", "cases.demo.wsgi"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[fd],
                start_new_session=True,
                preexec_fn=children.end_with_parent,
                env=os.environ,
            )
        self.child = children.Child("web", process)
        self.wait()

    def wait(self) -> None:
        give_up_at = time.monotonic() + READY_SECONDS
        while time.monotonic() < give_up_at and self.child and not self.child.has_ended:
            try:
                if Browser(self.site).open("/healthz").status in (200, 503):
                    return
            except OSError:
                pass
            time.sleep(POLL_SECONDS)
        raise OSError(f"the web server did not start: {self.last_words()}")

    def last_words(self) -> str:
        """The last line it wrote."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def stop(self) -> None:
        if self.child is not None:
            children.end([self.child])
        self.listening.close()
