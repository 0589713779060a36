"""The real processes of a bench or a test: broker, gateway, simulated devices; each ends with its block."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from loa.speakers.gateway import standing
from loa.speakers.gateway.bench.ground import write_fleet
from loa_wire.signed import SignKey

PATIENCE = 120.0
T = TypeVar("T")


def free_port() -> int:
    """Return a port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def listening() -> Iterator[int]:
    """Let our own broker listen on a free port, with a data folder that its user may enter; return the port."""
    before = settings.MQTT_LISTEN, settings.HOME
    with tempfile.TemporaryDirectory(prefix="loa-mqtt-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        port = free_port()
        settings.MQTT_LISTEN, settings.HOME = f"127.0.0.1:{port}", Path(folder)
        try:
            yield port
        finally:
            settings.MQTT_LISTEN, settings.HOME = before


def start(*words: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start `loa speakers …` on this process's database."""
    place = connection.settings_dict
    url = f"postgresql://{place['USER']}@/{place['NAME']}?host={place['HOST']}"
    facts = {
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "LOA_HOME": str(settings.HOME),
        "MQTT_LISTEN": settings.MQTT_LISTEN,
        "LOA_KEYS": os.environ.get("LOA_KEYS") or Path(settings.KEYRING_FILE).read_text(),
        "LOA_LOG_LEVEL": "WARNING",
        "PYTHONPATH": os.pathsep.join(item for item in sys.path if item),
    }
    command = [sys.executable, "-m", "loa.ops.cli", "speakers", *words]
    return subprocess.Popen(command, env=os.environ | facts | environment)  # noqa: S603  our own program


@contextmanager
def running(*words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `loa speakers …` for the length of a block."""
    process = start(*words, **environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def brokering(port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run our own broker, and go on once it listens."""
    with running("broker", **environment) as process:
        wait_until(lambda: listens(port), "the broker listens")
        yield process


@contextmanager
def gatewaying(**environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the gateway, and go on once it is connected."""
    cache.delete(standing.KEY)
    with running("gateway", **environment) as process:
        wait_until(is_linked, "the gateway is connected")
        yield process


def is_linked() -> bool:
    """Say whether the gateway said that it is connected."""
    found = standing.find()
    return found is not None and found.linked


def listens(port: int) -> bool:
    """Say whether something listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(true: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """Wait for something to become true and return it. Raises: TimeoutError naming it."""
    end = time.monotonic() + patience
    while not (found := true()):
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.05)
    return found


@dataclass
class Fleet:
    """Simulated devices in a process of their own."""

    process: subprocess.Popen[str]

    def told(self) -> dict[str, Any]:
        """Return what was obeyed so far: `obeyed` by "group sequence", `counts` by word."""
        assert self.process.stdin is not None
        self.process.stdin.write("tell\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the devices ended")
        found: dict[str, Any] = json.loads(line)
        return found


@contextmanager
def fleet(devices: Sequence[tuple[SignKey, str]], port: int) -> Iterator[Fleet]:
    """Run simulated devices, and go on once all are connected."""
    place = Path(settings.HOME) / "fleet.json"
    write_fleet(place, list(devices), "127.0.0.1", port)
    process = subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, "-m", "loa.speakers.gateway.bench.fleet", str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(item for item in sys.path if item)},
    )
    found = Fleet(process)
    try:
        found._read()  # noqa: SLF001  the first line says that all are there
        yield found
    finally:
        process.kill()
        process.communicate()
