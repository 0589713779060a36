"""Which entries an officer of the superior wrote for a body that had nobody who may."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0004_holders")]

    operations = [
        migrations.AddField("progress", "by_superior", models.BooleanField(default=False)),
    ]
