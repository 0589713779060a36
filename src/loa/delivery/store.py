"""The hot path of the ledger: every statement by which workers claim, expand, begin, settle and release.

All of it runs as the application's role on Django's connection. Time is the database's own (`clock_timestamp()`),
so that workers with wrong clocks neither steal nor lose a lease. Nothing here calls a channel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import connection

from loa.delivery import rules
from loa.delivery.expand import Part
from loa.delivery.states import Lane, State

LEASE = 30
"""Seconds until the work of a silent worker may be claimed by another."""


class LostChunk(Exception):
    """Somebody else holds the chunk now (or it was taken away); what was brought is refused."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A chunk in a worker's hands, valid while nobody holds a higher fence."""

    chunk_id: int
    fence: int
    dispatch_id: int
    target_id: int
    account_id: int
    lane: int
    ending: str
    expected: int
    expanded: int | None
    month: date
    low: int
    high: int
    turn: int


class Item(NamedTuple):
    """One delivery still to be dealt with, and how far it has come; `wait` are seconds until its next attempt."""

    delivery_id: int
    receiver: int
    area_id: int
    progress: rules.Progress
    wait: float = 0.0


class Note(NamedTuple):
    """An event to be written."""

    delivery_id: int
    attempt: int
    state: State
    origin: str
    code: str = ""
    reason: str = ""
    provider_id: str = ""
    retry_in: float | None = None


# The account of a chunk rests: its provider asked for that, or its rate is used up (but for emergencies).
RESTS = """SELECT FROM delivery_pace p WHERE p.account_id = delivery_chunk.account_id
                     AND (p.closed_until > clock_timestamp()
                          OR (p.ordinary_from > clock_timestamp() AND delivery_chunk.lane > 0))"""

DUE = f"""
SELECT EXISTS (SELECT FROM delivery_chunk WHERE state IN ('ready', 'running')
                  AND due_at <= clock_timestamp() + make_interval(secs => %(within)s)
                  AND (ending <> '' OR NOT EXISTS (
                       {RESTS.replace("clock_timestamp()", "clock_timestamp() + make_interval(secs => %(within)s)")})))
"""  # noqa: S608  our own words

# Takes the first claimable chunk of the given lanes, the first in line of each (`turns.py`), unless its crashes are used up; raises its fence.
CLAIM = f"""
UPDATE delivery_chunk c
   SET state = 'running', fence = c.fence + 1, worker = %(worker)s, crashes = c.crashes + 1,
       due_at = clock_timestamp() + make_interval(secs => %(lease)s)
  FROM delivery_dispatch d
 WHERE d.id = c.dispatch_id
   AND c.id = (SELECT id FROM delivery_chunk
                WHERE state IN ('ready', 'running') AND due_at <= clock_timestamp() AND lane = ANY(%(lanes)s)
                  AND id <> ALL(%(held)s) AND (ending <> '' OR NOT EXISTS ({RESTS}))
                ORDER BY lane, turn, due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING c.id, c.fence, c.dispatch_id, c.target_id, c.account_id, c.lane, c.ending, c.expected, c.expanded,
          d.month, c.low, c.high, c.turn, c.crashes
"""  # noqa: S608  our own words

WAITING = f"""
SELECT lane, turn FROM delivery_chunk
 WHERE state IN ('ready', 'running') AND due_at <= clock_timestamp() AND (ending <> '' OR NOT EXISTS ({RESTS}))
 ORDER BY lane, turn LIMIT 1
"""  # noqa: S608  our own words

# Prolongs the lease of every chunk that this worker still holds.
HEARTBEAT = """
UPDATE delivery_chunk c SET due_at = clock_timestamp() + make_interval(secs => %(lease)s)
  FROM unnest(%(ids)s::bigint[], %(fences)s::int[]) AS held(id, fence)
 WHERE c.id = held.id AND c.fence = held.fence AND c.worker <> ''
RETURNING c.id
"""

# Gives a chunk back, or ends it; refused when the fence is old. A paused chunk stays paused. It moves on in line by the
# calls made for it; one that comes round again later goes behind the first attempts of its dispatch.
RELEASE = """
UPDATE delivery_chunk
   SET state = CASE WHEN state = 'running' THEN %(state)s ELSE state END,
       due_at = clock_timestamp() + make_interval(secs => %(delay)s),
       crashes = %(crashes)s, worker = '',
       turn = greatest(turn + %(sent)s, CASE WHEN %(last)s THEN
                (SELECT max(x.turn) FROM delivery_chunk x WHERE x.dispatch_id = delivery_chunk.dispatch_id) END)
 WHERE id = %(chunk)s AND fence = %(fence)s
"""

LOCK = "SELECT fence FROM delivery_chunk WHERE id = %s FOR NO KEY UPDATE"

# Takes unexpanded chunks that follow one of the same target, in order, leaving out what others hold.
FOLLOWING = """
SELECT id, low, high, expected FROM delivery_chunk
 WHERE target_id = %(target)s AND id > %(chunk)s AND low > %(high)s
   AND state = 'ready' AND ending = '' AND expanded IS NULL AND found IS NULL
 ORDER BY id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED
"""

# Appends what became known of deliveries that no worker holds.
NOTE = """
INSERT INTO delivery_event
       (month, delivery_id, attempt, state, rank, origin, code, reason, provider_id, retry_at, at)
SELECT %s, t.delivery_id, t.attempt, t.state, t.rank, t.origin, left(t.code, 60), left(t.reason, 300),
       left(t.provider_id, 200), clock_timestamp() + make_interval(secs => t.retry_in), clock_timestamp()
  FROM unnest(%s::bigint[], %s::smallint[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[],
              %s::float8[])
       AS t(delivery_id, attempt, state, rank, origin, code, reason, provider_id, retry_in)
"""

