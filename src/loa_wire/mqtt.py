"""The few packets of MQTT 3.1.1 that device and gateway need, built and taken apart: QoS 1, nothing retained. No sockets, no memory.

Source: OASIS MQTT Version 3.1.1, 29 October 2014.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from loa_wire.topics import QOS

CONNECT, CONNACK, PUBLISH, PUBACK = 0x10, 0x20, 0x30, 0x40
SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK = 0x82, 0x90, 0xA2, 0xB0
PINGRESP = 0xD0
PING, DISCONNECT, NOT_ALLOWED = b"\xc0\x00", b"\xe0\x00", b"\x20\x02\x00\x05"
REFUSED = 0x80
"""What a SUBACK says of a topic that one may not read."""
LONGEST = 1 << 20
"""Bytes of the longest packet that anybody reads."""


class BadPacket(ValueError):
    """Bytes that are no packet of ours; whoever reads them ends the connection."""


class Published(NamedTuple):
    """What a PUBLISH brings; `mid` is 0 where no answer is wanted (QoS 0)."""

    topic: str
    mid: int
    payload: bytes


class Entering(NamedTuple):
    """Who a CONNECT says it is; empty where it does not."""

    client: str
    user: str
    password: str


def is_publish(kind: int) -> bool:
    """Say whether the first byte is that of a PUBLISH, whose flags vary."""
    return kind & 0xF0 == PUBLISH


# -- built ----------------------------------------------------------------------------------------------------


def connect(
    client: str, user: str = "", password: str = "", *, clean: bool = False, keepalive: int = 0
) -> bytes:
    """Return a CONNECT; without a user it is anonymous."""
    flags = (0x02 if clean else 0) | (0xC0 if user else 0)
    body = _text("MQTT") + bytes((4, flags)) + keepalive.to_bytes(2, "big") + _text(client)
    return _packet(CONNECT, body + (_text(user) + _text(password) if user else b""))


def subscribe(topics: Iterable[str], mid: int = 1) -> bytes:
    """Return a SUBSCRIBE."""
    return _packet(SUBSCRIBE, _two(mid) + b"".join(_text(topic) + bytes((QOS,)) for topic in topics))


def unsubscribe(topics: Iterable[str], mid: int = 1) -> bytes:
    """Return an UNSUBSCRIBE."""
    return _packet(UNSUBSCRIBE, _two(mid) + b"".join(map(_text, topics)))


def publish(topic: str, payload: bytes, mid: int, *, retain: bool = False) -> bytes:
    """Return a PUBLISH."""
    return _packet(PUBLISH | QOS << 1 | retain, _text(topic) + _two(mid) + payload)


def puback(mid: int) -> bytes:
    """Return the answer to a PUBLISH."""
    return _packet(PUBACK, _two(mid))


# -- taken apart ----------------------------------------------------------------------------------------------


def take_packets(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Take whole packets out of what has come: the first byte and the body. Raises: BadPacket."""
    begin = 0
    while found := measure(buffer, begin):
        at, end = found
        if end - at > LONGEST:
            raise BadPacket("too long")
        if end > len(buffer):
            break
        yield buffer[begin], bytes(buffer[at:end])
        begin = end
    del buffer[:begin]


def measure(buffer: bytes | bytearray, begin: int = 0) -> tuple[int, int] | None:
    """Return where the body of the packet at `begin` begins and ends; None while its length has not come. Raises: BadPacket."""
    size = 0
    for place in range(4):
        at = begin + 1 + place
        if at >= len(buffer):
            return None
        size |= (buffer[at] & 0x7F) << 7 * place
        if not buffer[at] & 0x80:
            return at + 1, at + 1 + size
    raise BadPacket("no length")


def read_connect(packet: bytes) -> Entering:
    """Read a whole CONNECT. Raises: BadPacket."""
    measured = measure(packet)
    if measured is None or measured[1] != len(packet):
        raise BadPacket("not whole")
    body = packet[measured[0] :]
    _, at = _read_text(body, 0)
    if len(body) < at + 4:
        raise BadPacket("too short")
    flags, at = body[at + 1], at + 4
    client, at = _read_text(body, at)
    for _will in range(2 if flags & 0x04 else 0):
        _, at = _read_text(body, at)
    user, at = _read_text(body, at) if flags & 0x80 else (b"", at)
    password, at = _read_text(body, at) if flags & 0x40 else (b"", at)
    return Entering(_words(client), _words(user), _words(password))


def read_connack(body: bytes) -> int:
    """Return the code of a CONNACK, 0 where the broker lets one in. Raises: BadPacket."""
    if len(body) != 2:
        raise BadPacket("no code")
    return body[1]


def read_mid(body: bytes) -> int:
    """Return which packet a PUBACK, SUBACK or UNSUBACK answers. Raises: BadPacket."""
    if len(body) < 2:
        raise BadPacket("too short")
    return int.from_bytes(body[:2], "big")


def read_suback(body: bytes) -> bytes:
    """Return what the broker grants, a byte for each topic: the quality of service, or REFUSED."""
    return body[2:]


def read_publish(kind: int, body: bytes) -> Published:
    """Read a PUBLISH of any quality. Raises: BadPacket."""
    topic, at = _read_text(body, 0)
    if not kind & 0x06:
        return Published(_words(topic), 0, body[at:])
    return Published(_words(topic), read_mid(body[at:]), body[at + 2 :])


def _packet(kind: int, body: bytes) -> bytes:
    head, left = bytearray((kind,)), len(body)
    while True:
        left, low = divmod(left, 128)
        head.append(low | (0x80 if left else 0))
        if not left:
            return bytes(head) + body


def _two(number: int) -> bytes:
    return number.to_bytes(2, "big")


def _text(text: str) -> bytes:
    raw = text.encode()
    return _two(len(raw)) + raw


def _read_text(body: bytes, at: int) -> tuple[bytes, int]:
    """Return the text at a place and where the next thing begins. Raises: BadPacket where it is cut short."""
    end = at + 2 + int.from_bytes(body[at : at + 2], "big")
    if len(body) < end:
        raise BadPacket("cut short")
    return body[at + 2 : end], end


def _words(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BadPacket("no UTF-8") from error
