"""Gathers what devices say into batches for the database; each message is answered for only once its batch is stored.

While one batch is being stored, the signatures of the next are being checked.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from django.db import InterfaceError, OperationalError

from loa.lib import clock
from loa.speakers.intake import Answer, Arrived, Believed, Doubt

MOST = 1_000
GATHER = 0.03  # seconds that the first of a batch waits for others
log = logging.getLogger(__name__)


class Said(Protocol):
    """What came from a device: an envelope, or what it was found to say."""

    @property
    def device(self) -> str:
        """Return the name of the device."""


S = TypeVar("S", bound=Said)
T = TypeVar("T")
Checked = Believed | Doubt
Check = Callable[[Sequence[Arrived]], Awaitable[list[Checked]]]
Store = Callable[[Sequence[Checked]], Awaitable[list[Answer]]]
Stored = Callable[[Sequence[Arrived], list[Answer]], Awaitable[None]]
Waiting = tuple[Arrived, Callable[[], None]]


class Batches:
    """A queue in front of the intake. The broker holds back what we have not acknowledged, so it stays short."""

    def __init__(self, check: Check, store: Store, stored: Stored) -> None:
        self._check = check
        self._store = store
        self._stored = stored
        self._waiting: deque[Waiting] = deque()
        self._some = asyncio.Event()
        self._checked: asyncio.Queue[tuple[list[Waiting], list[Checked]]] = asyncio.Queue(1)

    @property
    def is_behind(self) -> bool:
        """Say whether more waits than one batch takes."""
        return len(self._waiting) > MOST // 4 or self._checked.full()

    def add(self, device: str, envelope: bytes, done: Callable[[], None]) -> None:
        """Put one message into the queue; `done` is called when it is stored."""
        self._waiting.append((Arrived(device, envelope, clock.now()), done))
        self._some.set()

    async def check(self) -> None:
        """Check batch after batch. Raises: OperationalError or InterfaceError when the database is away."""
        while True:
            await self._some.wait()
            if len(self._waiting) < MOST:
                await asyncio.sleep(GATHER)
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            if not self._waiting:
                self._some.clear()
            await self._checked.put((batch, await _carefully(self._check, [item for item, _ in batch])))

    async def store(self) -> None:
        """Store batch after batch. Raises: OperationalError or InterfaceError when the database is away."""
        while True:
            batch, words = await self._checked.get()
            answers = await _carefully(self._store, words)
            for _, done in batch:
                done()
            await self._stored([item for item, _ in batch], answers)


async def _carefully(work: Callable[[Sequence[S]], Awaitable[list[T]]], things: Sequence[S]) -> list[T]:
    """Do a batch; where one message breaks it, do the others one by one and say which it was."""
    try:
        return await work(things)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if len(things) == 1:
            log.exception("gateway: what %s said could not be taken in and is left out", things[0].device)
            return []
    return [each for thing in things for each in await _carefully(work, [thing])]
