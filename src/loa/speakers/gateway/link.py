"""One connection to the broker: publishes, hands in what comes, and tells the broker that it came only when it is stored.

It speaks the wire itself (`loa_wire.mqtt`): the usual client acknowledges before the work is done (docs/decisions/0012-mqtt-by-ourselves.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from loa.speakers.gateway.broker import Broker
from loa.speakers.gateway.dialects import groups
from loa.speakers.gateway.dialects.groups import STATES
from loa.speakers.gateway.line import Line
from loa.speakers.gateway.rights import COUNTED
from loa_wire import mqtt, topics

Stored = Callable[[], None]
Words = Callable[[str, bytes, Stored], None]
Others = Callable[[str, bytes], None]
PATIENCE = 10.0  # seconds for the broker's first answer
KEEPALIVE = 30
OPEN = 2_000  # messages that the broker has not acknowledged
_REFUSED = {4: "wrong password", 5: "not allowed"}
log = logging.getLogger(__name__)


def _unheard(device: str, payload: bytes) -> None:
    """Hear nobody."""
    del device, payload


class Refused(ConnectionError):
    """The broker does not let the gateway in."""


class Link(Line):
    """A persistent session under the gateway's name: what comes while we are away waits at the broker."""

    def __init__(self, broker: Broker, words: Words, others: Others = _unheard) -> None:
        super().__init__()
        self.broker = broker
        self.words = words
        self.others = others
        self.connected = 0
        self.lost = asyncio.Event()
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._mid = 0
        self._open: set[int] = set()
        self._answers = bytearray()
        self._room = asyncio.Event()
        self._answered = asyncio.Event()
        self._pulse: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect and subscribe. Raises: OSError (Refused too), TimeoutError."""
        loop, broker = asyncio.get_running_loop(), self.broker
        at = loop.create_connection(lambda: self, broker.reached_at, broker.port, ssl=broker.trust())
        await asyncio.wait_for(at, PATIENCE)
        self.transport.write(mqtt.connect(broker.user, broker.user, broker.password(), keepalive=KEEPALIVE))
        await asyncio.wait_for(self._ready, PATIENCE)
        self._pulse = asyncio.create_task(self._beat())

    async def publish(self, topic: str, envelope: bytes) -> None:
        """Give one message to the broker, waiting while too many are on their way. Raises: ConnectionError."""
        while len(self._open) >= OPEN and not self.lost.is_set():
            self._room.clear()
            await self._room.wait()
        if self.lost.is_set():
            raise ConnectionError("the broker is away")
        while True:
            self._mid = self._mid % 65_535 + 1
            if self._mid not in self._open:
                break
        self._open.add(self._mid)
        self.transport.write(mqtt.publish(topic, envelope, self._mid))

    async def close(self) -> None:
        """Leave; the session stays."""
        if self._pulse:
            self._pulse.cancel()
        if hasattr(self, "transport") and not self.lost.is_set():
            self.transport.write(mqtt.DISCONNECT)
            self.transport.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.lost.wait(), 2)

    def packet(self, kind: int, body: bytes) -> None:
        """Act on what the broker sends."""
        self._answered.set()
        if mqtt.is_publish(kind):
            self._take(mqtt.read_publish(kind, body))
        elif kind == mqtt.PUBACK:
            self._open.discard(mqtt.read_mid(body))
            self._room.set()
        elif kind == mqtt.CONNACK:
            self._begin(mqtt.read_connack(body))
        elif kind == mqtt.SUBACK and not self._ready.done():
            self._ready.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let everybody know who waits."""
        del exc
        self.lost.set()
        self._room.set()
        if not self._ready.done():
            self._ready.set_exception(ConnectionError("the broker hung up"))

    def _begin(self, code: int) -> None:
        if code:
            self._ready.set_exception(Refused(_REFUSED.get(code, f"refused with {code}")))
        else:
            self.transport.write(mqtt.subscribe([topics.UP_ALL, COUNTED, STATES.format("+")]))

    def _take(self, came: mqtt.Published) -> None:
        if device := topics.device_of(came.topic):
            self.words(device, came.payload, lambda: self._stored(came.mid))
            return
        if device := groups.device_of(came.topic):
            self.others(device, came.payload)
        elif came.topic == COUNTED:
            with contextlib.suppress(ValueError):
                self.connected = max(0, int(came.payload) - 1)
        self._stored(came.mid)

    def _stored(self, mid: int) -> None:
        """Answer for a message, together with the others of this turn: a batch is hundreds."""
        if not mid:
            return
        if not self._answers:
            asyncio.get_running_loop().call_soon(self._answer)
        self._answers += mqtt.puback(mid)

    def _answer(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(bytes(self._answers))
        self._answers.clear()

    async def _beat(self) -> None:
        """Ask the broker for a sign of life; one that gives none is lost."""
        while True:
            self._answered.clear()
            self.transport.write(mqtt.PING)
            try:
                await asyncio.wait_for(self._answered.wait(), PATIENCE)
            except TimeoutError:
                log.warning("gateway: the broker gives no sign of life")
                self.transport.abort()
                return
            await asyncio.sleep(KEEPALIVE / 2)
