"""A saved count counts what was taken in until it was saved, and may be of sources; those of before are of their own moment."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models.functions import Now

OF_THEIR_MOMENT = "UPDATE press_savedcount SET taken_until = created_at"


class Migration(migrations.Migration):
    dependencies = [("press", "0042_fetch_reasons")]

    operations = [
        migrations.AddField(
            "savedcount",
            "sources",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField("savedcount", "taken_until", models.DateTimeField(db_default=Now())),
        migrations.RunSQL(OF_THEIR_MOMENT, migrations.RunSQL.noop),
    ]
