"""A mark on a person is set aside for public office or consent only, whatever the code does (charter 10)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0005_submission_counts")]

    operations = [
        migrations.AddField(
            model_name="setaside", name="code", field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="setaside",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", "private_person"), _negated=True)
                | models.Q(("kind__in", ["public_office", "consented"])),
                name="set_aside_person_in_office_or_consenting",
            ),
        ),
    ]
