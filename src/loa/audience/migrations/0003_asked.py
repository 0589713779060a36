"""Requests of the public form wait here for a job, so that a request is the same work whoever is known."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audience", "0002_webpush_contacts"), ("units", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Asked",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("choice", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.body"
                    ),
                ),
            ],
        ),
    ]
