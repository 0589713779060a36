"""Brokers on loopback, with two devices that may connect; skipped with a sentence where mosquitto is missing."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from loa.speakers.gateway import embedded, mosquitto
from loa.speakers.gateway.bench.running import listening, listens, wait_until
from loa.speakers.gateway.broker import Broker, Kind, choose, find_mosquitto
from loa.speakers.gateway.rights import GATEWAY, Right
from loa.speakers.gateway.tests.peer import Peer
from loa.speakers.rules.broker import broker_digest

needs_mosquitto = pytest.mark.skipif(
    not find_mosquitto(), reason="mosquitto is not installed here; `apt-get install mosquitto` brings it"
)
PASSWORDS = {"KA": "of device A", "KB": "of device B"}


def rights(*, revoked: str = "") -> list[Right]:
    """Return two devices: A in ward 1 and cluster 11, B in ward 2 and cluster 22."""
    groups = {"KA": ("b1", "c11"), "KB": ("b2", "c22")}
    return [
        Right(name, broker_digest(PASSWORDS[name]), ("loa/g/city", *(f"loa/g/{group}" for group in own)))
        for name, own in groups.items()
        if name != revoked
    ]


@dataclass
class Running:
    """A broker that listens."""

    broker: Broker
    process: subprocess.Popen[bytes] | None = None

    def device(self, name: str, **options: bool) -> Peer:
        """Return a connection of a device under its own name."""
        return Peer(self.broker.port, name, name, PASSWORDS[name], **options)

    def gateway(self) -> Peer:
        """Return a connection under the gateway's name."""
        return Peer(self.broker.port, GATEWAY, GATEWAY, self.broker.password())


@pytest.fixture
def mosquitto_broker() -> Iterator[Running]:
    """Run mosquitto as the product configures it."""
    with listening() as port:
        broker = choose()
        command = mosquitto.prepare(broker, rights())
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        (broker.folder / mosquitto.PID).write_text(str(process.pid))
        try:
            wait_until(lambda: listens(port), "mosquitto listens", 20)
            yield Running(broker, process)
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def embedded_broker() -> Iterator[Running]:
    """Run amqtt in a thread, as the product does in a process."""
    with listening() as port:
        broker = Broker(Kind.AMQTT, "127.0.0.1", port, tls=False)
        known, stop = (
            embedded.Known({each.name: each for each in rights()}, broker_digest(broker.password())),
            threading.Event(),
        )
        thread = threading.Thread(
            target=lambda: asyncio.run(embedded.serve(broker, known, stop)), daemon=True
        )
        thread.start()
        try:
            wait_until(lambda: listens(port), "amqtt listens", 20)
            yield Running(broker)
        finally:
            stop.set()
            thread.join(20)
