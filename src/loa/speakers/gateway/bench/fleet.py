"""Thousands of simulated devices in one process: each checks every command, obeys it once, signs its word, and beats every minute.

Run with the file that `ground.write_fleet` wrote. It prints a line when all are connected; "tell" on its standard input is answered by what
was obeyed so far.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from loa.speakers.gateway.line import Line
from loa_wire import mqtt, topics
from loa_wire.commands import Command
from loa_wire.errors import WireError
from loa_wire.judging import Seen, judge
from loa_wire.signed import Keys, Purpose, SignKey, open_envelope, seal
from loa_wire.tidings import Ack, Beat
from loa_wire.words import Doing

BEAT = 60.0  # seconds
CONNECTS_AT_ONCE = 200
TICK = 0.1


class Device(Line):
    """One device and its connection."""

    def __init__(self, fleet: Fleet, name: str, seed: bytes, groups: list[str]) -> None:
        super().__init__()
        self.fleet, self.name, self.groups = fleet, name, groups
        self.key = SignKey.from_seed(name, seed)
        self.seen: dict[str, Seen] = {}
        self.beats = self.mid = 0
        self.up = topics.up(name)
        self.ready: asyncio.Future[None] | None = None

    async def connect(self) -> None:
        """Connect and subscribe; return when the broker has said yes."""
        self.buffer.clear()
        loop = asyncio.get_running_loop()
        self.ready = loop.create_future()
        await loop.create_connection(lambda: self, self.fleet.host, self.fleet.port)
        self.transport.write(mqtt.connect(self.name, self.name, self.fleet.password))
        await asyncio.wait_for(self.ready, 30)

    def packet(self, kind: int, body: bytes) -> None:
        """Act on what the broker sends."""
        if mqtt.is_publish(kind):
            _, mid, payload = mqtt.read_publish(kind, body)
            if mid:
                self.transport.write(mqtt.puback(mid))
            self._obey(payload)
        elif kind == mqtt.CONNACK and mqtt.read_connack(body) == 0:
            named = [topics.group(group) for group in self.groups]
            self.transport.write(mqtt.subscribe([topics.down(self.name), *named]))
        elif kind == mqtt.SUBACK and self.ready and not self.ready.done():
            self.ready.set_result(None)
            self.beat()

    def connection_lost(self, exc: Exception | None) -> None:
        """Come back a little later."""
        del exc
        if self.ready and not self.ready.done():
            self.ready.set_exception(ConnectionError("refused"))
        elif self.fleet.comes_back:
            self.fleet.later(self)

    def beat(self) -> None:
        """Tell that it is there."""
        self.beats += 1
        now = int(time.time() * 1000)
        self.tell(Beat(self.name, self.beats, now, Doing.IDLE, 60, 2_000_000_000, "bench", offset=1))

    def tell(self, message: Ack | Beat) -> None:
        """Sign and send."""
        self.mid = self.mid % 65_535 + 1
        envelope = seal(Purpose.TOLD, message.to_wire(), self.key)
        self.transport.write(mqtt.publish(self.up, envelope, self.mid))

    def _obey(self, envelope: bytes) -> None:
        fleet = self.fleet
        try:
            command = Command.from_wire(open_envelope(Purpose.COMMAND, envelope, fleet.keys))
        except WireError as error:
            fleet.counts[error.code] += 1
            return
        now = int(time.time() * 1000)
        seen = self.seen.get(command.group, Seen())
        why = judge(command, seen, (*self.groups, f"d{self.name}"), now)
        if why is None and command.seq:
            self.seen[command.group] = seen.with_(command.seq)
            fleet.obeyed[f"{command.group} {command.seq}"] += 1
        fleet.counts[why or "taken"] += 1
        if command.seq:
            self.tell(Ack(self.name, command.group, command.seq, now, taken=why is None, why=why or ""))


class Fleet:
    """All devices of one process."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.host, self.port, self.password = facts["host"], facts["port"], facts["password"]
        self.keys = Keys({key_id: bytes.fromhex(raw) for key_id, raw in facts["keys"].items()})
        self.devices = [
            Device(self, name, bytes.fromhex(seed), groups) for name, seed, groups in facts["devices"]
        ]
        self.obeyed: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.comes_back = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Connect all, then beat until standard input ends."""
        gate = asyncio.Semaphore(CONNECTS_AT_ONCE)

        async def connect(device: Device) -> None:
            async with gate:
                await device.connect()

        await asyncio.gather(*map(connect, self.devices))
        self.comes_back = True
        say({"ready": len(self.devices)})
        beats = asyncio.create_task(self._beat())
        while (await asyncio.to_thread(sys.stdin.readline)).strip():
            say({"obeyed": self.obeyed, "counts": self.counts})
        beats.cancel()
        self.comes_back = False

    async def _beat(self) -> None:
        """Spread a beat of every device over a minute."""
        began, sent = time.monotonic(), 0
        while True:
            await asyncio.sleep(TICK)
            wanted = int((time.monotonic() - began) / BEAT * len(self.devices))
            for number in range(sent, wanted):
                device = self.devices[number % len(self.devices)]
                if not device.transport.is_closing():
                    device.beat()
            sent = wanted

    def later(self, device: Device) -> None:
        """Connect a device that lost its line again, after a moment."""
        task = asyncio.create_task(self._again(device))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _again(self, device: Device) -> None:
        while self.comes_back:
            await asyncio.sleep(random.uniform(0.2, 1.0))  # noqa: S311  spreads the coming back
            try:
                await device.connect()
            except (OSError, TimeoutError):
                continue
            return


def say(facts: dict[str, Any]) -> None:
    """Tell who started us, a line of JSON."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run the devices of one file."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    fleet = Fleet(json.loads(Path(sys.argv[1]).read_text()))
    asyncio.run(fleet.run())


if __name__ == "__main__":
    main()
