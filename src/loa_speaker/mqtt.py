"""As much of an MQTT 3.1.1 client as a loudspeaker needs: QoS 1 both ways, a session that outlives the connection.

A message is acknowledged to the broker only after it was obeyed and written down: what a power cut takes in between comes
again. The packets themselves are `loa_wire.mqtt`; why not a library: docs/decisions/0012-mqtt-by-ourselves.md.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from loa_speaker.line import NotKept, Stored
from loa_wire import mqtt

_CONNECT = 30.0  # seconds


class MqttError(Exception):
    """The broker could not be reached, refused the connection, or broke the protocol."""


class Ear(Protocol):
    """Who hears what comes."""

    def heard(self, topic: str, payload: bytes) -> None:
        """Take a message. Raises: NotKept."""

    def lost(self, link: Link) -> None:
        """Hear that the connection ended."""


class Link(asyncio.Protocol):
    """One connection to a broker."""

    __slots__ = (
        "_awaited", "_buffer", "_ear", "_keepalive", "_last_in", "_last_out", "_mid", "_stored", "_timer", "_transport",
    )  # fmt: skip

    def __init__(self, ear: Ear, keepalive: int) -> None:
        self._ear = ear
        self._keepalive = keepalive
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._mid = 0
        self._stored: dict[int, Stored] = {}
        self._awaited: dict[int, asyncio.Future[bytes]] = {}
        self._last_in = self._last_out = time.monotonic()
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    async def open(
        cls,
        ear: Ear,
        url: str,
        client: str,
        password: str = "",
        *,
        user: str | None = None,
        keepalive: int = 60,
        ca: Path | None = None,
        clean: bool = False,
    ) -> Link:
        """Connect and be accepted; by default with a session that the broker keeps. Raises: MqttError."""
        parts = urlsplit(url)
        context = None
        if parts.scheme in {"mqtts", "ssl"}:
            context = ssl.create_default_context(cafile=str(ca) if ca else None)
        port = parts.port or (8883 if context else 1883)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_CONNECT):
                _, link = await loop.create_connection(
                    lambda: cls(ear, keepalive), parts.hostname or "", port, ssl=context
                )
        except OSError as error:
            raise MqttError(str(error)) from error
        try:
            await link._hello(client, client if user is None else user, password, clean)  # noqa: SLF001  our own
        except BaseException:
            link.close()
            raise
        return link

    async def _hello(self, client: str, user: str, password: str, clean: bool) -> None:
        packet = mqtt.connect(client, user, password, clean=clean, keepalive=self._keepalive)
        if code := mqtt.read_connack(await self._ask(0, packet)):
            raise MqttError(f"refused: {code}")
        self._timer = asyncio.get_running_loop().call_later(self._keepalive / 2, self._keep)

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Subscribe. Raises: MqttError where the broker refuses one of them."""
        names = list(topics)
        if names:
            mid = self._next_mid()
            granted = mqtt.read_suback(await self._ask(mid, mqtt.subscribe(names, mid)))
            if refused := [name for name, each in zip(names, granted, strict=False) if each == mqtt.REFUSED]:
                raise MqttError(f"refused topic: {refused[0]}")

    async def unsubscribe(self, topics: Iterable[str]) -> None:
        """Unsubscribe."""
        if names := list(topics):
            mid = self._next_mid()
            await self._ask(mid, mqtt.unsubscribe(names, mid))

    def publish(self, topic: str, payload: bytes, stored: Stored | None = None) -> None:
        """Publish with QoS 1; `stored` is called when the broker has it."""
        mid = self._next_mid()
        self._stored[mid] = stored or _nothing
        self._write(mqtt.publish(topic, payload, mid))

    @property
    def waiting(self) -> int:
        """Return how many messages the broker has not acknowledged."""
        return len(self._stored)

    def close(self) -> None:
        """End the connection; the session stays with the broker."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(mqtt.DISCONNECT)
            if self._transport.get_write_buffer_size():
                self._transport.abort()
            else:
                self._transport.close()

    def abort(self) -> None:
        """Break the connection as a dead network would."""
        if self._transport is not None:
            self._transport.abort()

    # -- the connection ---------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        for awaited in self._awaited.values():
            if not awaited.done():
                awaited.set_exception(MqttError(str(exc) if exc else "connection closed"))
        self._awaited.clear()
        self._stored.clear()
        self._transport = None
        self._ear.lost(self)

    def data_received(self, data: bytes) -> None:
        self._last_in = time.monotonic()
        self._buffer += data
        try:
            for kind, body in mqtt.take_packets(self._buffer):
                self._packet(kind, body)
        except mqtt.BadPacket:
            self.abort()

    def _packet(self, kind: int, body: bytes) -> None:
        if mqtt.is_publish(kind):
            self._published(mqtt.read_publish(kind, body))
        elif kind == mqtt.PUBACK:
            self._stored.pop(mqtt.read_mid(body), _nothing)()
        elif kind in {mqtt.SUBACK, mqtt.UNSUBACK}:
            self._answered(mqtt.read_mid(body), body)
        elif kind == mqtt.CONNACK:
            mqtt.read_connack(body)
            self._answered(0, body)
        elif kind != mqtt.PINGRESP:
            raise mqtt.BadPacket("nothing that a broker says")

    def _published(self, came: mqtt.Published) -> None:
        try:
            self._ear.heard(came.topic, came.payload)
        except NotKept:
            return
        if came.mid:
            self._write(mqtt.puback(came.mid))

    def _answered(self, mid: int, body: bytes) -> None:
        awaited = self._awaited.pop(mid, None)
        if awaited is not None and not awaited.done():
            awaited.set_result(body)

    async def _ask(self, mid: int, packet: bytes) -> bytes:
        awaited: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._awaited[mid] = awaited
        self._write(packet)
        try:
            async with asyncio.timeout(max(self._keepalive, 30)):
                return await awaited
        except TimeoutError as error:
            raise MqttError("no answer") from error

    def _next_mid(self) -> int:
        for _ in range(0xFFFF):
            self._mid = self._mid % 0xFFFF + 1
            if self._mid not in self._stored and self._mid not in self._awaited:
                return self._mid
        raise MqttError("too many messages wait for the broker")

    def _write(self, packet: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._last_out = time.monotonic()
            self._transport.write(packet)

    def _keep(self) -> None:
        """Ask for a sign of life where none came for a while; break the connection where none came at all."""
        quiet = time.monotonic() - self._last_in
        if quiet > self._keepalive * 1.5:
            self.abort()
            return
        if max(quiet, time.monotonic() - self._last_out) > self._keepalive * 0.4:
            self._write(mqtt.PING)
        self._timer = asyncio.get_running_loop().call_later(self._keepalive / 2, self._keep)


def _nothing() -> None:
    return
