from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0016_conflicts")]

    operations = [
        migrations.AddField("case", "by_phone", models.BooleanField(default=False)),
        migrations.AddField("case", "words_heard", models.BooleanField(default=False)),
    ]
