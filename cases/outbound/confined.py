"""Runs one piece of work in a child process that may use little time, little memory and no network."""

from __future__ import annotations

import faulthandler
import gc
import json
import logging
import os
import resource
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable

from cases.outbound import OutboundError

CPU_SECONDS = 20
WALL_SECONDS = 60  # a child that waits for nothing uses no processor time
MEMORY = 512 * 1024 * 1024  # above what the process already has
FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "urllib.",
)
DONE, REFUSED = b"+", b"-"
TOO_LONG = "It took longer than {seconds} seconds and was stopped."
TOO_LARGE = "It needed more memory than one letter may use."
BROKE = "It broke off without a result."


def run(work: Callable[[], bytes], *, cpu_seconds: int = CPU_SECONDS, memory: int = MEMORY) -> bytes:
    """What the work returns; raises OutboundError if it fails, takes too long or asks for too much."""
    with tempfile.TemporaryDirectory(prefix="letter-") as directory:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _work_and_leave(work, directory, reading, writing, cpu_seconds, memory)
        os.close(writing)
        try:
            answer = _read(reading, time.monotonic() + WALL_SECONDS)
        finally:
            os.close(reading)
            status = _end(child)
    return _result(answer, status, cpu_seconds)


def _work_and_leave(
    work: Callable[[], bytes], directory: str, reading: int, writing: int, cpu_seconds: int, memory: int
) -> None:
    """The child's whole life. Nothing of the parent's is cleaned up: it is not ours."""
    try:
        os.close(reading)
        _confine(directory, cpu_seconds, memory)
        answer = DONE + work()
    except OutboundError as error:
        answer = REFUSED + json.dumps([str(error), error.permanent]).encode()
    except MemoryError:
        answer = REFUSED + json.dumps([TOO_LARGE, True]).encode()
    except BaseException as error:  # its message may quote the letter, so only its kind is told
        answer = REFUSED + json.dumps([f"{BROKE[:-1]} ({type(error).__name__}).", True]).encode()
    try:
        with os.fdopen(writing, "wb") as out:
            out.write(len(answer).to_bytes(8, "big") + answer)
    finally:
        os._exit(0)


def _confine(directory: str, cpu_seconds: int, memory: int) -> None:
    """Limits that nothing in this process can lift again."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    faulthandler.disable()  # how we end is told in a sentence, not in a trace on the parent's terminal
    gc.disable()  # a short life: collecting would only copy the parent's pages
    logging.disable(logging.CRITICAL)  # the layout engine quotes the letter in its warnings
    tempfile.tempdir = directory  # the parent removes it, even if we are killed
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    limit = _size() + memory
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    sys.addaudithook(_refuse)


def _refuse(event: str, args: object) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError("no network and no other programs here")


def _size() -> int:
    """The address space of this process in bytes."""
    with open("/proc/self/statm", encoding="ascii") as pages:
        return int(pages.read().split()[0]) * resource.getpagesize()


def _read(reading: int, until: float) -> bytes:
    """Everything the child says before it is silent or its time is up."""
    parts = []
    while (left := until - time.monotonic()) > 0 and select.select([reading], [], [], left)[0]:
        part = os.read(reading, 1 << 20)
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


def _end(child: int) -> int:
    """How the child ended; one that is still alive is ended."""
    finished, status = os.waitpid(child, os.WNOHANG)
    if not finished:
        deadline = time.monotonic() + 1
        while not finished and time.monotonic() < deadline:
            time.sleep(0.001)
            finished, status = os.waitpid(child, os.WNOHANG)
    if not finished:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    return status


def _result(answer: bytes, status: int, cpu_seconds: int) -> bytes:
    whole = len(answer) > 8 and len(answer) == 8 + int.from_bytes(answer[:8], "big")
    if whole and answer[8:9] == DONE:
        return answer[9:]
    if whole:
        raise OutboundError(*json.loads(answer[9:]))
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
        raise OutboundError(TOO_LONG.format(seconds=cpu_seconds), permanent=True)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGABRT, signal.SIGTRAP, signal.SIGSEGV):
        raise OutboundError(
            TOO_LARGE, permanent=True
        )  # the layout engine's libraries end so when memory is out
    raise OutboundError(BROKE, permanent=False)
