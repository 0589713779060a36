"""The results of the charter's checks; the application adds to them and changes none."""

from django.db import migrations, models

GUARD = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON ops_chartercheck FROM loa_app;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CharterCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("held", models.PositiveIntegerField()),
                ("faults", models.JSONField(default=list)),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