# The deliveries of a chunk that was never worked on.
FRESH = """
SELECT id, receiver, area_id FROM delivery_delivery
 WHERE month = %(month)s AND id BETWEEN %(first)s AND %(last)s ORDER BY id
"""

# The deliveries of a chunk with what the logs know: attempts begun, heaviest event, seconds to wait, doubt.
KNOWN = """
SELECT d.id, d.receiver, d.area_id, coalesce(a.number, 0), e.state, coalesce(e.attempt, 0),
       coalesce(extract(epoch FROM e.retry_at - clock_timestamp()), 0)::float8, coalesce(e.doubt, false)
  FROM delivery_delivery d
  LEFT JOIN (SELECT delivery_id, max(number) AS number FROM delivery_attempt
              WHERE month = %(month)s AND delivery_id BETWEEN %(first)s AND %(last)s GROUP BY 1) a
         ON a.delivery_id = d.id
  LEFT JOIN (SELECT DISTINCT ON (delivery_id) delivery_id, state, attempt, retry_at,
                    bool_or(code = 'unknown_outcome') OVER (PARTITION BY delivery_id) AS doubt
               FROM delivery_event
              WHERE month = %(month)s AND delivery_id BETWEEN %(first)s AND %(last)s
              ORDER BY delivery_id, rank DESC, id DESC) e
         ON e.delivery_id = d.id
 WHERE d.month = %(month)s AND d.id BETWEEN %(first)s AND %(last)s
 ORDER BY d.id
"""


def claim(worker: str, lanes: Sequence[int], *, held: Iterable[int] = ()) -> Claim | None:
    """Take one chunk of these lanes, first lane first; None when nothing is due.

    `held` are chunks that the worker has in hand already and does not take from itself. A chunk whose holders died
    too often without getting anywhere is put in quarantine instead, and the next is tried.
    """
    values: dict[str, Any] = {"worker": worker, "lease": LEASE, "lanes": list(lanes), "held": list(held)}
    while True:
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, values)
            row = cursor.fetchone()
        if row is None:
            return None
        *fields, crashes = row
        taken = Claim(*fields)
        if crashes <= rules.MAX_CRASHES:
            return taken
        release(taken, state="quarantined", crashes=0)


def is_due(within: float) -> bool:
    """Say whether a chunk could be claimed now, or within so many seconds."""
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"within": within})
        return bool(cursor.fetchone()[0])


def first_in_line() -> tuple[int, int] | None:
    """Return lane and place in line of the chunk that the next free worker would take."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def heartbeat(claims: Sequence[Claim]) -> set[int]:
    """Prolong the leases and return the ids of the chunks that are still held."""
    if not claims:
        return set()
    values: dict[str, Any] = {
        "lease": LEASE,
        "ids": [c.chunk_id for c in claims],
        "fences": [c.fence for c in claims],
    }
    with connection.cursor() as cursor:
        cursor.execute(HEARTBEAT, values)
        return {row[0] for row in cursor.fetchall()}


def release(
    held: Claim,
    *,
    state: str = "ready",
    delay: float = 0.0,
    crashes: int = 0,
    sent: int = 0,
    last: bool = False,
) -> bool:
    """Give the chunk back, due again after `delay` seconds; return False when it was no longer ours.

    `sent` are the calls made for it; `last` has it wait behind all that its dispatch has in line.
    """
    values: dict[str, Any] = {
        "state": state,
        "delay": delay,
        "crashes": crashes,
        "sent": sent,
        "last": last,
        "chunk": held.chunk_id,
        "fence": held.fence,
    }
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, values)
        return bool(cursor.rowcount == 1)


def items(held: Claim) -> list[Item]:
    """Return what is left to do in an expanded chunk."""
    first = rules.first_id(held.chunk_id)
    values: dict[str, Any] = {"month": held.month, "first": first, "last": first + rules.CHUNK_SIZE}
    fresh = held.fence == 1
    with connection.cursor() as cursor:
        cursor.execute(FRESH if fresh else KNOWN, values)
        rows = cursor.fetchall()
    if fresh:
        nothing = rules.Progress(0, None, 0, doubt=False)
        return [Item(delivery_id, receiver, area_id, nothing) for delivery_id, receiver, area_id in rows]
    return [item for item in map(_item, rows) if not item.progress.is_settled]


def _item(row: tuple[Any, ...]) -> Item:
    delivery_id, receiver, area_id, attempts, state, event_attempt, wait, doubt = row
    known = State(state) if state else None
    return Item(
        delivery_id, receiver, area_id, rules.Progress(attempts, known, event_attempt, doubt), max(0.0, wait)
    )


def forget_crashes(held: Claim) -> None:
    """Note that the chunk gets somewhere, so that workers dying on it are not its fault."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_chunk SET crashes = 0 WHERE id = %s AND crashes <> 0", [held.chunk_id]
        )


def hold(held: Claim) -> None:
    """Lock the chunk for the caller's transaction. Raises: LostChunk."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [held.chunk_id])
        row = cursor.fetchone()
    if row is None or row[0] != held.fence:
        raise LostChunk


def following(held: Claim, most: int) -> list[Part]:
    """Lock and return up to `most` chunks behind this one that wait to be expanded, their ranges in order."""
    values = {"target": held.target_id, "chunk": held.chunk_id, "high": held.high, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(FOLLOWING, values)
        parts = [Part(*row) for row in cursor.fetchall()]
    return parts if all(a.high < b.low for a, b in pairwise(parts)) else []


def lanes(*, urgent_only: bool) -> list[int]:
    """Return the lanes that a slot works for."""
    return [Lane.EMERGENCY.value] if urgent_only else [lane.value for lane in Lane]
