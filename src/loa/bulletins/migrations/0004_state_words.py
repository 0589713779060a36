"""The database holds the words of every state."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0003_prepared_messages")]

    operations = [
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["found", "locked", "dismissed"])), name="fact_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["accepted", "refused"])), name="rendition_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "voided", "returned", "released"])),
                name="submission_state",
            ),
        ),
    ]
