"""Items lose the indexes that others begin with, and the one for patterns of keys that nobody asks for: fewer to write."""

import django.db.models.deletion
from django.db import migrations, models

# The key stays unique by the same index under another name; Django would build it anew.
SET = """
ALTER TABLE press_item RENAME CONSTRAINT press_item_key_key TO item_key_once;
DROP INDEX press_item_key_23f1ccc3_like;
"""
UNSET = """
CREATE INDEX press_item_key_23f1ccc3_like ON press_item (key varchar_pattern_ops);
ALTER TABLE press_item RENAME CONSTRAINT item_key_once TO press_item_key_key;
"""


def _without_index(name, to, related, **given):
    field = models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to, **given
    )
    return migrations.AlterField("item", name, field)


class Migration(migrations.Migration):
    dependencies = [("press", "0032_former")]

    operations = [
        _without_index("source", "press.source", "items"),
        _without_index("publisher", "press.publisher", "items"),
        _without_index("reprints", "press.reprintgroup", "members", null=True),
        _without_index("story", "press.story", "members", null=True),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(SET, UNSET)],
            [
                migrations.AlterField("item", "key", models.CharField(max_length=64)),
                migrations.AddConstraint(
                    "item", models.UniqueConstraint(fields=["key"], name="item_key_once")
                ),
            ],
        ),
    ]
