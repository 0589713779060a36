"""The usual way to send many messages with Django: one Celery task each over Redis, a status row updated by each.

It is set up as its own documentation advises for waiting work, on the same database and against the same receiver, and
in each of a few ways; the best of them is the rival.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections

_TRIAL = 1_000
TEXT = "Lịch cấp nước ngày 05/01\nTừ 8 giờ đến 10 giờ ngày 05/01 tạm ngừng cấp nước để sửa ống. " * 2
_BROKER = "RIVAL_BROKER"


def is_possible() -> bool:
    """Say whether both Celery and a Redis server are installed."""
    return bool(importlib.util.find_spec("celery") and shutil.which("redis-server"))


@contextmanager
def broker() -> Iterator[None]:
    """Run a Redis server of its own for all rounds."""
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "redis.sock"
        command = [
            str(shutil.which("redis-server")),
            "--port",
            "0",
            "--unixsocket",
            str(socket),
            "--save",
            "",
        ]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  found on the path by name
        app.conf.broker_url = os.environ[_BROKER] = f"redis+socket://{socket}"
        try:
            _until(socket.exists)
            yield
        finally:
            server.kill()
            server.wait(10)


@dataclass(frozen=True, slots=True)
class Way:
    """How Celery is run: worker processes of their own, each with so many of its pool's threads or children."""

    processes: int
    pool: str
    width: int
    prefetch: int

    def __str__(self) -> str:
        return f"{self.processes} x {self.pool} of {self.width}, prefetch {self.prefetch}"


def best_way(url: str, processes: int, say: Callable[[str], None]) -> Way:
    """Try some settings with so many processes on a few messages and return the fastest."""
    ways = [
        Way(processes, "threads", width, prefetch) for width, prefetch in ((64, 1), (16, 1), (16, 4), (4, 4))
    ]
    ways += [Way(1, "prefork", processes * width, 4) for width in (1, 4)]
    rates = {way: rate(url, _TRIAL, way) for way in ways}
    for way, found in rates.items():
        say(f"Celery, {way}: {found:,.0f}/s")
    return max(rates, key=rates.__getitem__)


def rate(url: str, messages: int, way: Way) -> float:
    """Return messages a second from the first task queued to the last status row written."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_message")
        cursor.execute(
            "CREATE TABLE bench_message (id int PRIMARY KEY, state text NOT NULL, provider_id text)"
        )
        cursor.execute(
            "INSERT INTO bench_message SELECT g, 'queued' FROM generate_series(1, %s) g", [messages]
        )
        cursor.execute("GRANT SELECT, UPDATE ON bench_message TO PUBLIC")
    connections["owner"].close()
    return _run(url, messages, way)


def _run(url: str, messages: int, way: Way) -> float:
    place = connection.settings_dict
    database = f"postgresql://{place['USER']}@/{place['NAME']}?host={place['HOST']}"
    command = [sys.executable, "-m", "celery", "-A", __name__, "worker", f"--pool={way.pool}"]
    command += [f"--concurrency={way.width}", f"--prefetch-multiplier={way.prefetch}", "--loglevel=ERROR"]
    command += ["--without-gossip", "--without-mingle"]
    environment = {**os.environ, "RIVAL_DATABASE": database, "RIVAL_URL": url}
    workers = [
        subprocess.Popen(  # noqa: S603  our own program
            [*command, f"--hostname=rival{number}@%h"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(way.processes)
    ]
    try:
        _until(lambda: len(app.control.ping(timeout=0.5)) >= way.processes)
        began = time.perf_counter()
        for number in range(1, messages + 1):
            send.delay(number)
        _until(lambda: _left() == 0)
        return messages / (time.perf_counter() - began)
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(30)


def _left() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_message WHERE state = 'queued'")
        return int(cursor.fetchone()[0])


def _until(condition: Any) -> None:
    end = time.monotonic() + 120
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("Celery did not get on")
        time.sleep(0.02)


_own = threading.local()


def _post(number: int) -> None:
    """Post one message on the thread's own line and write its row."""
    if not hasattr(_own, "session"):
        _own.session = requests.Session()
        _own.database = psycopg.connect(os.environ["RIVAL_DATABASE"], autocommit=True)
    body = {"to": f"r{number}@example.test", "text": TEXT, "key": f"celery-{number}"}
    answer = _own.session.post(os.environ["RIVAL_URL"], json=body, timeout=30)
    _own.database.execute(
        "UPDATE bench_message SET state = 'accepted', provider_id = %s WHERE id = %s",
        [answer.json()["id"], number],
    )


if is_possible():
    import requests
    from celery import Celery

    app = Celery("rival", broker=os.environ.get(_BROKER, ""))
    app.conf.update(task_ignore_result=True)
    send = app.task(_post)
