"""What this web process can see of itself and of the processes beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import Error, connection

ALIVE = 60  # seconds since a worker's last word

WORKERS = """
SELECT count(*) FILTER (WHERE last_heartbeat > now() - make_interval(secs => %s)),
       extract(epoch FROM now() - max(last_heartbeat))
  FROM procrastinate_workers
"""


@dataclass(frozen=True, slots=True)
class Workers:
    """How many workers gave a sign within a minute, and how many seconds ago the last sign came (None: never)."""

    alive: int
    silent_for: float | None


def workers() -> Workers:
    """Return who works in the background."""
    with connection.cursor() as cursor:
        cursor.execute(WORKERS, [ALIVE])
        alive, silent = cursor.fetchone()
    return Workers(int(alive), None if silent is None else float(silent))


def database_answers() -> bool:
    """Say whether the database answers a question put to it now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True
