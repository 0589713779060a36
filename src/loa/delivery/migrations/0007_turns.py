"""Bodies take turns within a lane: each chunk has a place in line, by which it is claimed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0006_pace")]

    operations = [
        migrations.AddField("chunk", "turn", models.BigIntegerField(db_default=0, default=0)),
        migrations.RemoveIndex(model_name="chunk", name="chunk_claimable"),
        migrations.AddIndex(
            model_name="chunk",
            index=models.Index(
                fields=["lane", "turn", "due_at", "id"],
                name="chunk_claimable",
                condition=models.Q(("state__in", ["ready", "running"])),
            ),
        ),
    ]
