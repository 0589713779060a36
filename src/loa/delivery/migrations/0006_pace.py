"""How far each account's rate is used up, and until when it rests."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_listed_a_year"), ("delivery", "0005_tally_unknown")]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="channels.account",
                    ),
                ),
                ("taken_until", models.DateTimeField(null=True)),
                ("ordinary_from", models.DateTimeField(null=True)),
                ("closed_until", models.DateTimeField(null=True)),
                ("closings", models.PositiveSmallIntegerField(default=0)),
                ("code", models.CharField(blank=True, max_length=60)),
            ],
        ),
    ]
