"""Finds the dispatches with an unknown outcome without reading the whole tally."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_one_pause")]

    operations = [
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(
                fields=["dispatch"], name="tally_unknown", condition=models.Q(("state", "unknown"))
            ),
        ),
    ]
