"""One connection to the broker: publishes, hands in what comes, and tells the broker it is stored only when it is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from gmqtt import Client
from gmqtt.mqtt.constants import MQTTv311

from loa.speakers.gateway.broker import Broker
from loa.speakers.gateway.rights import COUNTED
from loa_wire import topics

Words = Callable[[str, bytes], Awaitable[None]]
PATIENCE = 10.0  # seconds for the broker's first answer
OPEN = 2_000  # messages that the broker has not acknowledged
log = logging.getLogger(__name__)


class Link:
    """A persistent session under the gateway's name: what comes while we are away waits at the broker."""

    def __init__(self, broker: Broker, words: Words) -> None:
        self.broker = broker
        self.words = words
        self.connected = 0
        self.lost = asyncio.Event()
        self._client = Client(broker.user, clean_session=False, optimistic_acknowledgement=False)
        self._client.set_auth_credentials(broker.user, broker.password())
        self._client.set_config({"reconnect_retries": 0})
        self._client.on_message = self._on_message
        self._client.on_disconnect = self._on_disconnect

    async def open(self) -> None:
        """Connect and subscribe. Raises: OSError, MQTTConnectError, TimeoutError."""
        trust = self.broker.trust()
        at = self._client.connect(
            self.broker.reached_at, self.broker.port, ssl=trust or False, keepalive=30, version=MQTTv311
        )
        await asyncio.wait_for(at, PATIENCE)
        self._client.subscribe(topics.UP_ALL, qos=topics.QOS)
        self._client.subscribe(COUNTED, qos=0)

    async def publish(self, topic: str, envelope: bytes) -> None:
        """Give one message to the broker, waiting while too many are on their way. Raises: ConnectionError."""
        while len(self._client._persistent_storage.get_all()) >= OPEN and not self.lost.is_set():  # noqa: SLF001  it has no other door
            await asyncio.sleep(0.005)
        if self.lost.is_set():
            raise ConnectionError("the broker is away")
        self._client.publish(topic, envelope, qos=topics.QOS)

    async def close(self) -> None:
        """Leave; the session stays."""
        self.lost.set()
        with contextlib.suppress(Exception):  # whatever is wrong with a connection that ends
            await asyncio.wait_for(self._client.disconnect(), 2)

    async def _on_message(self, _client: Client, topic: str, payload: bytes, *_: Any) -> int:
        if topic == COUNTED:
            with contextlib.suppress(ValueError):
                self.connected = max(0, int(payload) - 1)
        elif device := topics.device_of(topic):
            await self.words(device, bytes(payload))
        return 0

    def _on_disconnect(self, *_: Any) -> None:
        self.lost.set()
