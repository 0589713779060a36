"""What is issued is kept as it was issued, with the fingerprints that find a copy of it; drafts have none."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

GUARD = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON bulletins_issued, bulletins_shingle FROM loa_app;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0007_fact_dismissed_says_why"), ("units", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Issued",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("is_core", models.BooleanField(default=False)),
                ("title", models.CharField(max_length=240)),
                ("text", models.TextField()),
                ("issuer", models.CharField(max_length=500)),
                ("approver", models.CharField(max_length=300)),
                ("hash", models.CharField(max_length=64)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.body"
                    ),
                ),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issued",
                        to="bulletins.bulletin",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issued",
                        to="bulletins.release",
                    ),
                ),
            ],
            options={"ordering": ["-is_core", "id"]},
        ),
        migrations.AddIndex(
            model_name="issued",
            index=models.Index(fields=["bulletin", "language"], name="issued_of_bulletin"),
        ),
        migrations.AddConstraint(
            model_name="issued",
            constraint=models.UniqueConstraint(
                fields=["release", "body", "language", "hash"], name="issued_once"
            ),
        ),
        migrations.CreateModel(
            name="Shingle",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "hash", "issued_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("hash", models.BigIntegerField()),
                (
                    "issued",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shingles",
                        to="bulletins.issued",
                    ),
                ),
            ],
        ),
        migrations.RemoveIndex(model_name="text", name="text_shingles"),
        migrations.RemoveField(model_name="text", name="shingles"),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
