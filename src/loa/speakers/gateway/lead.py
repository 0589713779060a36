"""One gateway at a time: who holds the lock leads, and hears on the same connection when there is something to send."""

from __future__ import annotations

import contextlib
from typing import Any

from django.db import DatabaseError, connections

from loa.speakers.actions.commanding import CHANNEL

LOCK = 0x4C6F61_5370  # "LoaSp"


class Lead:
    """A connection of its own: when it ends, so does the lead, and another gateway takes over."""

    def __init__(self) -> None:
        self._line: Any = None

    def take(self) -> bool:
        """Try to become the leader; return False while another is. Raises: DatabaseError."""
        if self._line is None:
            self._line = connections.create_connection("default")
            with self._line.cursor() as cursor:
                cursor.execute("SET application_name = 'loa-gateway'")
        with self._line.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            (led,) = cursor.fetchone()
            if led:
                cursor.execute(f"LISTEN {CHANNEL}")
        return bool(led)

    def wait(self, seconds: float) -> bool:
        """Wait for a call, at most so long; return whether one came. Raises: DatabaseError, psycopg.Error when the lead is lost."""
        raw = self._line.connection
        found = any(True for _ in raw.notifies(timeout=seconds, stop_after=1))
        if not found:
            raw.execute("SELECT 1")
        return found

    def give_up(self) -> None:
        """Let another lead."""
        if self._line is not None:
            with contextlib.suppress(DatabaseError):
                self._line.close()
            self._line = None
