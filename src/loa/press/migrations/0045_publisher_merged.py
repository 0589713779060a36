"""Publishers that were found to be one: which one it is now."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0044_retag")]
    contracts = "the running program does not know the column that the constraint is about"

    operations = [
        migrations.AddField(
            "publisher",
            "merged_into",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="press.publisher",
            ),
        ),
        migrations.AddConstraint(
            "publisher",
            models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="publisher_not_merged_into_itself",
            ),
        ),
    ]
