"""The hot path of the ledger: every statement by which workers claim, expand, begin, settle and release.

All of it runs as the application's role on Django's connection. Time is the database's own (`clock_timestamp()`),
so that workers with wrong clocks neither steal nor lose a lease. Nothing here calls a channel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import connection, transaction

from loa.delivery import rules
from loa.delivery.expand import Part
from loa.delivery.states import Lane, Origin, State

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


@dataclass(frozen=True, slots=True)
class Item:
    """One delivery still to be dealt with, and how far it has come; `wait` are seconds until its next attempt."""

    delivery_id: int
    receiver: int
    area_id: int
    progress: rules.Progress
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Note:
    """An event to be written."""

    delivery_id: int
    attempt: int
    state: State
    origin: str
    code: str = ""
    reason: str = ""
    provider_id: str = ""
    retry_in: float | None = None


# Takes the first claimable chunk of the given lanes, unless its crashes are used up; raises its fence.
CLAIM = """
UPDATE delivery_chunk c
   SET state = 'running', fence = c.fence + 1, worker = %(worker)s, crashes = c.crashes + 1,
       due_at = clock_timestamp() + make_interval(secs => %(lease)s)
  FROM delivery_dispatch d
 WHERE d.id = c.dispatch_id
   AND c.id = (SELECT id FROM delivery_chunk
                WHERE state IN ('ready', 'running') AND due_at <= clock_timestamp() AND lane = ANY(%(lanes)s)
                  AND id <> ALL(%(held)s)
                ORDER BY lane, due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING c.id, c.fence, c.dispatch_id, c.target_id, c.account_id, c.lane, c.ending, c.expected, c.expanded,
          d.month, c.low, c.high, c.crashes
"""

# Prolongs the lease of every chunk that this worker still holds.
HEARTBEAT = """
UPDATE delivery_chunk c SET due_at = clock_timestamp() + make_interval(secs => %(lease)s)
  FROM unnest(%(ids)s::bigint[], %(fences)s::int[]) AS held(id, fence)
 WHERE c.id = held.id AND c.fence = held.fence AND c.worker <> ''
RETURNING c.id
"""

# Gives a chunk back, or ends it; refused when the fence is old. A paused chunk stays paused.
RELEASE = """
UPDATE delivery_chunk
   SET state = CASE WHEN state = 'running' THEN %(state)s ELSE state END,
       due_at = clock_timestamp() + make_interval(secs => %(delay)s),
       crashes = %(crashes)s, worker = ''
 WHERE id = %(chunk)s AND fence = %(fence)s
"""

# Locks the chunk for the rest of the transaction and tells whether new calls may begin under it.
LOCK = """
SELECT c.fence, c.state, c.ending, c.due_at < clock_timestamp() + make_interval(secs => %(lease)s * 0.5), a.state
  FROM delivery_chunk c, channels_account a
 WHERE c.id = %(chunk)s AND a.id = c.account_id
   FOR NO KEY UPDATE OF c
"""

# Takes unexpanded chunks that follow one of the same target, in order, leaving out what others hold.
FOLLOWING = """
SELECT id, low, high, expected FROM delivery_chunk
 WHERE target_id = %(target)s AND id > %(chunk)s AND low > %(high)s
   AND state = 'ready' AND ending = '' AND expanded IS NULL AND found IS NULL
 ORDER BY id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED
"""

# Writes the attempts that are about to be made; the primary key refuses the same attempt twice.
BEGIN = """
INSERT INTO delivery_attempt (delivery_id, number, month, fence, rank, at)
SELECT t.delivery_id, t.number, %(month)s, %(fence)s, t.rank, clock_timestamp()
  FROM unnest(%(ids)s::bigint[], %(numbers)s::smallint[], %(ranks)s::int[]) AS t(delivery_id, number, rank)
    ON CONFLICT DO NOTHING
"""

# Counts those of the attempts that this very claim has begun (a commit whose answer was lost is repeated).
OURS = """
SELECT count(*) FROM unnest(%(ids)s::bigint[], %(numbers)s::smallint[]) AS t(delivery_id, number)
  JOIN delivery_attempt a ON a.delivery_id = t.delivery_id AND a.number = t.number
 WHERE a.month = %(month)s AND a.fence = %(fence)s
"""

# Appends what became known.
NOTE = """
INSERT INTO delivery_event
       (month, delivery_id, attempt, state, rank, origin, code, reason, provider_id, retry_at, at)
SELECT %(month)s, t.delivery_id, t.attempt, t.state, t.rank, t.origin, left(t.code, 60), left(t.reason, 300),
       left(t.provider_id, 200), clock_timestamp() + make_interval(secs => t.retry_in), clock_timestamp()
  FROM unnest(%(ids)s::bigint[], %(attempts)s::smallint[], %(states)s::text[], %(ranks)s::int[], %(origins)s::text[],
              %(codes)s::text[], %(reasons)s::text[], %(provider_ids)s::text[], %(retries)s::float8[])
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


def waiting_lane() -> int | None:
    """Return the most urgent lane in which a chunk waits for a worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lane FROM delivery_chunk WHERE state IN ('ready', 'running') AND due_at <= clock_timestamp()"
            " ORDER BY lane LIMIT 1"
        )
        row = cursor.fetchone()
    return row[0] if row else None


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


def release(held: Claim, *, state: str = "ready", delay: float = 0.0, crashes: int = 0) -> bool:
    """Give the chunk back, due again after `delay` seconds; return False when it was no longer ours."""
    values: dict[str, Any] = {
        "state": state,
        "delay": delay,
        "crashes": crashes,
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a turn came to: were the calls begun, and if not, why the holder must stop."""

    begun: bool
    stop: str = ""


@transaction.atomic
def turn(held: Claim, notes: Sequence[Note], begin: Sequence[tuple[int, int]]) -> Verdict:
    """Settle what is known and begin what comes next, in one transaction.

    `begin` are (delivery id, attempt number) pairs whose calls are made only after this returns with `begun`.

    Raises: LostChunk when somebody else holds the chunk: nothing is written then.
    """
    stop = _lock(held)
    write_notes(held.month, notes)
    if any(note.origin == Origin.SEND for note in notes):
        _forget_crashes(held)
    if stop or not begin:
        return Verdict(begun=False, stop=stop)
    _begin(held, begin)
    return Verdict(begun=True)


def _begin(held: Claim, begin: Sequence[tuple[int, int]]) -> None:
    """Write the attempts. Raises: LostChunk when one of them was begun under another claim."""
    values: dict[str, Any] = {
        "month": held.month,
        "fence": held.fence,
        "ids": [delivery_id for delivery_id, _ in begin],
        "numbers": [number for _, number in begin],
        "ranks": [rules.rank(State.SENDING, number) for _, number in begin],
    }
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, values)
        if cursor.rowcount == len(begin):
            return
        cursor.execute(OURS, values)
        if cursor.fetchone()[0] != len(begin):
            raise LostChunk


