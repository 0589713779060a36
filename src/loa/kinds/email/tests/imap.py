"""A real IMAP server on loopback (pymap, in memory) in a thread of its own; fixture `imap`."""

from __future__ import annotations

import asyncio
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPService
from pymap.parsing.message import AppendMessage
from pysasl.hashing import BuiltinHash

from tests.mailbox import free_port

USER, PASSWORD = "trave", "thư trả về 7k"


class Inbox:
    """The server and what lies in its inbox."""

    def __init__(self) -> None:
        self.port = free_port()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(10), "the IMAP server did not start"

    def put(self, *letters: bytes) -> None:
        """Lay letters into the inbox."""
        asyncio.run_coroutine_threadsafe(self._put(letters), self._loop).result(10)

    def flags(self) -> list[set[str]]:
        """Return the flags of every letter, in order."""
        return asyncio.run_coroutine_threadsafe(self._flags(), self._loop).result(10)

    def stop(self) -> None:
        """End the server; once is enough."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ended.set)
            self._thread.join(10)

    def _serve(self) -> None:
        self._loop.run_until_complete(self._run())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _run(self) -> None:
        self._ended = asyncio.Event()
        given = {"host": "127.0.0.1", "port": self.port, "cert": None, "key": None, "debug": False}
        given |= {"inherited_sockets": None, "proxy_protocol": None, "passlib_cfg": None, "tls": False}
        given |= {"demo_data": False, "demo_user": USER, "demo_password": PASSWORD}
        backend, config = await DictBackend.init(
            Namespace(**given), invalid_user_sleep=0.0, hash_context=BuiltinHash(rounds=1)
        )
        config.apply_context()
        self._login = backend.login
        async with AsyncExitStack() as stack:
            await backend.start(stack)
            await IMAPService(backend, config).start(stack)
            self._ready.set()
            await self._ended.wait()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _inbox(self) -> Any:
        async with self._login.demo_user_identity.new_session() as session:
            return await session.mailbox_set.get_mailbox("INBOX")

    async def _put(self, letters: tuple[bytes, ...]) -> None:
        inbox = await self._inbox()
        for letter in letters:
            await inbox.append(AppendMessage(letter, datetime.now(UTC), frozenset()))

    async def _flags(self) -> list[set[str]]:
        inbox = await self._inbox()
        return [{str(flag) for flag in m.permanent_flags} async for m in inbox.messages()]


@pytest.fixture
def imap() -> Iterator[Inbox]:
    server = Inbox()
    yield server
    server.stop()
