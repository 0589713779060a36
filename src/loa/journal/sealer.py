"""Chains committed entries within a second; one sealer at a time, however many processes run.

It must not seal a row whose transaction may still be followed by an older one: ids are given before commit, so
only transactions below the snapshot's xmin are in a final order.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from loa.journal.models import Entry, Seal
from loa.journal.rules import START, Row, chain
from loa.lib import clock

LOCK = 5_270_001  # the advisory lock that makes the sealer one
EVERY = 0.5  # seconds
BATCH = 1000
COLUMNS = "id, at, verb, thing, person, post, body, on_behalf_of, facts, xid"

# Committed entries in their final order. A visible row with a transaction id this server has not reached yet
# comes from a restored backup and is final too.
_COMMITTED = f"""
SELECT {COLUMNS} FROM journal_entry AS entry
 WHERE id > %s
   AND (xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        OR xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
   AND NOT EXISTS (SELECT FROM journal_seal WHERE entry_id = entry.id)
 ORDER BY xid, id
 LIMIT %s
"""  # noqa: S608  constants only


def row_of(values: tuple[Any, ...]) -> Row:
    """Return a row read by hand in the order of COLUMNS."""
    read = dict(zip(COLUMNS.split(", "), values, strict=True))
    if isinstance(read["facts"], str):
        read["facts"] = json.loads(read["facts"])
    return Row(**read)


def seal_committed(now: datetime, *, above: int = 0) -> int | None:
    """Chain the committed entries with an id above `above` and return how many there were.

    None where another process seals at this moment: nothing was done here.
    """
    total = 0
    while (sealed := _seal_batch(now, above)) == BATCH:
        total += sealed
    return None if sealed is None else total + sealed


@transaction.atomic
def _seal_batch(now: datetime, above: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
        last = Seal.objects.order_by("-number").first()
        cursor.execute(_COMMITTED, [above, BATCH])
        rows = [row_of(values) for values in cursor.fetchall()]
    ended, previous = (last.number, last.hash) if last else (0, START)
    seals = []
    for number, row in enumerate(rows, start=ended + 1):
        previous = chain(previous, row)
        seals.append(Seal(number=number, entry_id=row.id, hash=previous, sealed_at=now))
    Seal.objects.bulk_create(seals)
    return len(seals)


@dataclass
class Sealer:
    """Seals again and again without reading the whole journal each time.

    Once every transaction that was open at a mark has ended and was sealed, nothing below the mark's highest
    id can appear any more, and the search begins above it.
    """

    floor: int = 0
    _mark: tuple[int, int] | None = field(default=None, repr=False)

    def turn(self, now: datetime) -> int | None:
        """Seal what is committed; return how many entries that were, None where another process seals."""
        settled = self._mark is not None and _oldest_open() > self._mark[1]
        sealed = seal_committed(now, above=self.floor)
        if sealed is None:
            return None
        if settled and self._mark:
            self.floor, self._mark = self._mark[0], None
        if sealed and self._mark is None:
            self._mark = _mark()
        return sealed


def _mark() -> tuple[int, int] | None:
    """Return the highest id in sight and a transaction id that is younger than every id's up to it."""
    highest = Entry.objects.aggregate(highest=Max("id"))["highest"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return (highest, cursor.fetchone()[0]) if highest else None


def _oldest_open() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def run(stop: threading.Event) -> None:
    """Seal until told to stop."""
    sealer = Sealer()
    try:
        while not stop.is_set():
            sealer.turn(clock.now())
            stop.wait(EVERY)
    finally:
        connection.close()
