"""A load generator for the benches: raw HTTP/1.1 over kept connections, one thread, nothing but the standard library.

It must not pipeline: each connection asks anew only when it has the whole answer, as browsers do.
"""

from __future__ import annotations

import re
import select
import socket
import time
from dataclasses import dataclass, field

from loa.ops.errors import OpsError

CONNECTIONS = 64
_OK = b"HTTP/1.1 200 "
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """What every connection asks for, again and again."""

    path: str
    body: bytes = b""

    def on(self, port: int) -> bytes:
        """Return it as it goes over the line; like a browser it takes gzip."""
        method = "POST" if self.body else "GET"
        lines = [f"{method} {self.path} HTTP/1.1", f"Host: localhost:{port}", "Accept-Encoding: gzip"]
        if self.body:
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(self.body)}",
            ]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(slots=True)
class Answers:
    """What came back in one run: when each answer was complete after it was asked for, in seconds."""

    lasted: float = 0.0
    times: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def per_second(self) -> float:
        """Return how many answers a second came."""
        return len(self.times) / self.lasted


@dataclass(slots=True)
class _Line:
    """One connection, what it has received so far, and when it asked."""

    link: socket.socket
    got: bytes = b""
    asked: float = 0.0


def load(port: int, request: Request, seconds: float, *, connections: int = CONNECTIONS) -> Answers:
    """Ask over so many connections for so long.

    Raises: OpsError where an answer is not a page.
    """
    said, found, poller = request.on(port), Answers(), select.epoll()
    lines: dict[int, _Line] = {}
    try:
        for _number in range(connections):
            link = socket.create_connection(("127.0.0.1", port))
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            lines[link.fileno()] = _Line(link)
            poller.register(link, select.EPOLLIN)
        began = time.perf_counter()
        for line in lines.values():
            _ask(line, said)
        while time.perf_counter() - began < seconds:
            for number, _event in poller.poll(1.0):
                _take(lines[number], said, found)
        found.lasted = time.perf_counter() - began
    finally:
        poller.close()
        for line in lines.values():
            line.link.close()
    return found


def _ask(line: _Line, said: bytes) -> None:
    line.asked = time.perf_counter()
    line.link.sendall(said)


def _take(line: _Line, said: bytes, found: Answers) -> None:
    line.got += line.link.recv(262_144)
    if not is_whole(line.got):
        return
    found.times.append(time.perf_counter() - line.asked)
    found.size, line.got = len(line.got), b""
    _ask(line, said)


def is_whole(got: bytes) -> bool:
    """Say whether an answer is complete.

    Raises: OpsError where it is not a page, or the line was cut.
    """
    if not got or not got.startswith(_OK[: len(got)]):
        raise OpsError(f"The server answered {got[:80]!r} instead of a page.")
    end = got.find(b"\r\n\r\n")
    if end < 0:
        return False
    if length := _LENGTH.search(got, 0, end):
        return len(got) >= end + 4 + int(length[1])
    return got.endswith(b"\r\n0\r\n\r\n")  # in chunks
