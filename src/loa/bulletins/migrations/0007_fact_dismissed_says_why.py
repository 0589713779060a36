"""What a writer says is no fact of the message carries a reason, which the approver sees."""

from django.db import migrations, models

SAY_SO = "UPDATE bulletins_fact SET reason = 'Không ghi lý do' WHERE state = 'dismissed'"


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0006_set_aside_by_ground")]

    operations = [
        migrations.AddField(
            model_name="fact",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.RunSQL(SAY_SO, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "dismissed"), _negated=True) | models.Q(("reason", ""), _negated=True),
                name="fact_dismissed_says_why",
            ),
        ),
    ]
