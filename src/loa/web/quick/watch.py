"""Hears within a moment that something public changed, by a notification that the database sends at commit.

It must not guess: where it has not heard from the database for a moment, nothing counts as fresh.
"""

from __future__ import annotations

import logging
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import Error, connection

log = logging.getLogger("loa.web.quick")

CHANNEL: Final = "loa_public"
PULSE: Final = 0.5  # seconds between two proofs that the link lives
LATEST: Final = 1.5  # seconds after the last proof within which what is kept counts as fresh
NO_END: Final = float("inf")

NextEnd = Callable[[], datetime | None]
_ends: list[NextEnd] = []


def tell_ends(next_end: NextEnd) -> None:
    """Let a room say when the next thing that stands on public pages ends by the clock alone."""
    if next_end not in _ends:
        _ends.append(next_end)


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known at a moment: how often something changed, when the database last answered, what ends next."""

    generation: int = 0
    at: float = float("-inf")  # on the monotonic clock
    ends: float = NO_END  # as a timestamp

    def is_fresh(self) -> bool:
        """Say whether the database was heard from a moment ago."""
        return time.monotonic() - self.at <= LATEST


class Watch:
    """Listens in a thread of its own, on a database connection of its own, from the first request on."""

    def __init__(self) -> None:
        self.heard = Heard()
        self._generation = 0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._chores: list[Callable[[], None]] = []

    def also(self, chore: Callable[[], None]) -> None:
        """Do this at each pulse too, whether the database answers or not."""
        self._chores.append(chore)

    def start(self) -> None:
        """Begin to listen, once."""
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="public-watch", daemon=True)
                    self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        is_cut = False  # said once an outage, not twice a second
        while not self._stopped.is_set():
            generation = self.heard.generation
            try:
                self._listen()
            except (Error, OSError, ValueError) as error:
                is_cut = is_cut and self.heard.generation == generation
                if not is_cut:
                    log.warning("not hearing of public changes: %s", error)
                is_cut = True
                self._do_chores()
                self._stopped.wait(PULSE)
            finally:
                connection.close()

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        link = connection.connection
        link.add_notify_handler(self._note)
        self._note()  # what changed while nobody listened is not known
        while not self._stopped.is_set():
            self._prove()
            self._do_chores()
            select.select([link.fileno()], [], [], PULSE)

    def _do_chores(self) -> None:
        for chore in self._chores:
            chore()

    def _note(self, _notification: object = None) -> None:
        self._generation += 1

    def _prove(self) -> None:
        """Ask the database what ends next; notifications that came meanwhile are noted on the way.

        Raises: ConnectionError where a pooler gave this session to somebody else and nothing would be heard.
        """
        began = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_listening_channels()")
            if (CHANNEL,) not in cursor.fetchall():
                raise ConnectionError("this session does not listen any more")
        ends = [end.timestamp() for next_end in _ends if (end := next_end())]
        self.heard = Heard(self._generation, began, min(ends, default=NO_END))
