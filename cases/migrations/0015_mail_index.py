"""The blind index of the e-mail address, and the same for cases that are there already."""

from __future__ import annotations

import json
from typing import Any

from django.db import migrations, models

from cases.models import keyring
from cases.services import contacts

PLACE = "cases_case|{}|{}"


def fill(apps: Any, schema_editor: Any) -> None:
    """A plan that cannot be opened has no index: its case is found in every other way."""
    case = apps.get_model("cases", "Case")
    rows = case.objects.exclude(safe_contact="").values_list("pk", "wrapped_key", "safe_contact")
    for pk, wrapped, sealed in rows.iterator(chunk_size=500):
        try:
            key = keyring.ring().open(wrapped, place=PLACE.format("wrapped_key", pk))
            place = PLACE.format("safe_contact", pk)
            plan = json.loads(keyring.open_with(key, str(sealed).rpartition(".")[2], place=place))
        except keyring.CannotOpen:
            continue
        case.objects.filter(pk=pk).update(email_index=contacts.of_plan(plan))


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_gates")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="email_index",
            field=models.CharField(blank=True, db_index=True, max_length=32),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
