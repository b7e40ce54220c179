"""The last button pressed often at once, while the database restarts, on a full disk: once, nothing lost."""

from __future__ import annotations

import copy
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cases.demo.browser import Browser
from cases.demo.pages import Page
from tests.faults.conftest import House, administer, environment_of, on_postgresql
from tests.faults.served import answered, asked, filled, web
from tests.source import ROOT

sys.path.insert(0, str(ROOT / "bin"))
import services  # noqa: E402  bin/ is no package

HERS = "I never agreed that anyone may post this. It was sent around in March."


@pytest.fixture
def site(home: House) -> Iterator[str]:
    with web(home.environment, home.folder / "web.log") as (address, _):
        yield address


def press(her: Browser, page: Page) -> Page:
    return her.send(page, asked(page), press=("go", "send"))


def test_b15_four_presses_at_once_make_one_case(home: House, site: str) -> None:
    """Double submit in parallel: one answer has the words, the others say that we have the report."""
    her = Browser(site)
    last = filled(her)
    line, answers = threading.Barrier(4), []

    def run() -> None:
        twin = Browser(site)
        for cookie in her.cookies:
            twin.cookies.set_cookie(copy.copy(cookie))
        line.wait()
        answers.append(press(twin, last))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [page.status for page in answers] == [200] * 4
    assert sum(bool(page.inside("code")) for page in answers) == 1
    assert sum("We already have your report" in page.words for page in answers) == 3
    assert home.ask("reports") == {"cases": 1, "locations": 2, "broken_chains": []}


def try_again(her: Browser, page: Page) -> Page:
    """The one button of the page that says the database is away."""
    return her.send(page, asked(page))


def test_r18_a_report_survives_a_restart_of_the_database(tmp_path: Path) -> None:
    """What she typed stands in the 503 page, and its button sends it once the database is back."""
    owner = services.account("postgres")
    with services.folder(owner) as home:
        services.make_cluster(home, owner)
        environment = environment_of(tmp_path, "")
        environment["DATABASE_URL"] = f"postgresql://takedown@/postgres?host={home}"
        house = House(environment, tmp_path)
        with services.cluster(home, owner):
            house.ask("migrate")
        with web(environment, tmp_path / "web.log") as (address, _):
            her = Browser(address)
            with services.cluster(home, owner):
                page = filled(her, until="pictures")
            away = answered(her, page, "pictures", facts=HERS)
            assert (away.status, asked(away).value("facts")) == (503, HERS)
            with services.cluster(home, owner):
                back = try_again(her, away)
                assert back.status == 200, back.words
                last = filled(her)
                assert HERS in last.words
            away = press(her, last)
            assert (away.status, bool(away.inside("code"))) == (503, False)
            with services.cluster(home, owner):
                assert try_again(her, away).inside("code")
                assert house.ask("reports")["cases"] == 1


@contextmanager
def unwritable(home: House, pid: int) -> Iterator[None]:
    """Nothing can be written: a full disk for the server (SQLite), a read-only database (PostgreSQL)."""
    limit(home, pid, full=True)
    try:
        yield
    finally:
        limit(home, pid, full=False)


def limit(home: House, pid: int, *, full: bool) -> None:
    if on_postgresql():
        name = urlsplit(home.environment["DATABASE_URL"]).path.lstrip("/")
        administer(f"ALTER DATABASE {name} SET default_transaction_read_only = {'on' if full else 'off'}")
        theirs = f"FROM pg_stat_activity WHERE datname = '{name}'"
        administer(f"SELECT pg_terminate_backend(pid) {theirs}")  # noqa: S608  a name of our own making
        return
    workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    size = 0 if full else resource.RLIM_INFINITY
    for each in (pid, *map(int, workers)):
        resource.prlimit(each, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_r19_without_room_nothing_is_half_written_and_it_heals_by_itself(home: House) -> None:
    with web(home.environment, home.folder / "web.log") as (address, pid):
        her = Browser(address)
        last = filled(her)
        with unwritable(home, pid):
            away = press(her, last)
            assert (away.status, bool(away.inside("code"))) == (503, False)
        assert home.ask("reports") == {"cases": 0, "locations": 0, "broken_chains": []}
        assert try_again(her, away).inside("code")
    assert home.ask("reports") == {"cases": 1, "locations": 2, "broken_chains": []}
