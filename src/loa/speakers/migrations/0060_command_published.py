"""The gateway asks every second which commands are young; those of a year must not be read for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("speakers", "0050_command_until")]
    operations = [
        migrations.AddIndex(
            model_name="command", index=models.Index(fields=["published_at"], name="command_published")
        )
    ]
