"""Turning a frozen audience into deliveries: one INSERT … SELECT per chunk, counted against what was approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from loa.delivery import rules
from loa.delivery.states import State

# Inserts the receivers of one chunk, places counted from 0, and adds them to the tally.
EXPAND = """
WITH receivers AS (SELECT receiver, area_id FROM ({audience}) AS audience LIMIT 1001),
fresh AS (
  INSERT INTO delivery_delivery
         (id, month, dispatch_id, account_id, content_id, receiver, area_id, mode, state, rank)
  SELECT %s + row_number() OVER (ORDER BY receiver) - 1, %s, %s, %s, %s, receiver, area_id, %s, %s, %s
    FROM receivers ORDER BY receiver
  RETURNING area_id),
counted AS (SELECT area_id, count(*) AS n FROM fresh GROUP BY area_id),
tallied AS (
  INSERT INTO delivery_tally (dispatch_id, account_id, area_id, state, count)
  SELECT %s, %s, area_id, %s, n FROM counted ORDER BY area_id
  ON CONFLICT (dispatch_id, account_id, area_id, state) DO UPDATE SET count = delivery_tally.count + excluded.count)
SELECT coalesce(sum(n), 0)::int FROM counted
"""


class CountDiffers(Exception):
    """The receivers found are not as many as were approved; the transaction must be given up."""

    def __init__(self, found: int) -> None:
        super().__init__(found)
        self.found = found


def insert_deliveries(
    *,
    chunk_id: int,
    month: date,
    dispatch_id: int,
    account_id: int,
    content_id: int,
    mode: str,
    state: State,
    audience: tuple[str, Sequence[Any]],
    expected: int,
) -> None:
    """Insert the deliveries of one chunk inside the caller's transaction.

    Raises: CountDiffers; the caller rolls back.
    """
    sql, parameters = audience
    values = [
        *parameters,
        *(rules.first_id(chunk_id), month, dispatch_id, account_id, content_id),
        *(mode, state.value, rules.rank(state)),
        *(dispatch_id, account_id, state.value),
    ]
    with connection.cursor() as cursor:
        cursor.execute(EXPAND.format(audience=sql), values)
        (found,) = cursor.fetchone()
    if found != expected:
        raise CountDiffers(found)
