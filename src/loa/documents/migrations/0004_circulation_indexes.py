"""Two indexes under the matrix; a superior hears of a silent body a full day after the body itself (charter 11)."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_kept")]

    operations = [
        migrations.AddIndex(
            model_name="circulation",
            index=models.Index(fields=["document", "state", "due_at"], name="circulation_by_state"),
        ),
        migrations.AddIndex(
            model_name="circulation",
            index=models.Index(fields=["document", "holder"], name="circulation_by_holder"),
        ),
        migrations.RemoveConstraint(model_name="circulation", name="circulation_silent_told_first"),
        migrations.AddConstraint(
            model_name="circulation",
            constraint=models.CheckConstraint(
                condition=models.Q(("escalated_at__isnull", True))
                | models.Q(
                    ("escalated_at__gte", models.F("shown_silent_at") + datetime.timedelta(days=1)),
                    ("shown_silent_at__isnull", False),
                ),
                name="circulation_silent_told_first",
            ),
        ),
    ]
