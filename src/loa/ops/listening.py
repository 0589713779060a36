"""Whether this copy listens to the press: the process starts with the first source or item, and costs nothing before."""

from __future__ import annotations

import time
from dataclasses import dataclass

import psycopg

from loa.ops import database

LOOK_EVERY = 5.0  # seconds
_ANY = "SELECT EXISTS (SELECT FROM press_source WHERE state = 'read') OR EXISTS (SELECT FROM press_item)"


@dataclass
class _Seen:
    """What was seen last; once there is something to listen to, nobody asks again."""

    any: bool = False
    again_at: float = 0.0


_seen = _Seen()


def wanted() -> bool:
    """Say whether there is a source or an item; the database is asked every few seconds until there is."""
    if not _seen.any and time.monotonic() >= _seen.again_at:
        _seen.again_at = time.monotonic() + LOOK_EVERY
        try:
            with database.connect("default", timeout=2) as connection:
                row = connection.execute(_ANY).fetchone()
                _seen.any = bool(row and row[0])
        except psycopg.Error:
            return False
    return _seen.any
