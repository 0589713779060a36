"""The few packets of MQTT 3.1.1 that we need, and one connection that speaks them; persistent sessions, quality of service 1, nothing retained."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK = 0x10, 0x20, 0x30, 0x40, 0x82, 0x90
PING, DISCONNECT, NOT_ALLOWED = b"\xc0\x00", b"\xe0\x00", b"\x20\x02\x00\x05"
LONGEST = 1 << 20
"""Bytes of the longest packet that is read; a longer one ends the connection."""
_QOS1 = 0x02


def connect(
    client: str, user: str = "", password: str = "", *, clean: bool = False, keepalive: int = 0
) -> bytes:
    """Return a CONNECT; without a user it is anonymous."""
    flags = (0x02 if clean else 0) | (0xC0 if user else 0)
    body = _text("MQTT") + bytes((4, flags)) + keepalive.to_bytes(2, "big") + _text(client)
    return _packet(CONNECT, body + (_text(user) + _text(password) if user else b""))


def read_connect(packet: bytes) -> tuple[str, str, str]:
    """Return client id, user and password of a CONNECT, empty where missing. Raises: ValueError for one that is none."""
    measured = _measure(packet, 0)
    if measured is None or measured[1] != len(packet):
        raise ValueError("not whole")
    body = packet[measured[0] :]
    _, at = _read_text(body, 0)
    if len(body) < at + 4:
        raise ValueError("too short")
    flags, at = body[at + 1], at + 4
    wanted = [True, bool(flags & 0x04), bool(flags & 0x04), bool(flags & 0x80), bool(flags & 0x40)]
    found = []
    for there in wanted:
        text, at = _read_text(body, at) if there else (b"", at)
        found.append(text)
    client, _, _, user, password = found
    return client.decode(), user.decode(), password.decode()


def subscribe(topics: list[str], mid: int = 1) -> bytes:
    """Return a SUBSCRIBE with quality of service 1."""
    return _packet(SUBSCRIBE, mid.to_bytes(2, "big") + b"".join(_text(topic) + b"\x01" for topic in topics))


def publish(topic: str, payload: bytes, mid: int, *, retain: bool = False) -> bytes:
    """Return a PUBLISH with quality of service 1."""
    return _packet(PUBLISH | _QOS1 | int(retain), _text(topic) + mid.to_bytes(2, "big") + payload)


def puback(mid: bytes) -> bytes:
    """Return the answer to a PUBLISH."""
    return b"\x40\x02" + mid


def read_publish(kind: int, body: bytes) -> tuple[str, bytes, bytes]:
    """Return topic, message id (empty for quality 0) and payload."""
    length = int.from_bytes(body[:2], "big")
    topic, rest = body[2 : 2 + length].decode(), body[2 + length :]
    return (topic, rest[:2], rest[2:]) if kind & 0x06 else (topic, b"", rest)


def take_packets(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Take whole packets out of what has come: the first byte and the body. Raises: ValueError for one that is too long."""
    begin = 0
    while found := _measure(buffer, begin):
        at, end = found
        if end - at > LONGEST:
            raise ValueError("too long")
        if end > len(buffer):
            break
        yield buffer[begin], bytes(buffer[at:end])
        begin = end
    del buffer[:begin]


def _measure(buffer: bytes | bytearray, begin: int) -> tuple[int, int] | None:
    """Return where the body of the packet at `begin` begins and ends; None while its length has not come."""
    size = 0
    for place in range(4):
        at = begin + 1 + place
        if at >= len(buffer):
            return None
        size |= (buffer[at] & 0x7F) << 7 * place
        if not buffer[at] & 0x80:
            return at + 1, at + 1 + size
    raise ValueError("no length")


class Line(asyncio.Protocol):
    """One connection; what it does with a packet is said by who inherits."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand on packet after packet; what is no MQTT ends the connection."""
        self.buffer += data
        try:
            packets = list(take_packets(self.buffer))
        except ValueError:
            self.transport.abort()
            return
        for kind, body in packets:
            self.packet(kind, body)

    def packet(self, kind: int, body: bytes) -> None:
        """Do something with a packet."""
        raise NotImplementedError


def _packet(kind: int, body: bytes) -> bytes:
    size, length = len(body), bytearray()
    while True:
        size, byte = size >> 7, size & 0x7F
        length.append(byte | (0x80 if size else 0))
        if not size:
            return bytes([kind]) + bytes(length) + body


def _text(value: str) -> bytes:
    raw = value.encode()
    return len(raw).to_bytes(2, "big") + raw


def _read_text(body: bytes, at: int) -> tuple[bytes, int]:
    """Return the text at a place and where the next thing begins. Raises: ValueError where it is cut short."""
    end = at + 2 + int.from_bytes(body[at : at + 2], "big")
    if len(body) < end or end < at + 2:
        raise ValueError("cut short")
    return body[at + 2 : end], end
