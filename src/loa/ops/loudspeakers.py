"""Whether this copy has loudspeakers: broker and gateway start with the first cluster, and cost nothing before."""

from __future__ import annotations

import time
from dataclasses import dataclass

import psycopg

from config import settings
from loa.ops import database

LOOK_EVERY = 5.0  # seconds


@dataclass
class _Seen:
    """What was seen last; once there are loudspeakers, nobody asks again."""

    any: bool = False
    again_at: float = 0.0


_seen = _Seen()


def processes() -> list[str]:
    """Return the processes that loudspeakers need, as `loa speakers` names them."""
    return ["gateway"] if settings.MQTT_URL else ["broker", "gateway"]


def wanted() -> bool:
    """Say whether there is a cluster; the database is asked every few seconds until there is."""
    if not _seen.any and time.monotonic() >= _seen.again_at:
        _seen.again_at = time.monotonic() + LOOK_EVERY
        try:
            with database.connect("default", timeout=2) as connection:
                row = connection.execute("SELECT EXISTS (SELECT FROM speakers_cluster)").fetchone()
                _seen.any = bool(row and row[0])
        except psycopg.Error:
            return False
    return _seen.any
