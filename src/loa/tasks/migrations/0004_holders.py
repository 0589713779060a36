"""Whose programmes and tasks are now: the body that set them up, or the one that took over from it in a reform."""

from datetime import date
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

HELD = """
UPDATE tasks_programme SET holder_id = body_id;
UPDATE tasks_task SET holder_id = body_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
STAYS = """
CREATE TRIGGER tasks_programme_body_stays BEFORE UPDATE OF body_id ON tasks_programme
  FOR EACH ROW WHEN (OLD.body_id <> NEW.body_id) EXECUTE FUNCTION tasks_stays('programme_body_stays');
CREATE TRIGGER tasks_task_body_stays BEFORE UPDATE OF body_id ON tasks_task
  FOR EACH ROW WHEN (OLD.body_id <> NEW.body_id) EXECUTE FUNCTION tasks_stays('task_body_stays');
"""
MAY_CHANGE = """
DROP TRIGGER tasks_task_body_stays ON tasks_task;
DROP TRIGGER tasks_programme_body_stays ON tasks_programme;
"""


def follow_past_reforms(apps: Any, schema_editor: Any) -> None:
    """Give what a body set up, that reforms closed before this day, to the body that took over."""
    changes = apps.get_model("units", "BodyChange").objects.filter(on__lte=date.today())  # noqa: DTZ011
    for change in changes.order_by("on", "pk"):
        for old, heir in _heirs(apps, change).items():
            for name in ("Programme", "Task"):
                apps.get_model("tasks", name).objects.filter(holder=old).update(holder=heir)


def _heirs(apps: Any, change: Any) -> dict[int, int]:
    """Return who takes over from each closed body, as `units.queries.heirs_of` says it."""
    news = list(change.news.order_by("pk").values_list("pk", flat=True))
    closed = [pk for pk in change.olds.values_list("pk", flat=True) if pk not in news]
    if news:
        return dict.fromkeys(closed, news[0])
    last = apps.get_model("units", "BodyVersion").objects.filter(body__in=closed, valid_until=change.on)
    return dict(last.exclude(superior=None).values_list("body", "superior"))


def _holder(related_name: str, *, null: bool) -> Any:
    return models.ForeignKey(
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="units.body",
    )


class Migration(migrations.Migration):
    dependencies = [("tasks", "0003_calendar_link"), ("units", "0001_initial")]

    operations = [
        migrations.AddField("programme", "holder", _holder("held_programmes", null=True)),
        migrations.AddField("task", "holder", _holder("held_tasks", null=True)),
        migrations.RunSQL(HELD, migrations.RunSQL.noop),
        migrations.RunPython(follow_past_reforms, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("programme", "holder", _holder("held_programmes", null=False)),
        migrations.AlterField("task", "holder", _holder("held_tasks", null=False)),
        migrations.RemoveIndex("task", "task_of_body"),
        migrations.AddIndex("task", models.Index(fields=["holder", "state", "due_on"], name="task_of_holder")),
        migrations.RunSQL(STAYS, MAY_CHANGE),
    ]
