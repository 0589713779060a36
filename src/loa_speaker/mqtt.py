"""As much of an MQTT 3.1.1 client as a loudspeaker needs: QoS 1 both ways, a session that outlives the connection.

A message is acknowledged to the broker only after it was obeyed and written down: what a power cut takes in between comes
again. (The library at hand acknowledges first, gives up for good when credentials are refused once, and takes five times
the memory, which thousands of simulated devices in one process do not have.)
Source: OASIS MQTT Version 3.1.1, 29 October 2014.
"""

from __future__ import annotations

import asyncio
import ssl
import struct
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from loa_speaker.line import NotKept, Stored
from loa_wire.topics import QOS

CONNECT, CONNACK, PUBLISH, PUBACK = 0x10, 0x20, 0x30, 0x40
SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK = 0x82, 0x90, 0xA2, 0xB0
PINGREQ, PINGRESP, DISCONNECT = b"\xc0\x00", 0xD0, b"\xe0\x00"
_REFUSED = 0x80
_MOST = 1 << 20  # bytes of one packet
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
        self._buffer = b""
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
        flags = (0x02 if clean else 0) | (0xC0 if user else 0)
        body = _text("MQTT") + bytes((4, flags)) + struct.pack("!H", self._keepalive) + _text(client)
        if user:
            body += _text(user) + _text(password)
        answer = await self._ask(0, _packet(CONNECT, body))
        if len(answer) != 2 or answer[1]:
            raise MqttError(f"refused: {answer[1] if len(answer) == 2 else 'no answer'}")
        self._timer = asyncio.get_running_loop().call_later(self._keepalive / 2, self._keep)

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Subscribe. Raises: MqttError where the broker refuses one of them."""
        names = list(topics)
        if names:
            body = b"".join(_text(topic) + bytes((QOS,)) for topic in names)
            answer = await self._numbered(SUBSCRIBE, body)
            if _REFUSED in answer[2:]:
                raise MqttError(f"refused topic: {names[answer[2:].index(_REFUSED)]}")

    async def unsubscribe(self, topics: Iterable[str]) -> None:
        """Unsubscribe."""
        if body := b"".join(_text(topic) for topic in topics):
            await self._numbered(UNSUBSCRIBE, body)

    def publish(self, topic: str, payload: bytes, stored: Stored | None = None) -> None:
        """Publish with QoS 1; `stored` is called when the broker has it."""
        mid = self._next_mid()
        self._stored[mid] = stored or _nothing
        self._write(_packet(PUBLISH | QOS << 1, _text(topic) + struct.pack("!H", mid) + payload))

    @property
    def waiting(self) -> int:
        """Return how many messages the broker has not acknowledged."""
        return len(self._stored)

    def close(self) -> None:
        """End the connection; the session stays with the broker."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(DISCONNECT)
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
        buffer = self._buffer + data if self._buffer else data
        start = 0
        while (size := _size(buffer, start)) is not None:
            head, end = size
            if end - start > _MOST:
                self.abort()
                return
            if len(buffer) < end:
                break
            try:
                self._packet(buffer[start], buffer[head:end])
            except (struct.error, IndexError, UnicodeDecodeError):
                self.abort()
                return
            start = end
        self._buffer = buffer[start:]

    def _packet(self, kind: int, body: bytes) -> None:
        if kind & 0xF0 == PUBLISH:
            self._published(kind, body)
        elif kind == PUBACK:
            self._stored.pop(_number(body), _nothing)()
        elif kind in {SUBACK, UNSUBACK}:
            self._answered(_number(body), body)
        elif kind == CONNACK:
            self._answered(0, body)
        elif kind != PINGRESP:
            self.abort()

    def _published(self, kind: int, body: bytes) -> None:
        length = _number(body)
        topic, rest = body[2 : 2 + length].decode(), body[2 + length :]
        if not kind & 0x06:
            self._ear.heard(topic, rest)
            return
        try:
            self._ear.heard(topic, rest[2:])
        except NotKept:
            return
        self._write(b"\x40\x02" + rest[:2])

    def _answered(self, mid: int, body: bytes) -> None:
        awaited = self._awaited.pop(mid, None)
        if awaited is not None and not awaited.done():
            awaited.set_result(body)

    async def _numbered(self, kind: int, body: bytes) -> bytes:
        mid = self._next_mid()
        return await self._ask(mid, _packet(kind, struct.pack("!H", mid) + body))

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
            self._write(PINGREQ)
        self._timer = asyncio.get_running_loop().call_later(self._keepalive / 2, self._keep)


def _nothing() -> None:
    return


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("!H", len(raw)) + raw


def _number(body: bytes) -> int:
    number: int = struct.unpack_from("!H", body)[0]
    return number


def _packet(kind: int, body: bytes) -> bytes:
    head, left = bytearray((kind,)), len(body)
    while True:
        left, low = divmod(left, 128)
        head.append(low | (0x80 if left else 0))
        if not left:
            return bytes(head) + body


def _size(buffer: bytes, start: int) -> tuple[int, int] | None:
    """Return where a packet's body begins and ends; None where its head has not come whole."""
    length, shift = 0, 0
    for place in range(start + 1, min(start + 5, len(buffer))):
        length |= (buffer[place] & 0x7F) << shift
        if not buffer[place] & 0x80:
            return place + 1, place + 1 + length
        shift += 7
    return (start, start + _MOST + 1) if len(buffer) >= start + 5 else None
