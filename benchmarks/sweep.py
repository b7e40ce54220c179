"""The engine's round against raw SQL, and idle rounds against the number of open notices, twice."""

from __future__ import annotations

import tempfile
from urllib.parse import urlsplit

from benchmarks import Measure
from benchmarks._engines import figures, postgresql


def measure() -> list[Measure]:
    """SQLite first, then a PostgreSQL of the benchmark's own."""
    with tempfile.TemporaryDirectory() as folder:
        measures = read("SQLite", f"sqlite:///{folder}/large.sqlite3", f"sqlite:///{folder}/small.sqlite3")
    with postgresql() as url:
        return [*measures, *read("PostgreSQL", url, second_database(url))]


def second_database(url: str) -> str:
    """A further database on the same server; its URL."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS takedown_small")
        connection.execute("CREATE DATABASE takedown_small")
    return urlsplit(url)._replace(path="/takedown_small").geturl()


def read(engine: str, url: str, small: str) -> list[Measure]:
    """Run one engine in a process of its own."""
    took = figures("_sweep", engine, DATABASE_URL=url, SMALL_DATABASE_URL=small)
    return [
        Measure(
            f"{engine}: 5,000 due of 100,000, raw SQL / our sweep",
            took["raw"] / took["ours"],
            at_least=0.125,
            detail=f"{took['raw']:.2f} s / {took['ours']:.2f} s",
        ),
        Measure(
            f"{engine}: idle sweep, 1,000,000 open / 10,000 open",
            took["idle_large"] / took["idle_small"],
            at_most=1.3,
            detail=f"{took['idle_large'] * 1e3:.2f} ms / {took['idle_small'] * 1e3:.2f} ms",
        ),
    ]
