"""A story that another one took the founder of remembers it, and leads on to where it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0031_reasons")]

    operations = [
        migrations.AddField(
            model_name="story",
            name="former",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="press.item"
            ),
        ),
        migrations.AlterField(
            model_name="reprintgroup",
            name="founder",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="press.item"
            ),
        ),
        migrations.AlterField(
            model_name="story",
            name="founder",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="press.item"
            ),
        ),
    ]
