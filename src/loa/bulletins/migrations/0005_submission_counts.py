"""A request for release keeps the numbers by account and area that its approver was shown."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0004_state_words")]

    operations = [
        migrations.AddField(
            model_name="submission", name="counts", field=models.JSONField(default=dict), preserve_default=True
        ),
    ]
