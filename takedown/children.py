"""Programs that are started together and end together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess  # noqa: S404  our own programs, with fixed arguments
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

POLL_SECONDS = 0.2
GRACE_SECONDS = 20.0
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Child:
    """One started program and what it is called in messages."""

    name: str
    process: subprocess.Popen[bytes]

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None


def end_with_parent() -> None:
    """Asks the kernel to end this child when its parent is killed outright."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(name: str, command: Sequence[str]) -> Child:
    """Start in a process group of its own, so that Ctrl-C reaches only the parent, which then asks."""
    process = subprocess.Popen(  # noqa: S603
        list(command),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    return Child(name, process)


def watch(children: Sequence[Child], *, until: Callable[[], bool]) -> Child | None:
    """Wait until asked to stop (None) or until a child has ended by itself (that child)."""
    while not until():
        for child in children:
            if child.has_ended:
                return child
        time.sleep(POLL_SECONDS)
    return None


def end(children: Sequence[Child], *, grace: float = GRACE_SECONDS) -> None:
    """Ask every child to finish; after the grace its whole process group is killed."""
    for child in children:
        if not child.has_ended:
            child.process.send_signal(signal.SIGTERM)
    give_up_at = time.monotonic() + grace
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(timeout=max(give_up_at - time.monotonic(), 0))
        kill_group(child.process.pid)
        child.process.wait()


def kill_group(leader: int) -> None:
    """End whatever the child left behind in its group."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
