"""Runs every background loop of the product in one process, until one of them fails or a stop is asked.

A loop is a room's module with `run(stop: threading.Event) -> None`. A failed loop ends the process: the
supervisor starts it again, and whatever was claimed is claimed anew by its lease.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psycopg
from procrastinate import App
from procrastinate.contrib.django import app as django_app

from loa.lib.memory import settle
from loa.ops import database, queue

log = logging.getLogger(__name__)

LOOPS = {
    "sealer": "loa.journal.sealer",
    "clocks": "loa.clocks.worker",
    "delivery": "loa.delivery.worker",
    "bulletins": "loa.bulletins.worker",
    "notices": "loa.notices.worker",
    "tasks": "loa.tasks.worker",
    "speakers": "loa.speakers.worker",
    "jobs": "loa.ops.worker",
}
Loop = Callable[[threading.Event], None]
LOOK_EVERY = 2.0  # seconds between looks at the pause mark
RESCUE_EVERY, STALLED_AFTER = 15.0, 60.0  # seconds
JOBS_AT_ONCE = 4
GRACE = 5.0  # seconds for the loops to finish what they hold; the guard waits a little longer


@dataclass
class Crew:
    """Loops running in threads that share one wish to stop."""

    loops: dict[str, Loop]
    stop: threading.Event = field(default_factory=threading.Event)
    failed: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Start every loop in a thread of its own."""
        self.threads = [threading.Thread(target=self._run, args=[n], name=n, daemon=True) for n in self.loops]
        for thread in self.threads:
            thread.start()

    def _run(self, name: str) -> None:
        try:
            self.loops[name](self.stop)
        except Exception:
            log.exception("loop %s failed", name)
            self.failed.append(name)
        else:
            if not self.stop.is_set():
                log.error("loop %s ended by itself", name)
                self.failed.append(name)
        self.stop.set()

    def finish(self) -> None:
        """Ask the loops to stop and wait for them within their grace."""
        self.stop.set()
        end = time.monotonic() + GRACE
        for thread in self.threads:
            thread.join(max(0.0, end - time.monotonic()))


def find_loops(only: Sequence[str] = ()) -> dict[str, Loop]:
    """Return the loops that exist in this build, or just those named."""
    names = [name for name in LOOPS if not only or name in only]
    present = [name for name in names if _exists(LOOPS[name])]
    return {name: importlib.import_module(LOOPS[name]).run for name in present}


def _exists(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def work(only: Sequence[str] = ()) -> int:
    """Run the loops until SIGTERM or SIGINT; return 0, or 1 when a loop failed or the database went away."""
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    try:
        return _work(only, asked)
    except psycopg.OperationalError as error:
        log.error("worker: the database went away (%s)", str(error).strip())  # noqa: TRY400  it is no fault of the code
        return 1


def _work(only: Sequence[str], asked: threading.Event) -> int:
    with database.connect("default") as connection:
        while not asked.is_set():
            if not _wait_while_paused(connection, asked):
                break
            crew = Crew(find_loops(only))
            log.info("worker: %s", ", ".join(crew.loops))
            settle()
            crew.start()
            try:
                _watch(connection, crew, asked)
            finally:
                crew.finish()  # also when the database went away: what is in flight is settled once it is back
            if crew.failed:
                return 1
    return 0


def _wait_while_paused(connection: psycopg.Connection, asked: threading.Event) -> bool:
    """Wait until the queue runs; return False when a stop was asked meanwhile."""
    told = None
    while reason := queue.paused(connection):
        if reason != told:
            log.warning("worker: the queue is paused (%s); `loa queue resume` lets it go on", reason)
            told = reason
        if asked.wait(LOOK_EVERY):
            return False
    return not asked.is_set()


def _watch(connection: psycopg.Connection, crew: Crew, asked: threading.Event) -> None:
    """Return when a stop is asked, a loop failed or the queue is paused."""
    while not crew.stop.wait(0.0) and not asked.wait(LOOK_EVERY / 4):
        if queue.paused(connection):
            return


def run(stop: threading.Event) -> None:
    """Run deferred and periodic jobs until told to stop."""
    connector = django_app.connector
    with django_app.replace_connector(connector.get_worker_connector()) as app:  # type: ignore[attr-defined]
        asyncio.run(_jobs(app, stop))


async def _jobs(app: App, stop: threading.Event) -> None:
    async with app.open_async():
        options = {
            "concurrency": JOBS_AT_ONCE,
            "install_signal_handlers": False,
            "shutdown_graceful_timeout": GRACE - 2,
        }
        jobs = [
            asyncio.create_task(app.run_worker_async(**options)),  # type: ignore[arg-type]
            asyncio.create_task(_rescue(app)),
        ]
        while not stop.is_set() and not any(job.done() for job in jobs):  # noqa: ASYNC110  a thread sets it
            await asyncio.sleep(0.2)
        for job in jobs:
            job.cancel()
        ended, _ = await asyncio.wait(jobs, timeout=GRACE - 1)
        for job in ended:
            if not job.cancelled() and (error := job.exception()):
                raise error


async def _rescue(app: App) -> None:
    """Give jobs of workers that died back to the queue."""
    while True:
        await app.job_manager.prune_stalled_workers(STALLED_AFTER)
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
            log.warning("job %s (%s) was left by a dead worker; it runs again", job.id, job.task_name)
            await app.job_manager.retry_job(job)
        await asyncio.sleep(RESCUE_EVERY)
