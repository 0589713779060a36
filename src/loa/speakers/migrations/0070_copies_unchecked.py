"""Copies of commands are written from both tables in one statement; checking each reference again held every warning up."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("speakers", "0061_foreign")]
    operations = [
        migrations.AlterField(
            model_name="commandcopy",
            name="command",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="copies",
                to="speakers.command",
            ),
        ),
        migrations.AlterField(
            model_name="commandcopy",
            name="device",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="speakers.device",
            ),
        ),
    ]
