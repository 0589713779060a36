"""Which version of a copy stands in its body's register; of copies entered before, the one that was acknowledged."""

from django.db import migrations, models

KNOWN = """
UPDATE documents_circulation SET entered_version = coalesce(acknowledged_version, version) WHERE entered_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_attachments")]

    operations = [
        migrations.AddField(
            model_name="circulation",
            name="entered_version",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="circulation",
            constraint=models.CheckConstraint(
                condition=models.Q(("entered__isnull", True), ("entered_version__isnull", True))
                | models.Q(("entered__isnull", False), ("entered_version__lte", models.F("version"))),
                name="circulation_entered_what_came",
            ),
        ),
    ]
