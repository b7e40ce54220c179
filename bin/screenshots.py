#!/usr/bin/env python3
"""Makes the pictures in docs/pictures from the running program, its invented sample and the tables of pages.

`.venv/bin/python bin/screenshots.py` after `python3 bin/setup.py --dev`; needs chromium and pdftoppm.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from palette import small
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
LOOKS: dict[str, tuple[int, Literal["light", "dark"], str]] = {
    "320": (320, "light", "en"),
    "390": (390, "light", "en"),
    "390-dark": (390, "dark", "en"),
    "390-arabic": (390, "light", "ar"),
    "1280": (1280, "light", "en"),
}
SHOWN = {
    "/": "start",
    "harm": "harm",
    "links": "links",
    "contact": "contact",
    "check": "check",
    "services": "services",
    "progress, active": "progress",
    "progress: plan": "plan",
}
HERS = f"""
import json
from tests import hers
print(json.dumps([(n, p, go()) for n, p, go in hers.states("{{language}}") if n in {list(SHOWN)}]))
"""
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


def person(browser: Browser, site: str, environment: dict[str, str]) -> None:
    """Pages of hers at three widths, in light and dark, and from right to left."""
    (PICTURES / "person").mkdir(exist_ok=True)
    blank = browser.new_page()
    for look, (width, scheme, language) in LOOKS.items():
        said = manage("shell", "--no-imports", environment=environment, text=HERS.format(language=language))
        for name, path, token in json.loads(said.decode().strip().splitlines()[-1]):
            context = browser.new_context(
                viewport={"width": width, "height": 640}, color_scheme=scheme, locale=language
            )
            if token:
                context.add_cookies([{"name": "v", "value": token, "url": site}])
            page = context.new_page()
            page.goto(site + path)
            picture = small(blank, page.screenshot(full_page=True))
            (PICTURES / "person" / f"{SHOWN[name]}-{look}.png").write_bytes(picture)
            context.close()
    shutil.copy(PICTURES / "person" / "links-390.png", PICTURES / "form.png")


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
        person(browser, site, environment)
        desk(browser, link)
        browser.close()
        notice(environment)
    say(f"The pictures are in {PICTURES}")


if __name__ == "__main__":
    main()
