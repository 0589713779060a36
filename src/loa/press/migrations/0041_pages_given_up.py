"""Pages that cannot be read stay for a month, given up; those that are due are found host by host."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0040_item_indexes")]

    operations = [
        migrations.AddField("page", "given_up_at", models.DateTimeField(null=True)),
        migrations.RemoveIndex("page", "page_due"),
        migrations.AddIndex(
            "page",
            models.Index(
                fields=["host", "next_at"], condition=models.Q(given_up_at=None), name="page_of_host"
            ),
        ),
        migrations.AddIndex(
            "page",
            models.Index(
                fields=["given_up_at"], condition=models.Q(given_up_at=None, _negated=True), name="page_given_up"
            ),
        ),
    ]
