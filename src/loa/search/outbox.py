"""Follows what was changed, in an order that never changes any more.

It must not read a row whose transaction may still be followed by an older one: ids are given before commit, so only
transactions below the snapshot's xmin are in a final order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Q

from loa.search.models import IndexState, Outbox

BATCH: Final = 2000
FORGOTTEN_AFTER: Final = timedelta(days=7)
"""A host that was not seen for so long no longer keeps rows from being removed; when it comes back it rebuilds."""

_COMMITTED = """
SELECT xid, id, kind, thing FROM search_outbox
 WHERE (xid, id) > (%s, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
 ORDER BY xid, id LIMIT %s
"""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """How far the log was followed."""

    xid: int
    row: int


@dataclass(frozen=True, slots=True)
class Change:
    """A thing that was made, changed or removed."""

    place: Place
    kind: str
    thing: str


def changes_after(place: Place, limit: int = BATCH) -> list[Change]:
    """Return what was changed after a place, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_COMMITTED, [place.xid, place.row, limit])
        return [Change(Place(xid, row), kind, thing) for xid, row, kind, thing in cursor.fetchall()]


def here() -> Place:
    """Return the place below which every transaction has ended: what is read from now on holds all of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return Place(cursor.fetchone()[0], 0)


def is_ahead(place: Place) -> bool:
    """Say whether the server has not come to a place yet: the place is another server's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return place.xid > int(cursor.fetchone()[0])


def waiting(place: Place) -> int:
    """Return how many rows come after a place, committed ones that must still wait included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM search_outbox WHERE (xid, id) > (%s, %s)", [place.xid, place.row]
        )
        return int(cursor.fetchone()[0])


def forget_followed(now: datetime) -> int:
    """Remove the rows that every host has followed; return how many there were."""
    hosts: Sequence[tuple[int, int]] = list(
        IndexState.objects.filter(alive_at__gt=now - FORGOTTEN_AFTER).values_list("xid", "row")
    )
    if not hosts:
        return 0
    xid, row = min(hosts)
    return Outbox.objects.filter(Q(xid__lt=xid) | Q(xid=xid, id__lte=row)).delete()[0]
