"""Keeps the database, the web and the workers running: what `loa up` does.

It must not hold any state that a kill could lose: the lock, the pipes to the guards and the files in the
data folder say everything that the next start needs.
"""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from config import settings
from loa.ops import children, database, home, listening, loudspeakers, postgres, web
from loa.ops.errors import OpsError

LOA = [sys.executable, "-m", "loa.ops.cli"]
TICK = 0.1  # seconds
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # seconds before a child that ended is started again
STEADY_AFTER = 60.0  # seconds of running that clear a child's record
PATIENCE_FOR_WEB = 60.0

_OWN_ADDRESS = ssl._create_unverified_context()  # noqa: S323, SLF001  the certificate names the site, not the loopback address


class Running(Protocol):
    """Something that runs until it ends or is stopped."""

    def ended(self) -> int | None: ...


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"loa: {text}", flush=True)


@dataclass
class Keeper:
    """One child that has to run, and its record of failures."""

    name: str
    launch: Callable[[], Running]
    wanted: Callable[[], bool] = lambda: True
    running: Running | None = None
    failures: int = 0
    started_at: float = 0.0
    due_at: float = 0.0

    def start(self) -> None:
        """Start the child now."""
        self.running = self.launch()
        self.started_at = time.monotonic()

    def look(self) -> bool:
        """Notice an end and plan the next start; return whether the child runs."""
        if not self.running:
            return False
        code = self.running.ended()
        if code is None:
            return True
        lasted = time.monotonic() - self.started_at
        self.failures = 1 if lasted > STEADY_AFTER else self.failures + 1
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (self.failures - 1))
        self.running, self.due_at = None, time.monotonic() + delay
        times = f", {self.failures} times in a row" if self.failures > 1 else ""
        say(
            f"{self.name} ended with code {code} after {lasted:.0f} s{times}; starting it again in {delay:.1f} s"
        )
        return False

    @property
    def due(self) -> bool:
        """Say whether the child is to be started now."""
        return self.running is None and time.monotonic() >= self.due_at and self.wanted()


@dataclass
class Supervisor:
    """The parent of everything that one copy runs."""

    web_command: str = "web"
    stop: threading.Event = field(default_factory=threading.Event)
    lock: home.Lock | None = None
    database: Keeper | None = None
    keepers: list[Keeper] = field(default_factory=list)

    def run(self) -> None:
        """Start all, keep them running, stop them when asked.

        Raises: OpsError when something needed cannot be had.
        """
        self._hear_signals()
        home.make_folders()
        self.lock = home.take_lock(say)
        try:
            self._start()
            while not self.stop.wait(TICK):
                self._tick()
        finally:
            self._stop_all()
            self.lock.release()

    def _hear_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stop.set())

    def _start(self) -> None:
        began = time.monotonic()
        web.check_port()
        for line in home.make_keys():
            say(line)
        if settings.OWN_DATABASE:
            self.database = Keeper("database", self._launch_database)
            self.database.start()
            say(f"database: ready after {time.monotonic() - began:.1f} s")
        self._prepare()
        self.keepers = [Keeper("web", lambda: self._launch(self.web_command))]
        self.keepers += [Keeper("index", lambda: self._launch("index"))]
        names = [f"worker {n}" if n else "worker" for n in range(settings.WORKERS)]
        self.keepers += [Keeper(name, lambda: self._launch("worker")) for name in names]
        self.keepers += [
            Keeper(name, partial(self._launch, f"speakers {name}"), loudspeakers.wanted)
            for name in loudspeakers.processes()
        ]
        self.keepers.append(Keeper("press", partial(self._launch, "press listen"), listening.wanted))
        self._wait_for_web(self.keepers[0], began)

    def _tick(self) -> None:
        """Notice what ended and start what is due, the database first."""
        if self.database and not self.database.look():
            if self.database.due:
                self._restart_database(self.database)
            return
        for keeper in self.keepers:
            if not keeper.look() and keeper.due:
                keeper.start()

    def _restart_database(self, keeper: Keeper) -> None:
        try:
            keeper.start()
        except OpsError as error:
            keeper.failures += 1
            keeper.due_at = time.monotonic() + min(LONGEST_DELAY, FIRST_DELAY * 2**keeper.failures)
            say(f"database: {error}")
            return
        say("database: ready again")
        for other in self.keepers:
            other.failures, other.due_at = 0, 0.0

    def _launch_database(self) -> Running:
        assert self.lock
        return database.start_own(say, self.lock, cancelled=self.stop.is_set)

    def _launch(self, command: str) -> Running:
        assert self.lock
        manner = children.Manner("TERM:6", keep_open=(self.lock.fd,))
        return children.start(command, [*LOA, *command.split()], manner=manner, cwd=settings.ROOT)

    def _prepare(self) -> None:
        """Migrate and collect static files in a process of its own, which leaves no Django in this one.

        It is skipped when neither the code nor our own database changed since it last succeeded.
        """
        if settings.OWN_DATABASE and home.prepared():
            return
        with subprocess.Popen([*LOA, "prepare"], cwd=settings.ROOT, env=dict(os.environ)) as process:
            while process.poll() is None:
                if self.stop.wait(TICK):
                    process.terminate()
        if self.stop.is_set():
            raise OpsError("Stopped while preparing; start again, what was done stays done.")
        if process.returncode:
            raise OpsError("The database or the static files could not be prepared; the lines above say why.")

    def _wait_for_web(self, keeper: Keeper, began: float) -> None:
        """Start the web and wait for its first good answer; the workers start after it, or when it is late."""
        keeper.start()
        deadline = time.monotonic() + PATIENCE_FOR_WEB
        while not web_answers():
            if self.stop.wait(TICK / 2):
                return
            if not keeper.look() and keeper.due:
                keeper.start()
            if time.monotonic() > deadline:
                say("web: no good answer from /healthz so far; `loa doctor` may say why")
                return
        self._tick()
        say(f"ready after {time.monotonic() - began:.1f} s: {settings.PUBLIC_URL} (stop with Ctrl-C)")

    def _stop_all(self) -> None:
        """Stop web and workers together, then the database."""
        running = [k.running for k in self.keepers if isinstance(k.running, children.Child)]
        for child in running:
            child.ask_to_stop()
        for child in running:
            child.stop()
        if self.database and isinstance(self.database.running, postgres.Server):
            self.database.running.stop()
        say("stopped")


def web_answers() -> bool:
    """Say whether the site answers and reaches its database."""
    host = settings.HTTP_HOST if settings.HTTP_HOST not in {"0.0.0.0", "::"} else "127.0.0.1"  # noqa: S104
    host = f"[{host}]" if ":" in host else host
    scheme = "https" if settings.TLS_CERTIFICATE else "http"
    name = settings.ALLOWED_HOSTS[0].lstrip("*.") or "localhost"
    try:
        address = f"{scheme}://{host}:{settings.HTTP_PORT}/healthz"
        request = urllib.request.Request(address, headers={"Host": name})  # noqa: S310  our own address
        with urllib.request.urlopen(request, timeout=2, context=_OWN_ADDRESS) as answer:  # noqa: S310  our own address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
