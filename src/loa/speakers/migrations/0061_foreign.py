"""Clusters of other makers: what was handed over, and the unsigned word beside a play."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("speakers", "0060_command_published")]

    operations = [
        migrations.CreateModel(
            name="Handed",
            fields=[
                (
                    "cluster",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="handed",
                        serialize=False,
                        to="speakers.cluster",
                    ),
                ),
                ("digest", models.CharField(blank=True, max_length=24)),
                ("plays", models.JSONField(blank=True, default=dict)),
                ("is_stop", models.BooleanField(default=False)),
                ("at", models.DateTimeField(null=True)),
                ("given", models.BigIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.AddField(
            model_name="play",
            name="told",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
        migrations.AddField(model_name="play", name="told_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="play",
            constraint=models.CheckConstraint(
                condition=models.Q(("told__in", ["", "refused", "has_it", "sounds", "ended"])),
                name="play_told",
            ),
        ),
    ]
