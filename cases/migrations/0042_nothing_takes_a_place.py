"""In SQLite a row put in the place of another is refused as well: REPLACE removes one without its trigger."""

from __future__ import annotations

from typing import Any

from django.db import migrations

SENTENCE = "events and the access log are append-only"
SAME = {
    "cases_event": "id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq)",
    "cases_access": "id = NEW.id OR seq = NEW.seq",
}


def protect(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "sqlite":
        return  # elsewhere a row gives way to another by an update only, and that is refused
    for table, same in SAME.items():
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )


def release(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for table in SAME:
            schema_editor.execute(f"DROP TRIGGER {table}_no_replace")


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_her_own_wish_for_a_copy")]
    operations = [migrations.RunPython(protect, release)]
