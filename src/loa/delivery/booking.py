"""Settles what is known and begins what comes next, for all chunks of a worker in one statement and one commit.

A message costs the ledger a share of a commit, not a commit; so the sending keeps up with its client
(`loa bench delivery`). The statement is prepared once per connection. Nothing here calls a channel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from django.db import connection, transaction

from loa.delivery import rules, store
from loa.delivery.states import Origin, State
from loa.delivery.store import Claim, LostChunk, Note

# Locks the chunks that are still held under the fence given, tells for each why nothing new may begin, appends what became
# known and writes the attempts that are about to be made; the primary key refuses the same attempt twice.
BOOK = """
WITH asked AS (
  SELECT * FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::date[]) AS t(id, fence, ending, month)),
held AS (
  SELECT c.id, c.fence, t.month, c.crashes,
         c.due_at < clock_timestamp() + make_interval(secs => %s) AS is_aging,
         CASE WHEN c.ending <> t.ending THEN 'ending'
              WHEN c.state <> 'running' THEN 'paused'
              WHEN t.ending = '' AND a.state <> 'active' THEN 'account'
              WHEN t.ending = '' AND p.closed_until > clock_timestamp() THEN 'pace'
              ELSE '' END AS stop
    FROM asked t
    JOIN delivery_chunk c ON c.id = t.id AND c.fence = t.fence
    JOIN channels_account a ON a.id = c.account_id
    LEFT JOIN delivery_pace p ON p.account_id = c.account_id
   ORDER BY c.id FOR NO KEY UPDATE OF c),
