"""Events, their chains and the access log stay when a case is erased, so no constraint ties them to its row."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("cases_event", "cases_access")
SENTENCE = "events and the access log are append-only"


def protect(apps: Any, schema_editor: Any) -> None:
    """SQLite builds a changed table anew, which loses its triggers; PostgreSQL keeps them."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_erasure")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, protect),
        migrations.AlterField(
            model_name='access',
            name='case',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='accesses', to='cases.case'),
        ),
        migrations.AlterField(
            model_name='chain',
            name='case',
            field=models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='chain', serialize=False, to='cases.case'),
        ),
        migrations.AlterField(
            model_name='event',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cases.case'),
        ),
        migrations.RunPython(protect, migrations.RunPython.noop),
    ]
