"""`manage.py run`: web, worker and beat as one program that starts and ends together."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cases.management.commands.first_supervisor import welcome
from takedown import children, readiness
from takedown.environment import env_int, env_str, stop

READY_SECONDS = 60
# Trying the program out as root is common on a fresh machine; `doctor` says what to do about it.
ROOT_WARNING = "ignore:You're running the worker with superuser"


class Command(BaseCommand):
    help = "Starts web, worker and beat. Ctrl-C ends all of them."
    requires_system_checks: list[str] = []  # readiness asks for the same checks, in plain sentences

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default=env_str("BIND", "127.0.0.1:8000"), metavar="HOST:PORT")
        parser.add_argument("--workers", type=int, default=env_int("WEB_WORKERS", 2, low=1, high=64))

    def handle(self, *args: Any, **options: Any) -> None:
        bind = readiness.parse_bind(options["bind"])
        if bind is None:
            stop(f"--bind must be HOST:PORT, for example 127.0.0.1:8000, not {options['bind']!r}.")
            return
        problem = readiness.why_not_start(*bind)
        if problem:
            stop(problem)
        make_folders()
        os.environ["BIND"] = options["bind"]  # so that links in mails lead to this address
        way_in = welcome(env_str("SITE_URL").rstrip("/") or f"http://{options['bind']}")
        readiness.leave_database()
        self.serve(bind, options["bind"], options["workers"], way_in)

    def serve(self, bind: tuple[str, int], text: str, workers: int, way_in: list[str]) -> None:
        asked = Asked()
        started = [
            children.start("web", web_command(text, workers)),
            children.start("worker", worker_command()),
        ]
        try:
            if wait_for_web(bind, started, asked):
                self.stdout.write(f"Ready: http://{text}/ (Ctrl-C stops everything)")
                for line in way_in:
                    self.stdout.write(line)
                self.stdout.flush()
            lost = children.watch(started, until=asked)
        finally:
            children.end(started)
        if lost is not None:
            self.stderr.write(f"The {lost.name} ended by itself, so everything was stopped.")
            raise SystemExit(1)
        self.stdout.write("Stopped.")


class Asked:
    """Remembers that someone pressed Ctrl-C, closed the terminal or sent a stop signal."""

    def __init__(self) -> None:
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.note)

    def note(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def __call__(self) -> bool:
        return self.stopping


def web_command(bind: str, workers: int) -> list[str]:
    fixed = [sys.executable, "-m", "gunicorn", "--config", "python:takedown.web"]
    return [*fixed, "--bind", bind, "--workers", str(workers), "takedown.wsgi"]


def worker_command() -> list[str]:
    fixed = [
        sys.executable,
        "-W",
        ROOT_WARNING,
        "-m",
        "celery",
        "--app",
        "takedown",
        "--quiet",
        "worker",
        "--beat",
        "--pool",
        "solo",
    ]
    return [*fixed, "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]


def make_folders() -> None:
    """The folders this program writes into, for this user alone."""
    for name in ("broker", "broker-control", "mail", "static"):
        Path(settings.VAR_DIR, name).mkdir(mode=0o700, parents=True, exist_ok=True)


def wait_for_web(bind: tuple[str, int], started: list[children.Child], asked: Asked) -> bool:
    """Whether the web answered before someone gave up waiting."""
    give_up_at = time.monotonic() + READY_SECONDS
    while time.monotonic() < give_up_at and not asked() and not any(child.has_ended for child in started):
        try:
            socket.create_connection(bind, timeout=1).close()
            return True
        except OSError:
            time.sleep(children.POLL_SECONDS)
    return False
