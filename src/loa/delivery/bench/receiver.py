"""A receiver that costs next to nothing: HTTP/1.1 with keep-alive on 127.0.0.1, in a process of its own.

It has to be several times faster than any client under measurement, so it reads of each request only what it counts:
the length, the message's key, whether the text holds the mark of those whose arrival is to be timed. `GET` tells.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"id": "p"}'
MARK = "TIMED"
"""A message whose text holds this is timed."""
_KEY, _MARK = b'"key": "', MARK.encode()


@dataclass(frozen=True, slots=True)
class Counts:
    """What was taken in: messages, those that came more than once, and when each timed key came first (monotonic)."""

    taken: int
    doubled: int
    first_at: dict[str, float]


class Server:
    """Counts what its lines bring."""

    def __init__(self) -> None:
        self.keys: Counter[bytes] = Counter()
        self.first_at: dict[str, float] = {}

    def take(self, body: bytes) -> bytes:
        """Count one message and return the answer."""
        start = body.find(_KEY) + len(_KEY)
        key = body[start : body.find(b'"', start)]
        self.keys[key] += 1
        if _MARK in body:
            self.first_at.setdefault(key.decode(), time.monotonic())
        return ANSWER

    def tell(self) -> bytes:
        """Return the counts as an answer."""
        doubled = sum(1 for number in self.keys.values() if number > 1)
        told = {"taken": len(self.keys), "doubled": doubled, "first_at": self.first_at}
        body = json.dumps(told).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


class Line(asyncio.Protocol):
    """One connection: whole requests are answered as they come, or some time later, one write for all of a packet."""

    def __init__(self, server: Server, delay: float) -> None:
        self.server = server
        self.delay = delay
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        data = self.rest + data if self.rest else data
        answers = []
        while (end := data.find(b"\r\n\r\n")) >= 0:
            head = data[:end]
            place = head.lower().find(b"content-length:")
            size = int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
            stop = end + 4 + size
            if len(data) < stop:
                break
            is_post = head.startswith(b"POST")
            answers.append(self.server.take(data[end + 4 : stop]) if is_post else self.server.tell())
            data = data[stop:]
        self.rest = data
        if answers and self.delay:
            asyncio.get_running_loop().call_later(self.delay, self.transport.write, b"".join(answers))
        elif answers:
            self.transport.write(b"".join(answers))


class Receiver:
    """The running process."""

    def __init__(self, port: int) -> None:
        self.port = port

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}/in"

    def counts(self) -> Counts:
        """Ask it what it has."""
        with urllib.request.urlopen(self.url, timeout=30) as answer:  # noqa: S310  our own process
            return Counts(**json.load(answer))


@contextmanager
def receiving(*, delay: float = 0.0) -> Iterator[Receiver]:
    """Run a receiver that thinks for so many seconds about each message, and end it."""
    command = [sys.executable, "-m", __name__, str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603  our own program
        assert process.stdout is not None
        try:
            yield Receiver(int(process.stdout.readline()))
        finally:
            process.kill()


async def _serve(delay: float) -> None:
    server = Server()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Line(server, delay), "127.0.0.1", 0)
    sys.stdout.write(f"{listening.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
