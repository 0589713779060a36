"""Checks that the ledger holds together: partitions, plain ids, tally against rows, work that does not move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, transaction

from loa.delivery import apart, folder
from loa.delivery.models import Chunk
from loa.delivery.states import ChunkState
from loa.delivery.store import RESTS
from loa.lib import clock
from loa.lib.health import Check, Finding, fail, ok, warn

RECENT = timedelta(days=35)
STUCK_AFTER = 600
LAG_ALLOWED = 50_000

# Cells of the tally that differ from the rows they count, for dispatches created since a moment.
TALLY = """
SELECT coalesce(t.dispatch_id, r.dispatch_id), coalesce(t.state, r.state), coalesce(t.count, 0), coalesce(r.count, 0)
  FROM (SELECT dispatch_id, account_id, area_id, state, count FROM delivery_tally
         WHERE count <> 0 AND dispatch_id IN (SELECT id FROM delivery_dispatch WHERE created_at >= %(since)s)) t
  FULL JOIN
       (SELECT d.dispatch_id, d.account_id, d.area_id, d.state, count(*) AS count FROM delivery_delivery d
         WHERE d.month >= date_trunc('month', %(since)s::timestamptz AT TIME ZONE 'UTC')::date
           AND d.dispatch_id IN (SELECT id FROM delivery_dispatch WHERE created_at >= %(since)s)
         GROUP BY 1, 2, 3, 4) r USING (dispatch_id, account_id, area_id, state)
 WHERE t.count IS DISTINCT FROM r.count
 LIMIT 20
"""

# Chunks that should have been sent some seconds ago, and whose account may send.
LATE = f"""
SELECT count(*) FROM delivery_chunk
 WHERE state IN ('ready', 'running') AND due_at < clock_timestamp() - make_interval(secs => %s)
   AND NOT EXISTS ({RESTS})
"""  # noqa: S608  our own words

# Rows whose plain ids point at nothing, by what points where.
_NONE = (
    "SELECT count(*) FROM {rows} r WHERE r.month >= %s AND NOT EXISTS (SELECT FROM {others} x WHERE {fit})"
)
STRAYS = {
    "delivery → dispatch": (
        "delivery_delivery",
        "delivery_dispatch",
        "x.id = r.dispatch_id AND x.month = r.month",
    ),
    "delivery → account": (
        "delivery_delivery",
        "channels_account",
        "x.id = r.account_id AND x.mode = r.mode",
    ),
    "delivery → content": (
        "delivery_delivery",
        "delivery_content",
        "x.id = r.content_id AND x.dispatch_id = r.dispatch_id",
    ),
    "delivery → area": ("delivery_delivery", "units_area", "x.id = r.area_id OR r.area_id = 0"),
    "delivery → chunk": (
        "delivery_delivery",
        "delivery_chunk",
        "x.id = r.id >> 10 AND x.dispatch_id = r.dispatch_id",
    ),
    "attempt → delivery": (
        "delivery_attempt",
        "delivery_delivery",
        "x.id = r.delivery_id AND x.month = r.month",
    ),
    "event → delivery": ("delivery_event", "delivery_delivery", "x.id = r.delivery_id AND x.month = r.month"),
}


def partitions() -> Iterator[Finding]:
    """Check that this month and the next have their tables."""
    first = clock.now().date().replace(day=1)
    months = [first, (first + timedelta(days=32)).replace(day=1)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT m FROM unnest(%s::date[]) m WHERE NOT delivery_month_exists(m)", [months])
        missing = [row[0] for row in cursor.fetchall()]
    if missing:
        names = ", ".join(f"{month:%Y-%m}" for month in missing)
        yield warn(
            "ledger months", f"no tables yet for {names}", "start `loa worker`; it makes them within seconds"
        )
    else:
        yield ok("ledger months", "tables of this month and the next are there")


def tally() -> Iterator[Finding]:
    """Check that the counts on screen equal the rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TALLY, {"since": clock.now() - RECENT})
        rows = cursor.fetchall()
    for dispatch_id, state, told, counted in rows:
        seen = f"dispatch {dispatch_id}: {told} shown as {state}, {counted} in the rows"
        yield fail(
            "tally",
            seen,
            f"report this; the rows are right, `loa ledger recount {dispatch_id}` writes the counts anew",
        )
    if not rows:
        yield ok("tally", "equals the rows")


def plain_ids() -> Iterator[Finding]:
    """Check that the plain ids of the hot tables point at rows."""
    month = (clock.now() - RECENT).date().replace(day=1)
    stray = 0
    with connection.cursor() as cursor:
        for name, (rows, others, fit) in STRAYS.items():
            cursor.execute(_NONE.format(rows=rows, others=others, fit=fit), [month])
            (number,) = cursor.fetchone()
            stray += number
            if number:
                mend = "restore the last backup beside this copy and compare; delete nothing"
                yield fail("ledger ids", f"{number} rows point at nothing ({name})", mend)
    if not stray:
        yield ok("ledger ids", "every row points at rows that exist")


def work() -> Iterator[Finding]:
    """Check that sending work moves."""
    if late := _late():
        yield fail(
            "sending", f"{late} chunks wait since more than 10 minutes", "start `loa worker` or `loa up`"
        )
    else:
        yield ok("sending", "nothing waits too long")
    for chunk in Chunk.objects.filter(state=ChunkState.QUARANTINED).order_by("pk")[:20]:
        seen = f"chunk {chunk.pk} of dispatch {chunk.dispatch_id} stopped workers several times"
        yield warn(
            "quarantine", seen, "open the dispatch, read the reason, then try the chunk again or cancel"
        )
    if (lag := folder.lag()) > LAG_ALLOWED:
        yield warn(
            "fold", f"{lag} log rows are not on the screens yet", "look for a long database transaction"
        )


def compared() -> Iterator[Finding]:
    """Check that the ledger and what channels say they have are the same, as of the last night."""
    rows = apart.comparisons()
    for row in rows:
        name = f"account {row.account_id} ({row.account.kind})"
        if row.problem:
            mend = "see whether the channel answers; the next night tries again"
            yield warn("compared", f"{name} did not tell what it has ({row.problem})", mend)
        elif row.only_theirs or row.only_ours:
            seen = (
                f"{name}: {row.only_theirs} only there, {row.only_ours} only in the ledger, of {row.compared}"
            )
            yield warn("compared", seen, "look at /desk/dispatches/differences/; nothing was changed")
    if not any(row.problem or row.only_theirs or row.only_ours for row in rows):
        yield ok("compared", f"{len(rows)} accounts have what the ledger says")


def _late() -> int:
    with connection.cursor() as cursor:
        cursor.execute(LATE, [STUCK_AFTER])
        return int(cursor.fetchone()[0])


@transaction.atomic
def recount(dispatch_id: int) -> None:
    """Write the tally of a dispatch anew from its rows, under a lock that keeps the folder away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM delivery_foldmark WHERE id = 1 FOR UPDATE")
        cursor.execute("UPDATE delivery_tally SET count = 0 WHERE dispatch_id = %s", [dispatch_id])
        cursor.execute(
            "INSERT INTO delivery_tally (dispatch_id, account_id, area_id, state, count)"
            " SELECT dispatch_id, account_id, area_id, state, count(*) FROM delivery_delivery"
            " WHERE dispatch_id = %s GROUP BY 1, 2, 3, 4"
            " ON CONFLICT (dispatch_id, account_id, area_id, state) DO UPDATE SET count = excluded.count",
            [dispatch_id],
        )


CHECKS: list[Check] = [partitions, tally, plain_ids, work, compared]
