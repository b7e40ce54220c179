"""Adds or changes many rows of one table in one go, each with its own values.

The ORM's own way builds its statement anew out of every row, which takes most of a round's time; this is the
plain statement, prepared once, in SQL that both databases read. A row is anything with the attributes of the
model; only where a field is sealed it has to be the model itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models


def add(model: type[models.Model], rows: Iterable[Any], *, once: bool = False) -> None:
    """INSERT rows; with `once`, a row whose unique key is there already is left as it is."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(map(name_of, fields))
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({places})"  # noqa: S608  our own names
    fresh = list(rows)
    values = [prepared(field, [field.pre_save(row, True) for row in fresh]) for field in fields]
    execute(f"{statement} ON CONFLICT DO NOTHING" if once else statement, values)


def write(model: type[models.Model], rows: Iterable[Any], columns: Sequence[str]) -> None:
    """UPDATE the named columns, row by row, in the caller's transaction."""
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    key = next(field for field in model._meta.concrete_fields if field.primary_key)
    settings = ", ".join(f"{name_of(field)} = %s" for field in fields)
    statement = f"UPDATE {model._meta.db_table} SET {settings} WHERE {name_of(key)} = %s"  # noqa: S608  our own names
    changed = list(rows)
    values = [prepared(field, [field.value_from_object(row) for row in changed]) for field in (*fields, key)]
    execute(statement, values)


def name_of(field: models.Field[Any, Any]) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(str(field.column))


def prepared(field: models.Field[Any, Any], values: Sequence[Any]) -> list[Any]:
    """The values of one column as the database takes them; what stands in many rows is prepared once."""
    connection = connections[DEFAULT_DB_ALIAS]
    prepare: Callable[[Any], Any] = partial(field.get_db_prep_save, connection=connection)
    return list(map(prepare if isinstance(field, models.JSONField) else cache(prepare), values))


def execute(statement: str, columns: Sequence[Sequence[Any]]) -> None:
    rows = list(zip(*columns, strict=True))
    if rows:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.executemany(statement, rows)
