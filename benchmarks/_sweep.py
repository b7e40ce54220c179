"""One engine, one process: seeds a database, times the sweep against raw SQL, prints JSON.

Run by benchmarks.sweep with DATABASE_URL set to an empty database.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks._seed import AT, FAR, add_clocks, run, seed_cases, seed_notices

OPEN, DUE, ROUNDS = 100_000, 5_000, 3
SMALL, LARGE, IDLE_CALLS = 10_000, 1_000_000, 301


def main() -> None:
    """DATABASE_URL is the large database, SMALL_DATABASE_URL the small one; both empty."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
    django.setup()
    from django.db import connections

    large, small = connections["default"], other_database(os.environ["SMALL_DATABASE_URL"])
    prepare(small, SMALL // 10)
    seed_notices(SMALL, 1)
    prepare(large, LARGE // 10)
    ours, raw = busy()
    seed_notices(LARGE - OPEN, OPEN + 1)
    idle_small, idle_large = idle(small, large)
    json.dump({"ours": ours, "raw": raw, "idle_small": idle_small, "idle_large": idle_large}, sys.stdout)


def other_database(url: str) -> Any:
    """A second connection under the same alias, so that the sweep can be pointed at either database."""
    from django.conf import settings
    from django.db import connections

    from takedown.environment import database

    configured = connections.configure_settings({"default": database(url, var_dir=settings.VAR_DIR)})
    configured["default"]["OPTIONS"].pop("pool", None)  # pools are kept by alias: it would get the other's
    connections.settings["other"] = configured["default"]
    other = connections.create_connection("other")
    other.alias = "default"
    return other


def prepare(connection: Any, cases: int) -> None:
    from django.core.management import call_command
    from django.db import connections

    connections["default"] = connection
    call_command("migrate", verbosity=0)
    seed_cases(cases)


def seconds(work: Callable[[], object]) -> float:
    """By the clock on the wall: part of the work is the database server's."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def idle(small: Any, large: Any) -> tuple[float, float]:
    """The median seconds of a sweep that finds nothing, on each database in turns."""
    from django.db import connections

    from cases.services.sweep import sweep

    taken: dict[str, list[float]] = {"small": [], "large": []}
    for turn in range(IDLE_CALLS + 20):
        for name, connection in (("small", small), ("large", large)):
            connections["default"] = connection
            took = seconds(lambda: sweep(at=AT))
            if turn >= 20:
                taken[name].append(took)
    return statistics.median(taken["small"]), statistics.median(taken["large"])


def busy() -> tuple[float, float]:
    """Median seconds to sweep 5,000 due among 100,000 open, and for raw SQL to write the same rows."""
    from cases.models import Notice
    from cases.services.sweep import sweep

    seed_notices(OPEN, 1)
    ids = list(Notice.objects.order_by("pk").values_list("pk", flat=True)[: 2 * ROUNDS * DUE])
    add_clocks(ids, started_at=AT - timedelta(hours=25))
    run("ANALYZE")
    ours, raw = [], []
    for turn in range(ROUNDS):
        mine, theirs = (ids[(2 * turn + half) * DUE : (2 * turn + half + 1) * DUE] for half in (0, 1))
        for start in range(0, DUE, 500):
            Notice.objects.filter(pk__in=mine[start : start + 500]).update(
                next_step_at=AT - timedelta(hours=1)
            )
        ours.append(seconds(lambda: sweep(at=AT)))
        rows = like_ours(mine, theirs)
        raw.append(seconds(lambda: write_raw(rows)))  # noqa: B023  called at once
    return statistics.median(ours), statistics.median(raw)


def like_ours(mine: list[uuid.UUID], theirs: list[uuid.UUID]) -> dict[str, tuple[str, list[tuple[Any, ...]]]]:
    """The rows our sweep wrote for `mine`, prepared for `theirs`: table by table, as plain values."""
    from django.db import connection

    from cases.models import Clock, Delivery, Event, Notice, Step

    other = dict(zip(mine, theirs, strict=True))
    case_of = dict(Notice.objects.in_bulk(theirs).items())
    clock_of = {(c.notice_id, c.regime): c.pk for c in Clock.objects.filter(notice_id__in=theirs)}
    made: dict[str, tuple[str, list[tuple[Any, ...]]]] = {}
    for model in (Step, Delivery, Event):
        fields = [f for f in model._meta.concrete_fields if not (f.primary_key and model is not Delivery)]
        mark = ", ".join(["%s"] * len(fields))
        sql = f"INSERT INTO {model._meta.db_table} ({', '.join(f.column for f in fields)}) VALUES ({mark})"  # noqa: S608
        rows = []
        for row in model.objects.filter(notice_id__in=mine).select_related(None).iterator(chunk_size=2000):
            notice_id = other[row.notice_id]
            if model is Step:
                row.clock_id = clock_of[notice_id, Clock.objects.only("regime").get(pk=row.clock_id).regime]
            else:
                row.case_id = case_of[notice_id].case_id
            if model is Delivery:
                row.pk, row.key = uuid.uuid4(), f"raw:{notice_id}:{row.step}"
            if model is Event:
                row.seq += 1000
            row.notice_id = notice_id
            rows.append(tuple(f.get_db_prep_save(f.pre_save(row, False), connection) for f in fields))
        made[model._meta.db_table] = (sql, rows)
    prep = Notice._meta.pk.get_db_prep_value
    made["chains"] = chains([case_of[one].case_id for one in theirs], prep)
    when = Notice._meta.get_field("next_step_at").get_db_prep_save(FAR, connection)
    flag = Notice._meta.get_field("deadline_passed").get_db_prep_save(False, connection)
    made["notices"] = (
        "UPDATE cases_notice SET next_step_at = %s, deadline_passed = %s WHERE id = %s",
        [(when, flag, prep(one, connection)) for one in theirs],
    )
    return made


def chains(case_ids: list[uuid.UUID], prep: Any) -> tuple[str, list[tuple[Any, ...]]]:
    from django.db import connection

    sql = (
        "INSERT INTO cases_chain (case_id, length, head) VALUES (%s, 1, %s) "
        "ON CONFLICT (case_id) DO UPDATE SET length = cases_chain.length + 1, head = excluded.head"
    )
    return sql, [(prep(one, connection), "0" * 64) for one in dict.fromkeys(case_ids)]


def write_raw(tables: dict[str, tuple[str, list[tuple[Any, ...]]]]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for sql, rows in tables.values():
            cursor.executemany(sql, rows)


if __name__ == "__main__":
    main()
