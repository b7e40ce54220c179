"""Single keys of the desk can be switched off, by each person for themselves (WCAG 2.1.4)."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0042_nothing_takes_a_place")]
    operations = [
        migrations.AddField(
            model_name="wellbeing", name="keys_off", field=models.BooleanField(default=False)
        ),
    ]
