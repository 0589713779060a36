"""How far a walk over all items came that names their topics and areas anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0043_counts_cut_off")]

    operations = [
        migrations.CreateModel(
            name="Retag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wordings", models.CharField(max_length=64)),
                ("since", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "đang nhập"), ("stopped", "đã dừng giữa chừng"), ("done", "đã nhập hết")],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("last", models.BigIntegerField(default=0)),
                ("until", models.BigIntegerField()),
                ("seen", models.BigIntegerField(default=0)),
                ("changed", models.BigIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.AddConstraint(
            "retag",
            models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "stopped", "done"])), name="retag_state"
            ),
        ),
    ]
