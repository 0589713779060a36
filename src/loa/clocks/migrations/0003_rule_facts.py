"""The rule of a clock is kept as facts and worded for each reader; clocks of before keep their sentence."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clocks", "0002_clock_started_at")]

    operations = [
        migrations.AddField("clock", "rule", models.JSONField(default=dict)),
        migrations.AlterField("clock", "rule_text", models.CharField(blank=True, max_length=400)),
    ]
