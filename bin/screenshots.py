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
from playwright.sync_api import Browser, Page, expect, sync_playwright
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
# In the order she meets them: the state as the tests name it, the name of the picture, what is pressed first.
SHOWN = {
    "/": ("01-start", ""),
    "advice": ("02-advice", ""),
    "age": ("03-age", ""),
    "services": ("04-services", ""),
    "harm": ("05-harm", ""),
    "place": ("06-place", ""),
    "links, unreadable": ("07-links-error", ""),
    "links": ("08-links", ""),
    "pictures": ("09-pictures", ""),
    "whom": ("10-whom", ""),
    "sign": ("11-sign", ""),
    "contact, accounts at risk": ("12-contact-error", ""),
    "check, everything told": ("13-check", ""),
    "check": ("14-words", "[value=send]"),
    "/return": ("15-return", ""),
    "progress, letters out": ("16-progress", ""),
    "progress, staged": ("17-staged", ""),
    "progress: messages, asked and read": ("18-messages", ""),
    "progress: consents": ("19-consents", ""),
    "progress: plan": ("20-plan", ""),
    "progress: copies, some kept": ("21-copies", ""),
    "progress: slip": ("22-receipt", "[value=make]"),
    "progress: delete": ("23-delete", ""),
    "/help": ("24-help", ""),
    "/nothing": ("25-not-here", ""),
}
# In every look; the others are drawn as they stand on a phone.
IN_EVERY_LOOK = ("01", "05", "07", "08", "12", "13", "14", "16", "18")
HERS = f"""
import json
from django.utils import timezone
from cases.services import visits
from tests import hers
def opened(go):
    token = go()
    visit = visits.find(token, at=timezone.now())
    if visit: visits.speak(visit, language="{{language}}", at=timezone.now())
    return token
print(json.dumps([(n, p, opened(go)) for n, p, go in hers.states("{{language}}") if n in {list(SHOWN)}]))
"""
# What is clicked from Today on, for each picture of the desk.
DESK: dict[str, tuple[str, ...]] = {
    "today": (),
    "case": ("a[data-open]",),
    "notice": ("a[data-open]", ".noticeline a"),
    "letter": ("a[data-act]:has-text('Review letter')",),
}
DESK_LOOKS: dict[str, tuple[int, Literal["light", "dark"]]] = {
    "1280": (1280, "light"),
    "1280-dark": (1280, "dark"),
    "390": (390, "light"),
}
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
    folder = PICTURES / "person"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    blank = browser.new_page()
    for look, (width, scheme, language) in LOOKS.items():
        said = manage("shell", "--no-imports", environment=environment, text=HERS.format(language=language))
        for name, path, token in json.loads(said.decode().strip().splitlines()[-1]):
            picture, button = SHOWN[name]
            if look != "390" and not picture.startswith(IN_EVERY_LOOK):
                continue
            context = browser.new_context(
                viewport={"width": width, "height": 640}, color_scheme=scheme, locale=language
            )
            if token:
                context.add_cookies([{"name": "v", "value": token, "url": site}])
            drawn = draw(context.new_page(), site + path, button)
            (folder / f"{picture}-{look}.png").write_bytes(small(blank, drawn))
            context.close()
    shutil.copy(folder / "08-links-390.png", PICTURES / "form.png")


def draw(page: Page, address: str, button: str) -> bytes:
    """The whole page, after its button was pressed where one is named."""
    page.goto(address)
    if button:
        heading = page.locator("h1")
        before = heading.inner_text()
        page.locator(button).click()
        expect(heading).not_to_have_text(before)  # the answer may be written in the page's place
        page.wait_for_load_state()
    return page.screenshot(full_page=True)


def desk(browser: Browser, link: str) -> None:
    """What runs out first, as Bo sees it, the case behind it, its notice, and a letter that waits."""
    folder = PICTURES / "desk"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    blank, page = browser.new_page(), browser.new_page(viewport=WIDE)
    page.goto(link)
    press(page)
    page.wait_for_url("**/desk/")
    address = page.url
    for name, buttons in DESK.items():
        page.goto(address)
        for button in buttons:
            with page.expect_navigation():
                page.locator(button).first.click()
        for look, (width, scheme) in DESK_LOOKS.items():
            if scheme == "dark" and buttons:
                continue
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            (folder / f"{name}-{look}.png").write_bytes(small(blank, page.screenshot()))


def press(page: Page) -> None:
    with page.expect_navigation():
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
