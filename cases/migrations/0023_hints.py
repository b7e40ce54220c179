from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_invitations")]

    operations = [
        migrations.AddField("case", "hints", models.JSONField(blank=True, default=list)),
    ]
