"""The database holds the words of every state."""

from django.db import migrations, models

STATES = [
    "planned",
    "queued",
    "sending",
    "accepted",
    "delivered",
    "played",
    "played_partly",
    "failed",
    "unknown",
    "expired",
    "suppressed",
    "superseded",
    "withdrawn",
]


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_hot_tables")]

    operations = [
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", STATES)), name="receipt_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(condition=models.Q(("state__in", STATES)), name="tally_state"),
        ),
    ]
