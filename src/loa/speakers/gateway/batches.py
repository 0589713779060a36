"""Gathers what devices say into batches for the database; each message is answered for only once its batch is stored."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from django.db import InterfaceError, OperationalError

from loa.lib import clock
from loa.speakers.intake import Answer, Arrived

MOST = 1_000
GATHER = 0.03  # seconds that the first of a batch waits for others
log = logging.getLogger(__name__)

Store = Callable[[Sequence[Arrived]], Awaitable[list[Answer]]]
Stored = Callable[[Sequence[Arrived], list[Answer]], Awaitable[None]]


class Batches:
    """A queue in front of the intake. The broker holds back what we have not acknowledged, so it stays short."""

    def __init__(self, store: Store, stored: Stored) -> None:
        self._store = store
        self._stored = stored
        self._waiting: deque[tuple[Arrived, Callable[[], None]]] = deque()
        self._some = asyncio.Event()

    @property
    def is_behind(self) -> bool:
        """Say whether more waits than one batch takes."""
        return len(self._waiting) > MOST // 4

    def add(self, device: str, envelope: bytes, done: Callable[[], None]) -> None:
        """Put one message into the queue; `done` is called when it is stored."""
        self._waiting.append((Arrived(device, envelope, clock.now()), done))
        self._some.set()

    async def run(self) -> None:
        """Store batch after batch. Raises: OperationalError or InterfaceError when the database is away."""
        while True:
            await self._some.wait()
            if len(self._waiting) < MOST:
                await asyncio.sleep(GATHER)
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            if not self._waiting:
                self._some.clear()
            items = [item for item, _ in batch]
            answers = await self._take_in(items)
            for _, done in batch:
                done()
            await self._stored(items, answers)

    async def _take_in(self, items: Sequence[Arrived]) -> list[Answer]:
        """Store a batch; where one message breaks it, store the others one by one and say which it was."""
        try:
            return await self._store(items)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            if len(items) == 1:
                log.exception("gateway: what %s said could not be taken in and is left out", items[0].device)
                return []
        answers: list[Answer] = []
        for item in items:
            answers += await self._take_in([item])
        return answers
