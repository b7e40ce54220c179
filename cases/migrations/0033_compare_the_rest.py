from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import F


def what_no_round_has_seen(apps: Any, schema_editor: Any) -> None:
    """What was declared since the last round is still to be compared; nobody reads that mark any more."""
    Tie, Heartbeat = apps.get_model("cases", "Tie"), apps.get_model("cases", "Heartbeat")
    last = Heartbeat.objects.filter(name="ties").values_list("at", flat=True).first()
    rows = Tie.objects.filter(own=False)
    rows = rows.filter(at__gt=last - timedelta(minutes=1)) if last else rows
    rows.update(down_to=F("at"))
    Heartbeat.objects.filter(name="ties").delete()


class Migration(migrations.Migration):
    """The round knew by one mark what it had compared; each row says so now."""

    dependencies = [("cases", "0032_how_far_compared")]

    operations = [migrations.RunPython(what_no_round_has_seen, migrations.RunPython.noop)]
