from typing import Any

from django.db import migrations


def what_threats_meant(apps: Any, schema_editor: Any) -> None:
    """Until now a threat that came with no link needed none."""
    threats = apps.get_model("cases", "Case").objects.filter(harm="threat", locations=None)
    threats.update(without_place=True)


class Migration(migrations.Migration):
    """A threat said by itself that no place is known; now the case does."""

    dependencies = [("cases", "0036_without_place")]

    operations = [migrations.RunPython(what_threats_meant, migrations.RunPython.noop)]
