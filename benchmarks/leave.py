"""How soon after the third press the screen is covered, in a real browser as slow as a cheap phone (V-21)."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import Measure
from benchmarks._engines import ROOT
from benchmarks._server import served
from cases.models import keyring

ALLOWED_MS, TIMES, SLOWER = 100, 15, 4
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
WAYS = {
    "Shift three times": "press('Shift')",
    "Esc three times": "press('Escape')",
    "the link": "document.querySelector('.exit .bar').click()",
}
# From the last press to the second picture after it: by then the cover has been painted.
PAINTED = """() => new Promise(done => {
  const press = key => [1, 2, 3].forEach(() => document.dispatchEvent(new KeyboardEvent("keydown", { key })));
  const start = performance.now();
  WAY;
  const covered = document.querySelector(".cover") !== null;
  requestAnimationFrame(() => requestAnimationFrame(() => done(covered ? performance.now() - start : 1e6)));
})"""


def measure() -> list[Measure]:
    """Each way out, on the longest page of the form, as a part of the tenth of a second it may take."""
    with tempfile.TemporaryDirectory() as folder, site_of(Path(folder)) as site:
        taken = browsed(site)
    return [
        Measure(
            f"covered after {way} / {ALLOWED_MS} ms, median of {TIMES}",
            statistics.median(times) / ALLOWED_MS,
            at_most=1,
            detail=f"median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms, "
            f"processor slowed {SLOWER} times",
        )
        for way, times in taken.items()
    ]


def browsed(site: str) -> dict[str, list[float]]:
    from playwright.sync_api import Route, sync_playwright

    def held(route: Route) -> None:
        """Elsewhere there is nothing to see (204), so that the page we leave can still be measured."""
        route.continue_() if route.request.url.startswith(site) else route.fulfill(status=204)

    with sync_playwright() as playwright:
        program = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        taken: dict[str, list[float]] = {way: [] for way in WAYS}
        for way, script in WAYS.items():
            for _ in range(TIMES):
                page = browser.new_page(viewport={"width": 390, "height": 800})
                page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                page.route("**/*", held)
                page.goto(f"{site}/help")
                taken[way].append(page.evaluate(PAINTED.replace("WAY", script)))
                page.context.close()
        browser.close()
    return taken


@contextmanager
def site_of(folder: Path) -> Iterator[str]:
    """The product's own web server over an empty database."""
    environment = {
        "TAKEDOWN_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/leave.sqlite3",
        "TAKEDOWN_KEYS": keyring.new_ring(),
    }
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env={**os.environ, **environment}, check=True)
    with served(**environment) as port:
        yield f"http://127.0.0.1:{port}"
