"""Adds or changes many rows of one table in one go, each with its own values.

The ORM's own way builds its statement anew out of every row, which takes most of a round's time; this is the
plain statement, prepared once, in SQL that both databases read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import DEFAULT_DB_ALIAS, connections, models


def add(rows: Iterable[models.Model], *, once: bool = False) -> None:
    """INSERT rows of one model; with `once`, a row whose unique key is there already is left as it is."""
    fresh = list(rows)
    if not fresh:
        return
    connection = connections[DEFAULT_DB_ALIAS]  # once: looking it up is dearer than preparing a value
    meta = fresh[0]._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    values = [
        [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields] for row in fresh
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"{statement} ON CONFLICT DO NOTHING" if once else statement, values)


def write(rows: Iterable[models.Model], columns: Sequence[str]) -> None:
    """UPDATE the named columns of rows of one model, row by row, in the caller's transaction."""
    changed = list(rows)
    if not changed:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    meta = changed[0]._meta
    by_name = {field.name: field for field in meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    key = next(field for field in meta.concrete_fields if field.primary_key)
    statement = f"UPDATE {quote(meta.db_table)} SET {settings} WHERE {quote(str(key.column))} = %s"  # noqa: S608
    keyed = [*fields, key]
    values = [
        [field.get_db_prep_save(field.value_from_object(row), connection) for field in keyed]
        for row in changed
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
