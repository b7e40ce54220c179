"""Bare rows in the hundred thousands, written by the database itself."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FAR = AT + timedelta(days=365)


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
    """Cases of one caseworker as bare rows: the sweep opens no sealed field."""
    from django.contrib.auth.models import Group, User

    from cases.models import Case
    from cases.permissions import ROLE_CASEWORKER
    from cases.rules.purposes import ACTS

    owner = User.objects.create_user("bo", email="bo@northgate.example.org")
    owner.groups.add(Group.objects.get_or_create(name=ROLE_CASEWORKER)[0])
    values = {
        "id": "$uuid",
        "wrapped_key": text("bench"),
        "reference": "CAST(n AS varchar(8))",
        "code_index": "CAST(n AS varchar(32))",
        "submit_index": "CAST(n AS varchar(32))",
        "state": text("active"),
        "assignee_id": str(owner.pk),
        "zone": text("UTC"),
        "opened_at": moment(AT),
        "consents": text(json.dumps(dict.fromkeys(ACTS, True))),
    }
    insert("cases_case", blank(Case) | values, count)


def blank(model: Any) -> dict[str, str]:
    """A value without content for every column that must have one: new columns need no change here."""
    return {field.column: empty(field) for field in model._meta.concrete_fields if not field.null}


def empty(field: Any) -> str:
    from django.db import models

    if isinstance(field, models.BooleanField):
        return "false" if vendor() == "postgresql" else "0"
    if isinstance(field, models.IntegerField):
        return "0"
    return text(json.dumps(field.get_default()) if isinstance(field, models.JSONField) else "")


def seed_notices(count: int, first: int) -> None:
    """Ten notices a case, each with two running clocks; nothing due yet."""
    from cases.models import Notice

    cases = "(SELECT count(*) FROM cases_case)"
    reference = f"CAST((n - 1) % {cases} + 1 AS varchar(8))"
    values = {
        "id": "$uuid",
        "case_id": f"(SELECT id FROM cases_case WHERE reference = {reference})",  # noqa: S608
        "number": f"(n - 1) / {cases} + 1",
        "variant": text("first"),
        "state": text("sent"),
        "created_at": moment(AT),
        "sent_at": moment(AT),
        "next_step_at": moment(FAR),
    }
    insert("cases_notice", blank(Notice) | values, count, first)
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
