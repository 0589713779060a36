"""The sending loop: claims chunks, sends them, keeps its leases, folds the logs, watches the clock.

Any number of workers may run on any number of hosts: the chunk is the only claim on work. One slot and a part of
the calls are kept for emergencies. All database work of the sending goes through one thread, so that under
`drain` (tests, demos, one-off commands) it happens on the caller's own connection.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from asgiref.sync import async_to_sync, sync_to_async
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from loa.channels import registry
from loa.delivery import folder, schedule, store
from loa.delivery.actions.opening import open_months
from loa.delivery.job import Job
from loa.delivery.rounds import Rounds
from loa.delivery.store import Claim, LostChunk
from loa.delivery.windows import Windows
from loa.delivery.work import prepare

log = logging.getLogger(__name__)
_FOLD_EVERY, _FOLD_AGAIN = 0.5, 0.2
"""Seconds between folds: while nothing happens, and after a fold that changed something."""
T = TypeVar("T")


@dataclass(frozen=True)
class Tuning:
    """How hard one worker works. `in_flight` bounds what a kill can leave unknown.

    Of a kind with an idempotency key nothing is left unknown: more may be begun than are open (`windows.Window`), so
    that a commit serves more of them.
    """

    in_flight: int = 64
    urgent_in_flight: int = 16
    slots: int = 3
    poll: float = 0.2
    heartbeat: float = 5.0
    grace: float = 4.0


def run(stop: threading.Event, tuning: Tuning | None = None) -> None:
    """Work until `stop` is set, then let open calls end (at most `grace` seconds) and return.

    The database may go away and come back meanwhile.
    """
    helper = threading.Thread(target=_keep_house, args=(stop,), name="loa-housekeeping", daemon=True)
    helper.start()
    async_to_sync(Worker(tuning or Tuning()).run)(stop.is_set)
    helper.join(timeout=5)


def drain(*, horizon: float = 0.0, tuning: Tuning | None = None) -> int:
    """Do all work that is due, or becomes due within `horizon` seconds, on this thread's connection, and fold it.

    Returns how many calls were made. For tests, demos and one-off commands.
    """
    worker = Worker(tuning or Tuning(poll=0.01))
    until = time.monotonic() + horizon
    while True:
        schedule.tick()
        async_to_sync(worker.run)(worker.is_idle)
        folder.catch_up()
        if schedule.tick() == 0 and not store.is_due(max(0.0, until - time.monotonic())):
            return worker.sent
        time.sleep(0.01)


class Worker:
    """One process's share of the sending."""

    def __init__(self, tuning: Tuning) -> None:
        self.tuning = tuning
        self.name = f"{socket.gethostname()}:{os.getpid()}"[:80]
        self.sent = 0
        self._jobs: dict[int, Job] = {}
        self._idle_slots = 0
        self._away = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._rounds = Rounds(self.database)

    def is_idle(self) -> bool:
        """Say whether every slot looked for work in vain and nothing is under way."""
        return self._idle_slots > self.tuning.slots and not self._jobs

    async def run(self, stopped: Callable[[], bool]) -> None:
        """Work until `stopped` says so."""
        self._idle_slots = 0
        ordinary = Windows.of(self.tuning.in_flight - self.tuning.urgent_in_flight)
        urgent = Windows.of(self.tuning.urgent_in_flight)
        loops = [self._slot(ordinary, stopped) for _ in range(self.tuning.slots)]
        loops.append(self._slot(urgent, stopped, urgent_only=True))
        beat = asyncio.create_task(self._beat())
        try:
            await asyncio.gather(*loops)
            await self._finish()
        finally:
            beat.cancel()
            for kind in registry.all_kinds():
                await kind.close()

    async def _slot(
        self, windows: Windows, stopped: Callable[[], bool], *, urgent_only: bool = False
    ) -> None:
        """Claim and send one chunk after another."""
        lanes = store.lanes(urgent_only=urgent_only)
        idle = False
        while not stopped():
            claim = await self._look(lanes)
            if claim is None:
                self._idle_slots += not idle
                idle = True
                await asyncio.sleep(self.tuning.poll * random.uniform(0.8, 1.2))  # noqa: S311  spreads polls
                continue
            self._idle_slots -= idle
            idle = False
            await self._work(claim, windows)

    async def _look(self, lanes: list[int]) -> Claim | None:
        try:
            found: Claim | None = await self.database(store.claim, self.name, lanes, held=list(self._jobs))
        except LostChunk:
            return None
        return found

    async def _work(self, claim: Claim, windows: Windows) -> None:
        """Start sending a chunk and return when it needs the slot no longer."""
        try:
            work = await self.database(prepare, claim)
        except LostChunk:
            return
        except Exception:
            log.exception("chunk %s could not be prepared", claim.chunk_id)
            return
        if work is None:
            return
        job = Job(work, windows.for_kind(work.kind), self.database, self._rounds)
        self._jobs[claim.chunk_id] = job
        task = asyncio.create_task(self._send(job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await job.freed.wait()

    async def _send(self, job: Job) -> None:
        try:
            await job.run()
        except Exception:
            log.exception("chunk %s broke off; its lease will end", job.work.claim.chunk_id)
        finally:
            self.sent += job.sent
            self._jobs.pop(job.work.claim.chunk_id, None)

    async def _finish(self) -> None:
        """Begin nothing more and wait for the open calls; what is left after the grace becomes unknown."""
        for job in self._jobs.values():
            job.stop = job.stop or "closing"
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=self.tuning.grace)
            for task in late:
                task.cancel()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.tuning.heartbeat)
            try:
                await self.database(store.heartbeat, [job.work.claim for job in self._jobs.values()])
            except LostChunk:
                log.warning("the database did not answer for a whole lease")

    async def database(self, function: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Run a database function, again and again while the server is away.

        Raises: LostChunk when it stays away for longer than a lease: whatever was held is lost by then.
        """
        until = time.monotonic() + store.LEASE
        wait = 0.05
        while True:
            try:
                found = await sync_to_async(function, thread_sensitive=True)(*arguments, **options)
            except (OperationalError, InterfaceError) as error:
                if time.monotonic() > until or not await sync_to_async(_let_go, thread_sensitive=True)():
                    raise LostChunk from error
                self._say_away(error)
                await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311  spreads workers
                wait = min(2.0, wait * 2)
            else:
                self._away = False
                return found

    def _say_away(self, error: Exception) -> None:
        """Say once per outage that the database is away."""
        if not self._away:
            self._away = True
            log.warning("the database is away (%s); trying again", str(error).strip().partition("\n")[0])


def _let_go() -> bool:
    """Close this thread's connection; say no inside a caller's transaction, of which nothing can be repeated."""
    if connection.in_atomic_block:
        return False
    connection.close()
    return True


def _keep_house(stop: threading.Event) -> None:
    """Fold every half second, sooner while there is much to fold, and watch the clock, on a connection of its own."""
    turn, wait = 0, _FOLD_EVERY
    while not stop.wait(wait):
        try:
            wait = _FOLD_AGAIN if folder.fold() else _FOLD_EVERY
            if turn % 2 == 0:
                schedule.tick()
            if turn % 7200 == 0:
                open_months()
        except (OperationalError, InterfaceError):
            close_old_connections()
        except Exception:
            log.exception("housekeeping broke; it goes on")
        turn += 1
    connection.close()
