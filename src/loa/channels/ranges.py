"""Counting and cutting what a SELECT of `receiver` finds; shared by sources that keep their receivers in tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from loa.channels.base import KeyRange


def count_of(sql: str, places: Sequence[Any]) -> int:
    """Return how many receivers the SELECT finds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) meant", places)  # noqa: S608  a constant with places
        return int(cursor.fetchone()[0])


def ranges_of(sql: str, places: Sequence[Any], size: int) -> list[KeyRange]:
    """Return disjoint ranges of at most `size` receivers, in order, which together hold all that the SELECT finds."""
    parts = f"""
        SELECT min(receiver), max(receiver), count(*)
        FROM (SELECT receiver, (row_number() OVER (ORDER BY receiver) - 1) / %s AS part FROM ({sql}) meant) parts
        GROUP BY part ORDER BY part
    """  # noqa: S608  a constant with places
    with connection.cursor() as cursor:
        cursor.execute(parts, [size, *places])
        return [KeyRange(low, high, expected) for low, high, expected in cursor.fetchall()]
