"""Which items are known already: looked up for a whole batch by two arrays, and only those that change are read whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

from loa.press.models import Item

# Each half has an index of its own; in one condition the database would walk through all items.
_SEEN: Final = """
SELECT id, key, entry, source_id, digest, topics FROM press_item WHERE key = ANY(%s::text[])
UNION ALL
SELECT id, key, entry, source_id, digest, topics FROM press_item
 WHERE entry = ANY(%s::text[]) AND NOT entry = '' AND key <> ALL(%s::text[])
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What tells whether anything is to be done for a known item."""

    id: int
    key: str
    entry: str
    source_id: int
    digest: str
    topics: list[str]


def seen(others: Mapping[str, str]) -> dict[str, Seen]:
    """Return the known items by the keys of what comes, given each key's second one; that counts only where it means one item."""
    if not others:
        return {}
    times = Counter(others.values())
    entries = {other: at for at, other in others.items() if other and times[other] == 1}
    entries |= {at: at for at in others}
    keys = list(others)
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [keys, list(entries), keys])
        rows = [Seen(*row) for row in cursor.fetchall()]
    times = Counter(row.entry for row in rows)
    known = {row.key: row for row in rows if row.key in others}
    for row in rows:
        if row.key not in others and times[row.entry] == 1:
            known.setdefault(entries[row.entry], row)
    return known


def locked(ids: Collection[int]) -> dict[int, Item]:
    """Return items by their ids, for us alone until the transaction ends."""
    if not ids:
        return {}
    rows = Item.objects.select_related("source").select_for_update(of=("self",)).filter(pk__in=ids)
    return {item.pk: item for item in rows.order_by("pk")}
