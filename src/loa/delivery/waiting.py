"""How much sending work waits at this moment, and how long the oldest has; read by the page of the machine's state."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from loa.delivery.store import RESTS

# Deliveries still to be made, by what holds them back; those not expanded yet are known by their chunk alone.
WAITING = f"""
WITH moving AS (SELECT id, state FROM delivery_dispatch WHERE state IN ('planned', 'sending', 'paused'))
SELECT
  (SELECT coalesce(sum(t.count), 0) FROM delivery_tally t JOIN moving m ON m.id = t.dispatch_id
    WHERE m.state <> 'planned' AND t.state IN ('planned', 'queued', 'sending'))
  + (SELECT coalesce(sum(c.expected), 0) FROM delivery_chunk c JOIN moving m ON m.id = c.dispatch_id
      WHERE m.state <> 'planned' AND c.expanded IS NULL AND c.state <> 'done'),
  (SELECT coalesce(sum(c.expected), 0) FROM delivery_chunk c JOIN moving m ON m.id = c.dispatch_id
    WHERE m.state = 'planned' AND c.state <> 'done'),
  (SELECT extract(epoch FROM clock_timestamp() - min(due_at)) FROM delivery_chunk
    WHERE state IN ('ready', 'running') AND due_at <= clock_timestamp() AND NOT EXISTS ({RESTS})),
  (SELECT count(*) FROM delivery_chunk c JOIN moving m ON m.id = c.dispatch_id WHERE c.state = 'quarantined')
"""  # noqa: S608  our own words


@dataclass(frozen=True, slots=True)
class Waiting:
    """Deliveries that are due, deliveries whose time has not come, the age of the oldest due work in seconds (0: none).

    Work whose account rests, by its rate or for its provider, is not late.
    """

    due: int
    planned: int
    oldest: float
    quarantined: int


def waiting() -> Waiting:
    """Return what waits, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        due, planned, oldest, quarantined = cursor.fetchone()
    return Waiting(int(due), int(planned), float(oldest or 0), int(quarantined))
