"""What is alike within an hour is one refusal; indexes under what is looked for every half minute."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("speakers", "0021_silence_kept")]

    operations = [
        migrations.AddField(
            model_name="refusal", name="times", field=models.PositiveIntegerField(default=1)
        ),
        migrations.AddIndex(
            model_name="airing",
            index=models.Index(
                condition=models.Q(("state__in", ["planned", "ordered"])),
                fields=["latest_at"],
                name="airing_open",
            ),
        ),
        migrations.AddIndex(
            model_name="play",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["planned", "ordered", "taken"]), ("told_silent_at__isnull", True)
                ),
                fields=["moment"],
                name="play_due",
            ),
        ),
        migrations.AddIndex(
            model_name="play",
            index=models.Index(
                condition=models.Q(("told_silent_at__isnull", False)),
                fields=["told_silent_at"],
                name="play_silent",
            ),
        ),
    ]
