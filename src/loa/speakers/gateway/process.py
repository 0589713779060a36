"""The gateway's process: publishes the ledger's commands, takes in what devices say, answers them, keeps the broker's rights.

It holds nothing that a kill could lose: commands and answers are in the database, and the broker is told that a message arrived only when
the database has it. Whatever goes wrong ends the lead; it is taken again as soon as database and broker are back.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from loa.speakers.gateway import ledger, mosquitto, rights, standing
from loa.speakers.gateway.batches import Batches
from loa.speakers.gateway.broker import Broker, Kind, choose
from loa.speakers.gateway.foreign.loop import Foreign
from loa.speakers.gateway.lead import Lead
from loa.speakers.gateway.ledger import Letter
from loa.speakers.gateway.link import Link
from loa.speakers.gateway.standing import Standing
from loa.speakers.intake import Answer, Arrived, Believed, Doubt, check, store
from loa_wire import topics

log = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
TRY_AGAIN = 1.0  # seconds
LOOK_EVERY = 1.0
HOUSE_EVERY = 5.0
WAITING_WORDS = 2_000
SILENT_FOR = ledger.HEARD_WITHIN.total_seconds()
T = TypeVar("T")


def run(stop: threading.Event) -> None:
    """Work until told to stop."""
    asyncio.run(Gateway(choose()).run(stop))


class Gateway:
    """Leads, or waits to lead."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self._lead = Lead()
        self._ears, self._down, self._checks, self._up, self._house, self._others = (
            ThreadPoolExecutor(1, name) for name in ("lead", "down", "checks", "up", "house", "others")
        )
        self._batches = Batches(self._check, self._store, self._stored)
        self._foreign = Foreign(self._in_others, self._publish)
        self._heartbeats: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(WAITING_WORDS)
        self._link: Link | None = None
        self._heard: dict[str, float] = {}
        self._call, self._changed = asyncio.Event(), asyncio.Event()
        self._told, self._unread = "", False

    async def run(self, stop: threading.Event) -> None:
        """Lead whenever nobody else does, until told to stop."""
        while not stop.is_set():
            try:
                if await self._in(self._ears, self._lead.take):
                    log.info("gateway: sending through %s", _name(self.broker))
                    await self._work(stop)
                    await self._in(self._ears, self._lead.give_up)
            except AWAY as error:
                self._say(f"the database is away ({_first_line(error)})")
                await self._in(self._ears, self._lead.give_up)
            await asyncio.to_thread(stop.wait, TRY_AGAIN)

    async def _work(self, stop: threading.Event) -> None:
        """Do everything at once; return when told to stop. Raises: whatever ends the lead."""
        self._batches = Batches(self._check, self._store, self._stored)
        jobs = [
            self._listen(),
            self._connect(),
            self._send(),
            self._batches.check(),
            self._batches.store(),
            self._keep_house(),
            self._foreign.run(),
            self._hear_others(),
            _until(stop),
        ]
        tasks = [asyncio.create_task(job) for job in jobs]
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            await _end(tasks)
            if self._link:
                await self._link.close()
                self._link = None

    async def _listen(self) -> None:
        while True:
            await self._in(self._ears, self._lead.wait, LOOK_EVERY)
            self._call.set()
            self._foreign.call.set()

    async def _connect(self) -> None:
        """Be connected to the broker. After each connection whoever says a word is sent what he did not answer."""
        while True:
            link = Link(self.broker, self._batches.add, self._note_other)
            try:
                await link.open()
            except (OSError, TimeoutError) as error:
                self._say(f"the broker is away ({_first_line(error)})")
                await link.close()
                await asyncio.sleep(TRY_AGAIN)
                continue
            self._told = ""
            self._heard.clear()
            self._link = link
            self._call.set()
            self._changed.set()
            await link.lost.wait()
            self._link = None
            self._changed.set()
            await link.close()

    # -- down ------------------------------------------------------------------------------------------------

    async def _send(self) -> None:
        """Send what is new at each call, and what is due again every second."""
        next_look = 0.0
        while True:
            await self._call.wait()
            self._call.clear()
            link = self._link
            if link is None:
                continue
            with contextlib.suppress(ConnectionError):
                while letters := await self._in(self._down, ledger.list_new):
                    await self._post(link, letters, ledger.mark_published)
                if time.monotonic() >= next_look and not self._batches.is_behind:
                    next_look = time.monotonic() + LOOK_EVERY / 2
                    await self._post(link, await self._in(self._down, ledger.list_due), ledger.mark_sent)

    async def _post(
        self, link: Link, letters: Sequence[Letter], mark: Callable[[Sequence[int]], None]
    ) -> None:
        for letter in letters:
            for topic in letter.topics:
                await link.publish(topic, letter.envelope)
        if letters:
            await self._in(self._down, mark, [letter.row for letter in letters])

    # -- up --------------------------------------------------------------------------------------------------

    async def _check(self, items: Sequence[Arrived]) -> list[Believed | Doubt]:
        return await self._in(self._checks, check, items)

    async def _store(self, words: Sequence[Believed | Doubt]) -> list[Answer]:
        return await self._in(self._up, store, words)

    async def _stored(self, items: Sequence[Arrived], answers: list[Answer]) -> None:
        """Answer the devices, and send those that were silent what they have missed."""
        link, now = self._link, time.monotonic()
        names = {item.device for item in items}
        back = {name for name in names if now - self._heard.get(name, -SILENT_FOR) >= SILENT_FOR}
        self._heard.update(dict.fromkeys(names, now))
        if link is None:
            return
        with contextlib.suppress(ConnectionError):
            for answer in answers:
                await link.publish(topics.down(answer.device), answer.envelope)
            if back:
                await self._post(link, await self._in(self._up, ledger.list_for, back), ledger.mark_sent)

    # -- other makers ----------------------------------------------------------------------------------------

    async def _publish(self, topic: str, payload: bytes) -> bool:
        """Give a message for another maker's device to the broker; return whether there is one."""
        link = self._link
        if link is None:
            return False
        try:
            await link.publish(topic, payload)
        except ConnectionError:
            return False
        return True

    def _note_other(self, device: str, payload: bytes) -> None:
        """Keep a heartbeat until it is read; of a flood the rest is left out, for another one follows."""
        with contextlib.suppress(asyncio.QueueFull):
            self._heartbeats.put_nowait((device, payload))

    async def _hear_others(self) -> None:
        while True:
            device, payload = await self._heartbeats.get()
            try:
                await self._foreign.hear(device, payload)
            except AWAY:
                raise
            except Exception:
                log.exception("gateway: what %s said could not be taken in and is left out", device)

    async def _in_others(self, function: Callable[..., T], *arguments: Any) -> T:
        return await self._in(self._others, function, *arguments)

    # -- house -----------------------------------------------------------------------------------------------

    async def _keep_house(self) -> None:
        """Keep the rights of our own broker as the devices are, and say how we stand."""
        while True:
            if self.broker.kind == Kind.MOSQUITTO:
                await self._in(self._house, self._keep_rights)
            self._changed.clear()
            await self._in(self._house, standing.leave, self._standing())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), HOUSE_EVERY)

    def _keep_rights(self) -> None:
        found = rights.list_rights()
        if rights.stamp(found) != mosquitto.written(self.broker):
            mosquitto.write_rights(self.broker, found)
            self._unread = True
        if self._unread:  # by a broker that is still starting, and may have read the former ones
            self._unread = not mosquitto.reload(self.broker)

    def _standing(self) -> Standing:
        at = f"{self.broker.host}:{self.broker.port}"
        return Standing(
            self.broker.kind.value, at, self._link is not None, self._link.connected if self._link else 0
        )

    # -- threads ---------------------------------------------------------------------------------------------

    async def _in(self, thread: ThreadPoolExecutor, function: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(thread, _on_a_good_line, function, arguments)

    def _say(self, text: str) -> None:
        """Say what is wrong once, not every second."""
        if text != self._told:
            self._told = text
            log.warning("gateway: %s; trying again", text)


def _on_a_good_line(function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    """Run a database function; a line that broke is not used again."""
    try:
        return function(*arguments)
    except (DatabaseError, InterfaceError, psycopg.Error):
        connection.close()
        raise


async def _until(stop: threading.Event) -> None:
    while not stop.is_set():  # noqa: ASYNC110  a signal handler sets it
        await asyncio.sleep(0.2)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """End tasks; one that lost the first wish is asked again (`wait_for` of Python 3.11 may swallow it)."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=1)
    await asyncio.gather(*tasks, return_exceptions=True)


def _name(broker: Broker) -> str:
    return f"{broker.kind} at {broker.host}:{broker.port}"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
