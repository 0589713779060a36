"""The secret address of a post's calendar, which reminder of a part went out last, and silence shown a day before it goes up."""

import datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.expressions import CombinedExpression


class Migration(migrations.Migration):
    dependencies = [("tasks", "0002_task_proof"), ("units", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="reminded",
            field=models.CharField(blank=True, default="", max_length=14),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("escalated_at__isnull", True),
                    (
                        "escalated_at__gte",
                        CombinedExpression(
                            models.F("shown_silent_at"), "+", models.Value(datetime.timedelta(days=1))
                        ),
                    ),
                    _connector="OR",
                ),
                name="assignment_silent_told_a_day_first",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("escalated_at__isnull", False)),
                fields=["task"],
                name="assignment_told_silent",
            ),
        ),
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_links",
                        to="units.post",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("post",),
                        name="calendar_link_once",
                    )
                ],
            },
        ),
    ]
