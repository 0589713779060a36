"""Who wrote what of a slot, for which special case it goes beyond a limit; Hanoi's limits where its areas stand already."""

from datetime import UTC, date, datetime, time

import django.contrib.postgres.fields
from django.db import migrations, models

SOURCE = "Quyết định 1246/QĐ-UBND ngày 12/3/2021 của UBND thành phố Hà Nội"


def load(apps, schema_editor):
    using = schema_editor.connection.alias
    versions = apps.get_model("units", "AreaVersion").objects.using(using).filter(valid_until=None)
    rules = apps.get_model("speakers", "NoiseRule").objects.using(using)
    root = versions.filter(area__code="01", parent=None).first()
    if root is None or rules.exists():
        return
    wards = versions.filter(path__startswith=f"{root.path}/", level="commune", kind="Phường")
    given = [(root.area_id, None, 45, [])]
    given += [(area, 2, 15, [1, 2, 3, 4, 5]) for area in wards.values_list("area_id", flat=True)]
    for area, sessions, minutes, weekdays in given:
        rules.create(
            area_id=area,
            kind="limits",
            source=SOURCE,
            valid_from=date(2021, 3, 12),
            sessions_a_day=sessions,
            minutes_a_session=minutes,
            weekdays=weekdays,
            quiet_from=time(21),
            quiet_until=time(5),
            made_at=datetime.now(tz=UTC),
        )


class Migration(migrations.Migration):
    dependencies = [("speakers", "0002_kept"), ("units", "0004_post_claim")]

    operations = [
        migrations.AddField(
            model_name="slot",
            name="exceeds",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="slot",
            name="hands",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
