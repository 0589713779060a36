"""Runs get a state and a token by which their arrival is recognised; certificates of servers are remembered."""

from django.db import migrations, models

STATES = [
    ("begun", "đang thử"),
    ("accepted", "máy chủ đã nhận"),
    ("arrived", "đã đến nơi"),
    ("failed", "không gửi được"),
    ("overdue", "quá giờ chưa thấy đến"),
]


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_listed_a_year")]

    operations = [
        migrations.RunSQL("DELETE FROM channels_canaryrun", migrations.RunSQL.noop),  # nothing wrote them before
        migrations.RemoveField(model_name="canaryrun", name="is_good"),
        migrations.AddField(
            model_name="canaryrun",
            name="token",
            field=models.CharField(max_length=40, unique=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="canaryrun",
            name="state",
            field=models.CharField(choices=STATES, default="begun", max_length=8),
        ),
        migrations.AddConstraint(
            model_name="canaryrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", [state for state, _label in STATES])), name="canary_state"
            ),
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(max_length=253)),
                ("port", models.PositiveIntegerField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("checked_at", models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(fields=("host", "port"), name="certificate_once"),
        ),
    ]
