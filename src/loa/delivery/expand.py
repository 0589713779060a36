"""Turning a frozen audience into deliveries, chunk after chunk, counted against what was approved.

The rows are composed by the server and come back to it through COPY, which is about twice as fast as INSERT … SELECT
into the same table (`loa bench ledger`); a group of chunks is at most some megabytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from django.db import connection

from loa.delivery import rules
from loa.delivery.states import State

GROUP = 32
"""Chunks expanded together: enough that commits do not matter, few enough that the first is not held up."""

# Composes the lines of a group of chunks, by chunk and area: each receiver falls into its chunk's range and takes the
# next place there. A line is put together from two fixed pieces and three numbers.
ROWS = """
SELECT bucket, area_id, count(*), string_agg(concat(place, %s::text, receiver, chr(9), area_id, %s::text), '')
  FROM (SELECT receiver, area_id, bucket, ((%s::bigint[])[bucket] << 10) - (%s::bigint[])[bucket] - 1
                                          + row_number() OVER (ORDER BY receiver) AS place
          FROM (SELECT receiver, area_id, width_bucket(receiver, %s::bigint[]) AS bucket
                  FROM ({audience}) AS audience LIMIT %s) AS sorted
         WHERE receiver <= (%s::bigint[])[bucket]) AS placed
 GROUP BY bucket, area_id ORDER BY bucket, area_id
"""

FILL = """
COPY {table} (id, month, dispatch_id, account_id, content_id, receiver, area_id, mode, state, rank) FROM STDIN
"""

# Adds the inserted ones to the tally.
TALLY = """
INSERT INTO delivery_tally (dispatch_id, account_id, area_id, state, count)
SELECT %s, %s, t.area_id, %s, t.n FROM unnest(%s::bigint[], %s::bigint[]) AS t(area_id, n) ORDER BY t.area_id
ON CONFLICT (dispatch_id, account_id, area_id, state) DO UPDATE SET count = delivery_tally.count + excluded.count
"""


class CountDiffers(Exception):
    """The receivers found in a chunk are not as many as were approved; the transaction must be given up."""

    def __init__(self, found: int) -> None:
        super().__init__(found)
        self.found = found


@dataclass(frozen=True, slots=True)
class Part:
    """One chunk: its range of receivers and how many were approved."""

    chunk_id: int
    low: int
    high: int
    expected: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What the deliveries of one target have in common."""

    month: date
    dispatch_id: int
    account_id: int
    content_id: int
    mode: str
    state: State


def month_table(month: date) -> str:
    """Return the table that takes the deliveries of a month (the parent refuses them)."""
    return f"delivery_delivery_{month:%Y%m}"


def fill(frame: Frame, parts: Sequence[Part], audience: tuple[str, Sequence[Any]]) -> None:
    """Insert the deliveries of some chunks of one target, in order, inside the caller's transaction.

    `audience` is a SELECT of (receiver, area_id) that holds all of them; what lies in no part is left out.

    Raises: CountDiffers, IntegrityError when a receiver is twice; the caller rolls back.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(audience=audience[0]), _values(frame, parts, audience[1]))
        cells = cursor.fetchall()
        _check(parts, cells)
        with (
            connection.wrap_database_errors,
            cursor.cursor.copy(FILL.format(table=month_table(frame.month))) as copy,
        ):
            for _, _, _, lines in cells:
                copy.write(lines)
        areas: Counter[int] = Counter()
        for _, area_id, number, _ in cells:
            areas[area_id] += number
        cell: list[Any] = [frame.dispatch_id, frame.account_id, frame.state.value]
        cursor.execute(TALLY, [*cell, list(areas), list(areas.values())])


def _values(frame: Frame, parts: Sequence[Part], parameters: Sequence[Any]) -> list[Any]:
    """Return the values of ROWS; a single chunk looks no further than one receiver too many."""
    before = [0, *accumulate(part.expected for part in parts)][:-1]
    most = parts[0].expected + 1 if len(parts) == 1 else None
    return [
        f"\t{frame.month}\t{frame.dispatch_id}\t{frame.account_id}\t{frame.content_id}\t",
        f"\t{frame.mode}\t{frame.state.value}\t{rules.rank(frame.state)}\n",
        [part.chunk_id for part in parts],
        before,
        [part.low for part in parts],
        *parameters,
        most,
        [part.high for part in parts],
    ]


def _check(parts: Sequence[Part], cells: Sequence[tuple[int, int, int, str]]) -> None:
    """Refuse when a chunk has more or fewer receivers than approved. Raises: CountDiffers."""
    found: Counter[int] = Counter()
    for bucket, _, number, _ in cells:
        found[bucket] += number
    for place, part in enumerate(parts, start=1):
        if found[place] != part.expected:
            raise CountDiffers(found[place])
