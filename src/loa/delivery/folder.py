"""Folds the logs (attempts, events) into the state of each delivery and into the tally.

It reads only rows whose transaction is below the snapshot's xmin, in the order of transactions: ids are given before
commit, so a cursor on ids would lose rows. Folding twice changes nothing: a delivery takes the heaviest state it has
ever been told, and the tally moves by what changed. It must not decide which state wins; ranks come from `rules`.
"""

from __future__ import annotations

import time

from django.db import connection, transaction

BATCH = 20_000

# Folds the rows of the transactions low <= xid < high; returns how many deliveries changed their state.
FOLD = """
WITH fresh AS (
  SELECT delivery_id, month, rank, state, reason, at FROM delivery_event WHERE xid >= %(low)s AND xid < %(high)s
  UNION ALL
  SELECT delivery_id, month, rank, 'sending', '', at FROM delivery_attempt WHERE xid >= %(low)s AND xid < %(high)s),
heaviest AS (
  SELECT DISTINCT ON (delivery_id) * FROM fresh ORDER BY delivery_id, rank DESC, reason DESC),
old AS (
  SELECT d.id, d.month, d.dispatch_id, d.account_id, d.area_id, d.state AS was, h.state, h.rank, h.reason, h.at
    FROM heaviest h JOIN delivery_delivery d ON d.id = h.delivery_id AND d.month = h.month AND d.rank < h.rank
   ORDER BY d.id FOR UPDATE OF d),
moved AS (
  UPDATE delivery_delivery d SET state = old.state, rank = old.rank, reason = old.reason, changed_at = old.at
    FROM old WHERE d.id = old.id AND d.month = old.month
  RETURNING d.id),
change AS (
  SELECT dispatch_id, account_id, area_id, state, sum(n) AS n
    FROM (SELECT dispatch_id, account_id, area_id, was AS state, -1 AS n FROM old
          UNION ALL
          SELECT dispatch_id, account_id, area_id, state, 1 FROM old) AS steps
   GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0),
tallied AS (
  INSERT INTO delivery_tally (dispatch_id, account_id, area_id, state, count)
  SELECT dispatch_id, account_id, area_id, state, n FROM change ORDER BY 1, 2, 3, 4
  ON CONFLICT (dispatch_id, account_id, area_id, state) DO UPDATE SET count = delivery_tally.count + excluded.count)
SELECT count(*) FROM moved
"""

# Where the fold stands, up to where it may go, and the caller's own transaction, if it wrote anything yet.
PLACE = """
SELECT m.xid, pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_current_xact_id_if_assigned()::text::bigint,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint
  FROM delivery_foldmark m WHERE m.id = 1 FOR UPDATE SKIP LOCKED
"""

# The transaction at which a batch must end, when more rows than one batch lie ahead.
CUT = """
SELECT min(xid) FROM (
  (SELECT xid FROM delivery_event WHERE xid >= %(low)s AND xid < %(high)s ORDER BY xid OFFSET %(batch)s LIMIT 1)
  UNION ALL
  (SELECT xid FROM delivery_attempt WHERE xid >= %(low)s AND xid < %(high)s ORDER BY xid OFFSET %(batch)s LIMIT 1)
) AS cuts
"""


@transaction.atomic
def fold() -> int:
    """Fold one batch and return how many deliveries changed; 0 when another process is folding.

    Inside a transaction that wrote events itself, these are folded too, so that it sees what it did.
    """
    with connection.cursor() as cursor:
        cursor.execute(PLACE)
        place = cursor.fetchone()
        if place is None:
            return 0
        low, xmin, own, xmax = place
        if low > xmax:  # the rows came out of a backup of another cluster, whose transactions count anew
            low = 0
        high = min(xmin, _cut(low, xmin) or xmin)
        changed = _fold_between(low, high) + (_fold_between(own, own + 1) if own and own >= high else 0)
        cursor.execute("UPDATE delivery_foldmark SET xid = %s WHERE id = 1 AND xid <> %s", [high, high])
        return changed


def _cut(low: int, high: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(CUT, {"low": low, "high": high, "batch": BATCH})
        (cut,) = cursor.fetchone()
    return max(cut, low + 1) if cut is not None else None


def _fold_between(low: int, high: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(FOLD, {"low": low, "high": high})
        return int(cursor.fetchone()[0])


def fold_all() -> int:
    """Fold every row of the logs, whatever its transaction (after a restore); the rows must all be committed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM delivery_foldmark WHERE id = 1 FOR UPDATE")
        changed = _fold_between(0, 2**62)
        cursor.execute(
            "UPDATE delivery_foldmark SET xid = pg_snapshot_xmin(pg_current_snapshot())::text::bigint WHERE id = 1"
        )
        return changed


def lag() -> int:
    """Return how many log rows wait to be folded (0 when the tally is current)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xid, pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM delivery_foldmark WHERE id = 1"
        )
        place = dict(zip(("low", "high"), cursor.fetchone(), strict=True))
        cursor.execute(
            "SELECT (SELECT count(*) FROM delivery_event WHERE xid >= %(low)s AND xid < %(high)s)"
            " + (SELECT count(*) FROM delivery_attempt WHERE xid >= %(low)s AND xid < %(high)s)",
            place,
        )
        return int(cursor.fetchone()[0])


def catch_up(*, patience: float = 30.0) -> None:
    """Fold until nothing waits, for tests, demos and restores; gives up after `patience` seconds.

    Raises: TimeoutError when a long transaction elsewhere holds the fold back.
    """
    until = time.monotonic() + patience
    while True:
        fold()
        if connection.in_atomic_block or not lag():
            return
        if time.monotonic() > until:
            raise TimeoutError("a long transaction holds the fold back")
        time.sleep(0.02)
