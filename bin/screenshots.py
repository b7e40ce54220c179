#!/usr/bin/env python3
"""Makes the pictures in docs/pictures from the running program and its invented sample.

`.venv/bin/python bin/screenshots.py` after `python3 bin/setup.py --dev`; needs chromium and pdftoppm.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from services import free_port, program
from setup import ROOT, say

PICTURES = ROOT / "docs" / "pictures"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 800}
NEWEST_NOTICE = """
import sys
from cases.models import Paper
sys.stdout.buffer.write(Paper.objects.filter(kind="notice").order_by("made_at").first().pdf)
"""


@contextmanager
def house() -> Iterator[tuple[str, str, dict[str, str]]]:
    """The program on a free port, with the sample: its address, Bo's sign-in link, its environment."""
    with tempfile.TemporaryDirectory(prefix="takedown-pictures-") as folder:
        bind = f"127.0.0.1:{free_port()}"
        environment = {**os.environ, "TAKEDOWN_VAR": str(Path(folder, "var")), "SITE_URL": f"http://{bind}"}
        for command in (["make_keys"], ["migrate", "--verbosity", "0"], ["load_platforms"]):
            manage(*command, environment=environment)
        said = manage("sample", environment=environment).decode()
        link = re.findall(r"http://\S+/desk/link/\S+", said)[0]
        running = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--bind", bind],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
        )
        try:
            assert running.stdout is not None  # noqa: S101  asked for above
            running.stdout.readline()
            yield f"http://{bind}", link, environment
        finally:
            running.send_signal(signal.SIGINT)
            running.wait()


def manage(*arguments: str, environment: dict[str, str], text: str = "") -> bytes:
    command = [sys.executable, "manage.py", *arguments]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, input=text.encode(), stdout=subprocess.PIPE, check=True
    )
    return ended.stdout


def form(browser: Browser, site: str) -> None:
    """The second question of the form, on a phone."""
    page = browser.new_page(viewport=PHONE, device_scale_factor=2)
    page.goto(site)
    press(page)
    page.wait_for_url("**/form")
    page.screenshot(path=PICTURES / "form.png")
    page.close()


def desk(browser: Browser, link: str) -> None:
    """What runs out first, as Bo sees it."""
    page = browser.new_page(viewport=WIDE)
    page.goto(link)
    press(page)
    page.wait_for_url("**/desk/")
    page.screenshot(path=PICTURES / "desk.png")
    page.close()


def press(page: Page) -> None:
    page.locator("main button[type=submit], main .button, main a.go").first.click()


def notice(environment: dict[str, str]) -> None:
    """The first page of a notice, as the platform gets it."""
    paper = Path(environment["TAKEDOWN_VAR"], "notice.pdf")
    paper.write_bytes(manage("shell", "--no-imports", environment=environment, text=NEWEST_NOTICE))
    target = PICTURES / "notice"
    draw = [program("pdftoppm"), "-png", "-singlefile", "-r", "80", "-f", "1", "-l", "1"]
    subprocess.run([*draw, str(paper), str(target)], check=True)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with house() as (site, link, environment), sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program("chromium"), args=CHROMIUM_ARGUMENTS)
        form(browser, site)
        desk(browser, link)
        browser.close()
        notice(environment)
    say(f"The pictures are in {PICTURES}")


if __name__ == "__main__":
    main()
