"""The ten prepared messages, read from the files of the room."""

import tomllib
from pathlib import Path

from django.db import migrations

PREPARED = Path(__file__).parent.parent / "prepared"
COLUMNS = (
    "priority",
    "emergency_kind",
    "cap_category",
    "cap_event",
    "cap_urgency",
    "cap_severity",
    "cap_certainty",
    "valid_hours",
)


def load(apps, schema_editor):
    Template = apps.get_model("bulletins", "Template")
    for position, path in enumerate(sorted(PREPARED.glob("*.toml")), start=1):
        prepared = tomllib.loads(path.read_text("utf-8"))
        Template.objects.using(schema_editor.connection.alias).update_or_create(
            key=prepared["key"],
            defaults={
                **{name: prepared[name] for name in COLUMNS},
                "position": position,
                "topic_code": prepared["topic"],
                "texts": {language: prepared[language] for language in ("vi", "en")},
            },
        )


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0002_charter")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
