"""Whether the database itself still refuses that events and looks are changed (migrations 0002 and 0042)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from cases.models import Access, Event

# What each kind of database needs on each table so that nothing in it is changed, removed or replaced.
GUARDS = {
    "postgresql": ("append_only", "no_truncate"),
    "sqlite": ("no_update", "no_delete", "no_replace"),
}
# Those that are there, switched on, on their own table, and refuse what they were made to refuse.
STANDING = {
    "postgresql": """
        SELECT pg_trigger.tgname FROM pg_trigger
        JOIN pg_class ON pg_class.oid = pg_trigger.tgrelid
        JOIN pg_proc ON pg_proc.oid = pg_trigger.tgfoid
        WHERE pg_table_is_visible(pg_class.oid) AND pg_trigger.tgenabled IN ('O', 'A')
        AND pg_trigger.tgname LIKE pg_class.relname || '%' AND pg_proc.prosrc LIKE '%RAISE EXCEPTION%'
    """,
    "sqlite": """
        SELECT name FROM sqlite_master
        WHERE type = 'trigger' AND name LIKE tbl_name || '%' AND sql LIKE '%RAISE(ABORT%'
    """,
}


def expected() -> list[str]:
    """The names of the triggers that the migrations make in this database."""
    tables = [model._meta.db_table for model in (Access, Event)]
    return [f"{table}_{guard}" for table in tables for guard in GUARDS[connection.vendor]]


def standing() -> set[str]:
    """The names of the triggers that do their work."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def missing() -> Iterator[str]:
    """One sentence that names those that are gone; none where nothing is."""
    there = standing()
    if gone := [name for name in expected() if name not in there]:
        yield (
            "The database no longer refuses that events and looks are changed or removed; "
            f"gone or switched off: {', '.join(gone)}."
        )
