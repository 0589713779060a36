"""A bare MQTT client for tests: blocking, one connection, everything that comes kept in order."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Self

from loa_wire import mqtt

PATIENCE = 10.0


class Peer:
    """One client; `entered` says whether the broker let it in."""

    def __init__(
        self, port: int, client: str, user: str = "", password: str = "", *, clean: bool = False
    ) -> None:
        self.came: list[tuple[str, bytes]] = []
        self._buffer = bytearray()
        self._line = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._line.sendall(mqtt.connect(client, user, password, clean=clean))
        answer = self._next(mqtt.CONNACK)
        self.entered = bool(answer) and mqtt.read_connack(answer) == 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._line.sendall(mqtt.DISCONNECT)
        self._line.close()

    def subscribe(self, *topics: str) -> list[int]:
        """Subscribe and return what the broker granted: 1, or 128 for refused."""
        self._line.sendall(mqtt.subscribe(list(topics)))
        return list(mqtt.read_suback(self._next(mqtt.SUBACK) or b""))

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish and wait until the broker has it, or hangs up."""
        self._line.sendall(mqtt.publish(topic, payload, 7, retain=retain))
        self._next(mqtt.PUBACK)

    def wait(self, seconds: float = PATIENCE, *, number: int = 1) -> list[tuple[str, bytes]]:
        """Return what has come once it is so many, or the time is over."""
        end = time.monotonic() + seconds
        while len(self.came) < number and time.monotonic() < end:
            self._next(0, end - time.monotonic())
        return self.came

    def is_alive(self) -> bool:
        """Say whether the broker still answers."""
        with contextlib.suppress(OSError):
            self._line.sendall(mqtt.PING)
            return self._next(mqtt.PINGRESP) is not None
        return False

    def _next(self, wanted: int, seconds: float = PATIENCE) -> bytes | None:
        """Return the body of the next packet of a kind; None when none comes or the broker hangs up. Publications are kept."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._line.settimeout(left)
            try:
                data = self._line.recv(65_536)
            except (TimeoutError, ConnectionError):
                return None
            if not data:
                return None
            self._buffer += data
            found = None
            for kind, body in mqtt.take_packets(self._buffer):
                if mqtt.is_publish(kind):
                    topic, mid, payload = mqtt.read_publish(kind, body)
                    self.came.append((topic, payload))
                    if mid:
                        self._line.sendall(mqtt.puback(mid))
                elif kind == wanted:
                    found = body
            if found is not None or not wanted:
                return found
        return None
