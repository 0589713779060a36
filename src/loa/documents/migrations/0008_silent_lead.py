"""How much later than a silent body its superior is told: set by the sender, never less than a day (charter 11)."""

import datetime

from django.db import migrations, models

A_DAY = datetime.timedelta(days=1)


class Migration(migrations.Migration):
    dependencies = [("documents", "0007_entered_version")]

    operations = [
        migrations.AddField(
            model_name="circulation",
            name="silent_lead",
            field=models.DurationField(db_default=A_DAY, default=A_DAY),
        ),
        migrations.AddConstraint(
            model_name="circulation",
            constraint=models.CheckConstraint(
                condition=models.Q(("silent_lead__gte", A_DAY)), name="circulation_silent_told_a_day_first"
            ),
        ),
        migrations.RemoveConstraint(model_name="circulation", name="circulation_silent_told_first"),
        migrations.AddConstraint(
            model_name="circulation",
            constraint=models.CheckConstraint(
                condition=models.Q(("escalated_at__isnull", True))
                | models.Q(
                    ("escalated_at__gte", models.F("shown_silent_at") + models.F("silent_lead")),
                    ("shown_silent_at__isnull", False),
                ),
                name="circulation_silent_told_first",
            ),
        ),
    ]
