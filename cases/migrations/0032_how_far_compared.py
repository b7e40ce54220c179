from django.db import migrations, models


class Migration(migrations.Migration):
    """How far each name and declaration has been compared; what is there counts as compared with all."""

    dependencies = [("cases", "0031_cover")]

    operations = [
        migrations.AddField(
            model_name="tie",
            name="down_to",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
