"""The layer before Django: answers what is the same for everybody from memory, all else goes on untouched.

It must not answer what it cannot vouch for: a kept page was made from the request's key alone, after the last change
that the watch heard of, and before the next thing on it ends.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from loa.lib import clock
from loa.web.quick.addresses import Asked, ask
from loa.web.quick.answers import Answer, Kept, whole
from loa.web.quick.store import Remembered, Store
from loa.web.quick.watch import Heard, Watch

LIFE: Final = 5.0  # seconds until a page is made anew although nothing changed
CHECK_LIFE: Final = 60.0  # the same for the answer to a check, which rests on what was issued alone
PATIENCE: Final = 2.0  # seconds to wait for the one who makes it
WITHOUT_DATABASE: Final = 600.0  # seconds for which the last known page outlives the database
RETRY: Final = 1.0  # seconds between two tries to make a page while that fails
_CANNOT_NOW: Final = frozenset({"429", "500", "502", "503", "504"})
PAGES, CHECKS = 32 * 2**20, 16 * 2**20  # bytes
ASKED_TWICE: Final = 60.0  # seconds within which a check must be asked for again to be kept


@dataclass(slots=True)
class Flight:
    """One page being made; who asks for it meanwhile waits for this one."""

    began: float = field(default_factory=time.monotonic)
    landed: threading.Event = field(default_factory=threading.Event)
    kept: Kept | None = None

    def wait(self) -> Kept | None:
        """Return it once it is made; None where it is not for everybody or takes too long."""
        self.landed.wait(max(0.0, self.began + PATIENCE - time.monotonic()))
        return self.kept


class QuickPages:
    """A WSGI application around the site."""

    def __init__(self, site: WSGIApplication, *, watch: Watch | None = None, life: float = LIFE) -> None:
        self._site = site
        self._lives = {False: life, True: max(life, CHECK_LIFE)}  # by `is_check`
        self.watch = watch or Watch()
        self._stores = {False: Store(PAGES), True: Store(CHECKS)}  # by `is_check`
        self._asked = Remembered(most=20_000, seconds=ASKED_TWICE)
        self._flights: dict[tuple[bytes, int], Flight] = {}
        self._lock = threading.Lock()
        self._retry_at = 0.0
        self.watch.also(self.forget_old_checks)

    def forget_old_checks(self) -> None:
        """Forget the answers to checks, whose pages show what was pasted, once they are of no use."""
        self._stores[True].drop_older(2 * self._lives[True])

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory where that is right, else as the site does."""
        asked = ask(environ)
        if asked is None:
            return self._site(environ, start_response)
        self.watch.start()
        return self._answer(asked).give(asked, start_response)

    def _answer(self, asked: Asked) -> Kept | Answer:
        """Return the kept page; where there is none or it is old, one request makes it for all that ask meanwhile."""
        heard = self.watch.heard
        old, fresh, life = self._find(asked, heard), heard.is_fresh(), self._lives[asked.address.is_check]
        if old and fresh and old.age() < life:
            return old
        place = (asked.key, heard.generation)  # what began before the last change is waited for by nobody
        flight, is_mine = self._board(place)
        if is_mine:
            try:
                return self._make(asked, heard, flight, old)
            finally:
                self._land(place, flight)
        if old and fresh and old.age() < 2 * life:
            return old
        return flight.wait() or self._last_known(old) or whole(self._site, asked.neutral())

    def _find(self, asked: Asked, heard: Heard) -> Kept | None:
        """Return what is kept and still true: nothing changed since and nothing on it has ended."""
        store = self._stores[asked.address.is_check]
        kept = store.get(asked.key)
        if kept is None:
            return None
        if kept.heard.generation == heard.generation and clock.now().timestamp() < kept.heard.ends:
            return kept
        store.drop(asked.key)
        return None

    def _board(self, place: tuple[bytes, int]) -> tuple[Flight, bool]:
        with self._lock:
            if found := self._flights.get(place):
                return found, False
            self._flights[place] = made = Flight()
            return made, True

    def _land(self, place: tuple[bytes, int], flight: Flight) -> None:
        with self._lock:
            del self._flights[place]
        flight.landed.set()

    def _make(self, asked: Asked, heard: Heard, flight: Flight, old: Kept | None) -> Kept | Answer:
        last = self._last_known(old)
        if last and flight.began < self._retry_at:
            return last
        answer = whole(self._site, asked.neutral())
        if answer.is_for_everybody():
            flight.kept = Kept.of(answer, asked, heard, flight.began)
            self._keep(asked, flight.kept)
            return flight.kept
        if last and answer.status[:3] in _CANNOT_NOW:
            self._retry_at = time.monotonic() + RETRY
            return last
        return answer

    def _keep(self, asked: Asked, kept: Kept) -> None:
        """Keep a page; the answer to a check only where it was asked for before, so that no single paste stays."""
        is_check = asked.address.is_check
        if not is_check or self._asked.was_seen(asked.key, kept.born):
            self._stores[is_check].put(asked.key, kept)

    def _last_known(self, old: Kept | None) -> Kept | None:
        """Return a page that nothing is known to have changed, while the site cannot make it anew; for a time only."""
        silence = time.monotonic() - self.watch.heard.at
        return old.called_stale() if old and silence <= WITHOUT_DATABASE else None
