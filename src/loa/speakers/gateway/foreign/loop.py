"""Hands over to clusters of other makers what they are to hold, and asks those that must be asked how they are.

A device that does not answer holds nobody up, and a stop does not wait for what is on its way. Nothing that a device answers ends the loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError

from loa.channels import reach
from loa.channels.models import Mode
from loa.lib import clock
from loa.lib.border import BorderError
from loa.lib.safe_http import Policy, SafeClient
from loa.speakers.gateway.dialects.base import Unclear
from loa.speakers.gateway.dialects.groups import Groups
from loa.speakers.gateway.dialects.playlist import Playlist
from loa.speakers.gateway.foreign import held, words
from loa.speakers.gateway.foreign.held import Held
from loa.speakers.rules.foreign import PORTS
from loa.speakers.rules.words import Dialect

log = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
LOOK_EVERY = 2.0  # seconds
AGAIN_AFTER, ASK_EVERY = 10.0, 20.0
ANSWER_BYTES, ANSWER_WITHIN = 64 * 1024, 8.0
PUSHED = (Dialect.PLAYLIST.value, Dialect.GROUPS.value)
_LOOPBACK = ("127.0.0.0/8", "::1/128")
InThread = Callable[..., Awaitable[Any]]
Publish = Callable[[str, bytes], Awaitable[bool]]


def policy_of(mode: str) -> Policy:
    """Return where a device may stand: a live one at public addresses, others on this machine and at own addresses."""
    bounds: dict[str, Any] = {"max_bytes": ANSWER_BYTES, "seconds": ANSWER_WITHIN}
    if mode == Mode.LIVE:
        return Policy(ports=PORTS, **bounds)
    listed = (*_LOOPBACK, *map(str, reach.own_networks()))
    return Policy(listed=listed, only_listed=True, ports=frozenset(), **bounds)


class Foreign:
    """The loop; `publish` gives a message to the broker and says whether there is one."""

    def __init__(self, in_thread: InThread, publish: Publish) -> None:
        self._in, self._publish = in_thread, publish
        self.call = asyncio.Event()
        self._busy: dict[int, tuple[bool, asyncio.Task[None]]] = {}
        self._tried: dict[int, tuple[str, float]] = {}
        self._asked: dict[int, float] = {}
        self._clients: dict[str, SafeClient] = {}

    async def run(self) -> None:
        """Look at every call and every two seconds. Raises: what says that the database is away."""
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.call.wait(), LOOK_EVERY)
                self.call.clear()
                try:
                    for each in await self._in(_list_held):
                        self._see_to(each)
                except AWAY:
                    raise
                except Exception:
                    log.exception("gateway: clusters of other makers could not be looked at")
        finally:
            await self._end()

    async def hear(self, device: str, payload: bytes) -> None:
        """Take in a word that came over the broker."""
        await self._in(_hear_groups, device, payload)

    def _see_to(self, each: Held) -> None:
        key, now = each.cluster.pk, time.monotonic()
        busy = self._busy.get(key)
        if busy and not (each.is_stop and not busy[0]):
            return
        if not each.is_handed_over:
            tried = self._tried.get(key)
            if busy or tried is None or tried[0] != each.digest or now - tried[1] >= AGAIN_AFTER:
                self._tried[key] = (each.digest, now)
                self._start(each, self._hand_over(each))
        elif each.cluster.dialect == Dialect.PLAYLIST and now - self._asked.get(key, -ASK_EVERY) >= ASK_EVERY:
            self._start(each, self._ask(each))

    def _start(self, each: Held, work: Any) -> None:
        key = each.cluster.pk
        if before := self._busy.get(key):
            before[1].cancel()
        task = asyncio.create_task(self._guarded(each, work))
        self._busy[key] = (each.is_stop, task)
        task.add_done_callback(lambda done: self._forget(key, done))

    def _forget(self, key: int, done: asyncio.Task[None]) -> None:
        if self._busy.get(key, (False, None))[1] is done:
            del self._busy[key]

    async def _guarded(self, each: Held, work: Awaitable[None]) -> None:
        try:
            await work
        except BorderError as error:
            with contextlib.suppress(*AWAY):
                await self._in(words.note_fault, each.cluster, error.text)
        except AWAY:
            log.warning("gateway: the database is away; %s is seen to again", each.cluster)
        except Exception:
            log.exception("gateway: %s could not be spoken to", each.cluster)

    async def _hand_over(self, each: Held) -> None:
        now = clock.now()
        dialect: Playlist | Groups = Playlist() if each.cluster.dialect == Dialect.PLAYLIST else Groups()
        messages = (
            dialect.stop(each.device, now) if each.is_stop else dialect.put(each.device, each.orders, now)
        )
        for message in messages:
            if isinstance(dialect, Playlist):
                await self._post(each, message.to, message.payload)
            elif not await self._publish(message.to, message.payload):
                self._tried.pop(each.cluster.pk, None)
                return
        await self._in(words.note_handed, each, now)
        if isinstance(dialect, Playlist):
            await self._ask(each)

    async def _ask(self, each: Held) -> None:
        """Ask a device of maker A for its state; what cannot be read is no sign of life."""
        self._asked[each.cluster.pk] = time.monotonic()
        dialect = Playlist()
        question = dialect.ask()
        answer = await self._post(each, question.to, question.payload)
        try:
            said = dialect.read(each.device, answer)
        except Unclear:
            log.info("gateway: what %s answered is not its state", each.cluster)
            return
        await self._in(words.hear, each.cluster, said, clock.now())

    async def _post(self, each: Held, path: str, payload: bytes) -> bytes:
        mode = each.cluster.mode
        if mode not in self._clients:
            self._clients[mode] = await SafeClient(policy_of(mode)).__aenter__()
        with reach.sending(mode):
            answer = await self._clients[mode].request(
                "POST",
                each.cluster.settings["address"] + path,
                headers={"Content-Type": "application/json"},
                body=payload,
                repeatable=True,
            )
        return answer.body

    async def _end(self) -> None:
        tasks = [task for _, task in self._busy.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for client in self._clients.values():
            await client.__aexit__(None, None, None)
        self._clients.clear()


def _list_held() -> list[Held]:
    """Return what every pushed cluster is to hold, and end what the server keeps back."""
    now = clock.now()
    found = held.held_now(held.open_clusters(PUSHED), now)
    for each in found:
        if each.blocked:
            words.end_blocked(each, now)
    return found


def _hear_groups(device: str, payload: bytes) -> None:
    """Take in a heartbeat of maker B; what cannot be read is no sign of life."""
    cluster = held.open_clusters([Dialect.GROUPS]).filter(settings__device=device).first()
    if cluster is None:
        return
    try:
        said = Groups().read(device, payload)
    except Unclear:
        log.info("gateway: what %s said is not its heartbeat", cluster)
        return
    words.hear(cluster, said, clock.now())
