"""Gathers what the chunks of one worker want written and has it written together, one transaction at a time.

While one round is in the database the next one gathers: the more there is to do, the more shares a commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from loa.delivery.store import LostChunk
from loa.delivery.work import Ask, Turn, turns

Database = Callable[..., Awaitable[Any]]
"""Runs a synchronous function in the thread of the database, trying again while the server is away."""


class Rounds:
    """The one writer of a worker's sending."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked: list[tuple[Ask, asyncio.Future[Turn]]] = []
        self._serving: asyncio.Task[None] | None = None

    async def turn(self, ask: Ask) -> Turn:
        """Have it written and return which calls may be made now. Raises: LostChunk."""
        future: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        self._asked.append((ask, future))
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve())
        return await future

    async def _serve(self) -> None:
        try:
            while self._asked:
                asked, self._asked = self._asked, []
                await self._round(asked)
        finally:
            self._serving = None

    async def _round(self, asked: list[tuple[Ask, asyncio.Future[Turn]]]) -> None:
        try:
            found = await self._database(turns, [ask for ask, _ in asked])
        except Exception as error:  # noqa: BLE001  raised again where each chunk waits
            found = [error] * len(asked)
        for (_, future), result in zip(asked, found, strict=True):
            if future.done():
                continue
            if isinstance(result, Turn):
                future.set_result(result)
            else:
                future.set_exception(result or LostChunk())
