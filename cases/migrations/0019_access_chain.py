"""Each look gets its role, its reason and its place in a chain; what was there before is chained as it stands."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

from django.db import migrations, models

TABLE = "cases_access"
SENTENCE = "events and the access log are append-only"
LOOKS = UUID(int=1)


def release(apps: Any, schema_editor: Any) -> None:
    """For this migration alone the rows can be changed; SQLite loses the triggers with the old table anyway."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        return
    for act in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{act}")


def protect(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
        return
    for act in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )


def chain(apps: Any, schema_editor: Any) -> None:
    access = apps.get_model("cases", "Access")
    if not access.objects.exists():
        return
    from cases.models.keyring import ring

    head, key_ring = "", ring()
    for seq, row in enumerate(access.objects.order_by("pk"), start=1):
        at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
        parts = [str(seq), str(row.user_id), "", str(row.case_id or ""), row.kind, "", at, row.session]
        head = key_ring.link(head, "\x1f".join(parts))
        access.objects.filter(pk=row.pk).update(seq=seq, digest=head)
    apps.get_model("cases", "Chain").objects.create(case_id=LOOKS, length=seq, head=head)


class Migration(migrations.Migration):

    dependencies = [('cases', '0018_assignment')]
    operations = [
        migrations.RunPython(release, protect),
        migrations.AddField(model_name='access', name='role', field=models.CharField(blank=True, default='', max_length=12), preserve_default=False),
        migrations.AddField(model_name='access', name='reason', field=models.CharField(blank=True, default='', max_length=20), preserve_default=False),
        migrations.AddField(model_name='access', name='seq', field=models.PositiveBigIntegerField(null=True)),
        migrations.AddField(model_name='access', name='digest', field=models.CharField(default='', max_length=64), preserve_default=False),
        migrations.RunPython(release, migrations.RunPython.noop),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.AlterField(model_name='access', name='seq', field=models.PositiveBigIntegerField(unique=True)),
        migrations.AddIndex(model_name='access', index=models.Index(fields=['case', 'at'], name='access_case_at')),
        migrations.AddIndex(model_name='access', index=models.Index(fields=['user', 'at'], name='access_user_at')),
        migrations.RunPython(protect, release),
    ]
