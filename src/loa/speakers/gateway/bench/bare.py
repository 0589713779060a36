"""The rival: a bare script that fans one envelope out through the same broker and checks every signed word that comes back.

No ledger, no database, no process that could take over: what the broker and the signatures cost at the least.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from loa.speakers.gateway.line import Line
from loa_wire import mqtt, topics
from loa_wire.signed import Keys, Purpose, open_envelope
from loa_wire.tidings import Ack, read_told


class Collector(Line):
    """Publishes once and counts the devices whose signed word came."""

    def __init__(self, facts: dict[str, Any]) -> None:
        super().__init__()
        self.facts = facts
        self.keys = Keys({name: bytes.fromhex(raw) for name, raw in facts["public"].items()})
        self.wanted = (facts["group"], facts["seq"])
        self.came: set[str] = set()
        self.subscribed, self.all = asyncio.Event(), asyncio.Event()

    def packet(self, kind: int, body: bytes) -> None:
        """Act on what the broker sends."""
        if mqtt.is_publish(kind):
            _, mid, payload = mqtt.read_publish(kind, body)
            if mid:
                self.transport.write(mqtt.puback(mid))
            told = read_told(open_envelope(Purpose.TOLD, payload, self.keys))
            if isinstance(told, Ack) and (told.group, told.seq) == self.wanted and told.taken:
                self.came.add(told.device)
                if len(self.came) == len(self.keys.raw):
                    self.all.set()
        elif kind == mqtt.CONNACK and mqtt.read_connack(body) == 0:
            self.transport.write(mqtt.subscribe([topics.UP_ALL]))
        elif kind == mqtt.SUBACK:
            self.subscribed.set()


async def measure(facts: dict[str, Any]) -> float:
    """Return the seconds from publishing to the last checked word."""
    loop = asyncio.get_running_loop()
    collector = Collector(facts)
    await loop.create_connection(lambda: collector, facts["host"], facts["port"])
    collector.transport.write(mqtt.connect(facts["user"], facts["user"], facts["password"], clean=True))
    await asyncio.wait_for(collector.subscribed.wait(), 30)
    await asyncio.sleep(facts["settle"])
    began = time.monotonic()
    collector.transport.write(mqtt.publish(topics.group(facts["group"]), bytes.fromhex(facts["envelope"]), 1))
    await asyncio.wait_for(collector.all.wait(), 120)
    return time.monotonic() - began


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(measure(json.loads(Path(sys.argv[1]).read_text())))}\n")