noted AS (
  INSERT INTO delivery_event
         (month, delivery_id, attempt, state, rank, origin, code, reason, provider_id, retry_at, at)
  SELECT h.month, t.delivery_id, s.attempt, s.state, s.rank, s.origin, left(s.code, 60), left(s.reason, 300),
         left(t.provider_id, 200), clock_timestamp() + make_interval(secs => s.retry_in), clock_timestamp()
    FROM unnest(%s::bigint[], %s::text[], %s::int[]) AS t(delivery_id, provider_id, sort)
    JOIN unnest(%s::int[], %s::smallint[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[], %s::float8[])
         AS s(id, attempt, state, rank, origin, code, reason, retry_in) ON s.id = t.sort
    JOIN held h ON h.id = t.delivery_id >> 10),
begun AS (
  INSERT INTO delivery_attempt (delivery_id, number, month, fence, rank, at)
  SELECT t.delivery_id, t.number, h.month, h.fence, t.rank, clock_timestamp()
    FROM unnest(%s::bigint[], %s::smallint[], %s::int[]) AS t(delivery_id, number, rank)
    JOIN held h ON h.id = t.delivery_id >> 10
   WHERE h.stop = ''
      ON CONFLICT DO NOTHING
  RETURNING delivery_id)
SELECT h.id, h.stop, h.is_aging, h.crashes, (SELECT count(*) FROM begun) FROM held h
"""

# Counts those of the attempts that this very claim has begun (a commit whose answer was lost is repeated).
OURS = """
SELECT count(*) FROM unnest(%s::bigint[], %s::smallint[]) AS t(delivery_id, number)
  JOIN delivery_attempt a ON a.delivery_id = t.delivery_id AND a.number = t.number
 WHERE a.month = %s AND a.fence = %s
"""


@dataclass(frozen=True, slots=True)
class Booking:
    """What one chunk wants written: what became known, and (delivery id, attempt number) of the calls that come next."""

    held: Claim
    notes: Sequence[Note]
    begin: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a booking came to: may the calls be made, and if not, why the holder must stop."""

    begun: bool
    stop: str = ""


def book(bookings: Sequence[Booking]) -> list[Verdict | None]:
    """Write all bookings at once; None for a chunk that somebody else holds now: nothing of it is written.

    Calls are made only after this returned for them with `begun`.
    """
    rows = {row[0]: row for row in _run(BOOK, _values(bookings))}
    _look_after(bookings, rows)
    wanted = sum(len(b.begin) for b in bookings if b.held.chunk_id in rows and not rows[b.held.chunk_id][1])
    is_whole = not rows or next(iter(rows.values()))[4] == wanted
    return [_verdict(booking, rows.get(booking.held.chunk_id), is_whole=is_whole) for booking in bookings]


def book_one(held: Claim, notes: Sequence[Note], begin: Sequence[tuple[int, int]]) -> Verdict:
    """Write one booking. Raises: LostChunk when somebody else holds the chunk."""
    [verdict] = book([Booking(held, notes, begin)])
    if verdict is None:
        raise LostChunk
    return verdict


def write_notes(month: date, notes: Sequence[Note]) -> None:
    """Append events of deliveries that no worker holds, inside the caller's transaction."""
    if not notes:
        return
    columns = _note_columns(notes)
    with connection.cursor() as cursor:
        cursor.execute(store.NOTE, [month, *columns])


def _verdict(booking: Booking, row: tuple[Any, ...] | None, *, is_whole: bool) -> Verdict | None:
    """Return what a chunk's row says; an attempt that another claim has begun already loses the chunk."""
    if row is None:
        return None
    if row[1] or not booking.begin:
        return Verdict(begun=False, stop=row[1])
    if not is_whole and not _are_ours(booking):
        return None
    return Verdict(begun=True)


def _are_ours(booking: Booking) -> bool:
    ids, numbers = zip(*booking.begin, strict=True)
    values = [_array(ids), _array(numbers), booking.held.month, booking.held.fence]
    return bool(_run(OURS, values)[0][0] == len(booking.begin))


def _look_after(bookings: Sequence[Booking], rows: dict[int, tuple[Any, ...]]) -> None:
    """Prolong leases that near their end, and forget the crashes of chunks that get somewhere.

    A lease that ended is prolonged too: under the lock nobody else took the chunk.
    """
    if aging := [b.held for b in bookings if b.held.chunk_id in rows and rows[b.held.chunk_id][2]]:
        store.heartbeat(aging)
    for booking in bookings:
        row = rows.get(booking.held.chunk_id)
        if row and row[3] and any(note.origin == Origin.SEND for note in booking.notes):
            store.forget_crashes(booking.held)


def _values(bookings: Sequence[Booking]) -> list[Any]:
    claims = [booking.held for booking in bookings]
    notes = [note for booking in bookings for note in booking.notes]
    begin = [pair for booking in bookings for pair in booking.begin]
    return [
        _array(claim.chunk_id for claim in claims),
        _array(claim.fence for claim in claims),
        [claim.ending for claim in claims],
        [claim.month for claim in claims],
        store.LEASE * 0.5,
        *_sorted_columns(notes),
        _array(delivery_id for delivery_id, _ in begin),
        _array(number for _, number in begin),
        _array(rules.rank(State.SENDING, number) for _, number in begin),
    ]


def _sorted_columns(notes: Sequence[Note]) -> list[Any]:
    """Return who the notes are about, and what they say once for all of which it is true."""
    sorts: dict[tuple[Any, ...], int] = {}
    said = [(n.attempt, n.state, n.origin, n.code, n.reason, n.retry_in) for n in notes]
    places = [sorts.setdefault(sort, len(sorts)) for sort in said]
    attempts, states, origins, codes, reasons, waits = list(zip(*sorts, strict=True)) or [()] * 6
    return [
        _array(n.delivery_id for n in notes),
        [n.provider_id for n in notes],
        _array(places),
        _array(range(len(sorts))),
        _array(attempts),
        [state.value for state in states],
        _array(map(rules.rank, states, attempts, codes)),
        list(origins),
        list(codes),
        list(reasons),
        _waits(waits),
    ]


def _note_columns(notes: Sequence[Note]) -> list[Any]:
    return [
        _array(n.delivery_id for n in notes),
        _array(n.attempt for n in notes),
        [n.state.value for n in notes],
        _array(rules.rank(n.state, n.attempt, n.code) for n in notes),
        [n.origin for n in notes],
        [n.code for n in notes],
        [n.reason for n in notes],
        [n.provider_id for n in notes],
        _waits(n.retry_in for n in notes),
    ]


def _waits(seconds: Iterable[float | None]) -> str:
    return _array("NULL" if wait is None else wait for wait in seconds)


def _array(values: Iterable[object]) -> str:
    """Return numbers as the text of an array: one parameter of one type, whatever their size."""
    return f"{{{','.join(map(str, values))}}}"


def _run(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a prepared statement on Django's own connection, whose cursors would write every value into the text."""
    connection.ensure_connection()
    own: psycopg.Connection[Any] = connection.connection
    if own.prepare_threshold is None:
        own.prepare_threshold = 2
    together: Callable[[], Any] = transaction.atomic if connection.in_atomic_block else nullcontext
    with connection.wrap_database_errors, together(), psycopg.Cursor(own) as cursor:
        return cursor.execute(query, values).fetchall()
