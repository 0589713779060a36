"""Makes many calls at once and hands on each answer as it comes; the base of kinds that make one call for each message."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from loa.channels.base import Kind, Message, Outlet, Result
from loa.lib.border import BorderError

C = TypeVar("C")
T = TypeVar("T")


async def as_they_come(calls: Iterable[Coroutine[Any, Any, T]]) -> AsyncIterator[T]:
    """Run all calls and yield what they return, in the order of the answers; who stops listening cancels the rest.

    It does what `asyncio.as_completed` does at a fifth of the cost, which a mass send notices.
    """
    done: deque[asyncio.Task[T]] = deque()
    news = asyncio.Event()

    def note(task: asyncio.Task[T]) -> None:
        done.append(task)
        news.set()

    tasks = [asyncio.create_task(call) for call in calls]
    for task in tasks:
        task.add_done_callback(note)
    try:
        for _ in tasks:
            if not done:
                news.clear()
                await news.wait()
            yield done.popleft().result()
    finally:
        if len(done) < len(tasks):
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class OneByOne(Kind[C]):
    """A kind that makes one call for each message. The ledger keeps callers at it, which costs less than a task for each."""

    @abstractmethod
    async def send_one(self, outlet: Outlet[C], message: Message) -> Result:
        """Hand over one message and return its result. It MAY raise a border error."""

    async def send(self, outlet: Outlet[C], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Hand over all messages at once and yield the results in the order of the answers."""
        async for result in as_they_come(self._settled(outlet, message) for message in messages):
            yield result

    async def _settled(self, outlet: Outlet[C], message: Message) -> Result:
        try:
            return await self.send_one(outlet, message)
        except BorderError as error:
            return Result.from_error(message, error)
