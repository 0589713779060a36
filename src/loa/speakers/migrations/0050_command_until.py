"""The gateway asks every second which commands still hold."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("speakers", "0040_proof")]
    operations = [
        migrations.AddIndex(
            model_name="command", index=models.Index(fields=["until_at"], name="command_until")
        )
    ]
