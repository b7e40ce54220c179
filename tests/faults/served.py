"""The product's web server over a house's database, and a browser that fills in the form as it finds it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cases.demo.browser import Browser
from cases.demo.pages import Form, Page
from tests.person import ANSWERS
from tests.source import ROOT


@contextmanager
def web(environment: dict[str, str], log: Path) -> Iterator[tuple[str, int]]:
    """gunicorn as `manage.py run` starts it; its address and its process id."""
    with socket.create_server(("127.0.0.1", 0)) as listening, log.open("wb") as said:
        command = [sys.executable, "-m", "gunicorn", "--config", "python:takedown.web", "--workers", "1"]
        fd = listening.fileno()
        process = subprocess.Popen(
            [*command, "--bind", f"fd://{fd}", "takedown.wsgi"],
            cwd=ROOT, env=environment, stdout=said, stderr=said, pass_fds=[fd],
        )  # fmt: skip
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", process.pid
        finally:
            process.terminate()
            process.wait(timeout=60)


def filled(her: Browser, until: str = "check") -> Page:
    """The form answered page by page, as the pages ask; the page `until`."""
    page = her.open("/form")
    while (key := asked(page).value("page")) != until:
        page = answered(her, page, key)
    return page


def asked(page: Page) -> Form:
    """The form of a page that asks something; the choice of languages is another."""
    return next(form for form in page.forms if "page" in form.offered)


def answered(her: Browser, page: Page, key: str, **changes: str) -> Page:
    """Answer a page and go on: by its button, or by pressing the answer itself."""
    form = asked(page)
    told = {**ANSWERS[key], **changes}
    pressed = next((pair for pair in form.buttons if pair in told.items()), ("go", "next"))
    answers = {name: value for name, value in told.items() if name in form.offered}
    return her.send(page, form, answers, press=pressed)
