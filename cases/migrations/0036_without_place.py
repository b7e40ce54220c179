from django.db import migrations, models


class Migration(migrations.Migration):
    """Whatever happened, nothing may be online yet, or she may know no link."""

    dependencies = [("cases", "0035_hash_recovery_codes")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="without_place",
            field=models.BooleanField(default=False),
        ),
    ]
