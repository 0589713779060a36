"""Write new items in one statement: a thousand rows cost the database and us a fraction of what a row at a time would."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from django.db import connection

from loa.press.models import Item

_KINDS: Final = {
    "source_id": "bigint", "publisher_id": "bigint", "key": "text", "entry": "text", "url": "text", "title": "text",
    "summary": "text", "text": "text", "digest": "text", "language": "text", "topics": "text[]", "areas": "text[]",
    "published_at": "timestamptz", "sure": "float8", "taken_at": "timestamptz", "is_sample": "boolean",
}  # fmt: skip
_FIXED: Final = {"digest_before": "''", "figures_differ": "false", "contains": "'{}'"}
_INSERT: Final = (
    f"INSERT INTO press_item ({', '.join([*_KINDS, *_FIXED])}) "  # noqa: S608  names of our own columns
    f"SELECT {', '.join([*_KINDS, *_FIXED.values()])} FROM json_to_recordset(%s::json) "
    f"AS r({', '.join(f'{name} {kind}' for name, kind in _KINDS.items())}) "
    "ON CONFLICT (key) DO NOTHING RETURNING id, key"
)


def insert(items: Sequence[Item]) -> list[Item]:
    """Write items that are new, in this order; return those that nobody else wrote meanwhile, with their ids."""
    if not items:
        return []
    rows = [{name: getattr(item, name) for name in _KINDS} for item in items]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [json.dumps(rows, default=str, ensure_ascii=False)])
        ids = {key: pk for pk, key in cursor.fetchall()}
    for item in items:
        item.pk = ids.get(item.key)
    return [item for item in items if item.pk]