def _forget_crashes(held: Claim) -> None:
    """Note that the chunk gets somewhere, so that workers dying on it are not its fault."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_chunk SET crashes = 0 WHERE id = %s AND crashes <> 0", [held.chunk_id]
        )


def hold(held: Claim) -> None:
    """Lock the chunk for the caller's transaction. Raises: LostChunk."""
    _lock(held)


def following(held: Claim, most: int) -> list[Part]:
    """Lock and return up to `most` chunks behind this one that wait to be expanded, their ranges in order."""
    values = {"target": held.target_id, "chunk": held.chunk_id, "high": held.high, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(FOLLOWING, values)
        parts = [Part(*row) for row in cursor.fetchall()]
    return parts if all(a.high < b.low for a, b in pairwise(parts)) else []


def _lock(held: Claim) -> str:
    """Lock the chunk; return why nothing new may begin, or nothing. Raises: LostChunk.

    A lease that nears its end is prolonged, and one that ended too: under this lock nobody else took the chunk.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"chunk": held.chunk_id, "lease": LEASE})
        row = cursor.fetchone()
    if row is None or row[0] != held.fence:
        raise LostChunk
    _, state, ending, lease_ends, account = row
    if lease_ends:
        heartbeat([held])
    if state != "running":
        return "ending" if ending != held.ending else "paused"
    if ending != held.ending:
        return "ending"
    return "account" if account != "active" and not held.ending else ""


def write_notes(month: date, notes: Sequence[Note]) -> None:
    """Append events, inside the caller's transaction."""
    if not notes:
        return
    values: dict[str, Any] = {
        "month": month,
        "ids": [n.delivery_id for n in notes],
        "attempts": [n.attempt for n in notes],
        "states": [n.state.value for n in notes],
        "ranks": [rules.rank(n.state, n.attempt) for n in notes],
        "origins": [n.origin for n in notes],
        "codes": [n.code for n in notes],
        "reasons": [n.reason for n in notes],
        "provider_ids": [n.provider_id for n in notes],
        "retries": [n.retry_in for n in notes],
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTE, values)


def lanes(*, urgent_only: bool) -> list[int]:
    """Return the lanes that a slot works for."""
    return [Lane.EMERGENCY.value] if urgent_only else [lane.value for lane in Lane]
