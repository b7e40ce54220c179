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
from datetime import UTC, datetime, timedelta
from typing import Any

OPEN, DUE, ROUNDS = 100_000, 5_000, 3
SMALL, LARGE, IDLE_CALLS = 10_000, 1_000_000, 301
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BLANK = {
    "words_hash",
    "submit_digest",
    "place",
    "language",
    "facts",
    "name_in_notices",
    "signature_name",
    "authority_note",
    "statements",
    "statements_digest",
    "safe_contact",
    "keep_from",
    "refer_to",
    "consent_version",
}
FAR = AT + timedelta(days=365)


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


def vendor() -> str:
    from django.db import connection

    return connection.vendor


def run(sql: str, *values: Any) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values or None)


def series(count: int, first: int = 1) -> tuple[str, str]:
    """A row source with a column n, and an expression for a fresh UUID, in this engine's words."""
    last = first + count - 1
    if vendor() == "postgresql":
        return f"(SELECT n FROM generate_series({first}, {last}) AS n) AS s", "gen_random_uuid()"  # noqa: S608
    numbers = f"WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last})"  # noqa: S608
    return numbers, "lower(hex(randomblob(16)))"


def insert(table: str, values: dict[str, str], count: int, first: int = 1) -> None:
    source, fresh = series(count, first)
    columns, expressions = ", ".join(values), ", ".join(values.values()).replace("$uuid", fresh)
    if vendor() == "postgresql":
        run(f"INSERT INTO {table} ({columns}) SELECT {expressions} FROM {source}")  # noqa: S608
    else:
        run(f"{source} INSERT INTO {table} ({columns}) SELECT {expressions} FROM s")  # noqa: S608


def text(value: str) -> str:
    return f"'{value}'"


def moment(value: datetime) -> str:
    shown = value.isoformat(sep=" ")
    return f"'{shown}'" if vendor() == "postgresql" else f"'{shown.removesuffix('+00:00')}'"


def seed_cases(count: int) -> None:
    """Cases as bare rows: the sweep opens no sealed field."""
    from cases.models import Case

    no = "false" if vendor() == "postgresql" else "0"
    blank = [field.column for field in Case._meta.concrete_fields if field.column in BLANK]
    insert(
        "cases_case",
        {
            "id": "$uuid",
            "wrapped_key": text("bench"),
            "reference": "CAST(n AS varchar(8))",
            "code_index": "CAST(n AS varchar(32))",
            "submit_index": "CAST(n AS varchar(32))",
            "state": text("active"),
            "zone": text("UTC"),
            "safeguarding": no,
            "on_behalf": no,
            "signs_herself": no,
            "burst": no,
            "consents": text("{}"),
            "opened_at": moment(AT),
            **dict.fromkeys(blank, "''"),
        },
        count,
    )


def seed_notices(count: int, first: int) -> None:
    """Ten notices a case, each with two running clocks; nothing due yet."""
    no = "false" if vendor() == "postgresql" else "0"
    cases = "(SELECT count(*) FROM cases_case)"
    reference = f"CAST((n - 1) % {cases} + 1 AS varchar(8))"
    insert(
        "cases_notice",
        {
            "id": "$uuid",
            "case_id": f"(SELECT id FROM cases_case WHERE reference = {reference})",  # noqa: S608
            "number": f"(n - 1) / {cases} + 1",
            "regimes": text("[]"),
            "choices": text("{}"),
            "variant": text("first"),
            "state": text("sent"),
            "missing_count": "0",
            "deadline_passed": no,
            "document": "''",
            "platform_reference": "''",
            "receipt_basis": "''",
            "chaser_approved": no,
            "refusal_ground": "''",
            "created_at": moment(AT),
            "sent_at": moment(AT),
            "next_step_at": moment(FAR),
        },
        count,
        first,
    )
    run("ANALYZE")


def add_clocks(ids: list[uuid.UUID], *, started_at: datetime) -> None:
    from cases.models import Clock
    from cases.rules import clock, regime

    rows = []
    for code in ("us-tida", "uk-osa-u2u"):
        ran = clock.start(regime.get(code), started_at)
        rows += [
            Clock(
                notice_id=one,
                regime=code,
                rule_version=ran.rule_version,
                kind=ran.kind,
                basis="form_confirmation",
                started_at=started_at,
                due_at=ran.due_at,
                alarm_at=ran.alarm_at,
                noted_at=started_at,
            )
            for one in ids
        ]
    Clock.objects.bulk_create(rows, batch_size=500)


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
