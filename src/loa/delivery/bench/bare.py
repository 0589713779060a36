"""What the ledger is measured against: the same client posting the same messages with nothing written down.

Also the quickest way to press requests into a line, which shows how much faster than any client the receiver is.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from functools import partial

import aiohttp

TEXT = "Lịch cấp nước ngày 05/01\nTừ 8 giờ đến 10 giờ ngày 05/01 tạm ngừng cấp nước để sửa ống. " * 2


def rate(way: str, url: str, messages: int, in_flight: int) -> float:
    """Return messages a second of a process of its own: `way` is "client" (the product's) or "wire" (bare sockets)."""
    command = [sys.executable, "-m", __name__, way, url, str(messages), str(in_flight)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  our own program
    return messages / float(done.stdout)


async def client(url: str, messages: int, in_flight: int) -> float:
    """Post all messages through the client of the channels, so many at once; return seconds."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=30)) as session:
        numbers = iter(range(messages))

        async def post_one_after_another() -> None:
            for number in numbers:
                body = {"to": f"r{number}@example.test", "text": TEXT, "key": f"bare-{number}"}
                async with session.post(url, json=body) as answer:
                    assert (await answer.json())["id"]

        began = time.perf_counter()
        await asyncio.gather(*(post_one_after_another() for _ in range(in_flight)))
        return time.perf_counter() - began


class _Line(asyncio.Protocol):
    """Keeps some ready requests on their way on one line until all are answered."""

    AHEAD = 16

    def __init__(self, request: bytes, messages: int, done: asyncio.Future[None]) -> None:
        self.request = request
        self.to_send = self.to_come = messages
        self.done = done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._press(self.AHEAD)

    def data_received(self, data: bytes) -> None:
        answers = data.count(b"HTTP/1.1 200")
        self.to_come -= answers
        self._press(answers)
        if self.to_come <= 0 and not self.done.done():
            self.done.set_result(None)

    def _press(self, number: int) -> None:
        number = min(number, self.to_send)
        self.to_send -= number
        self.transport.write(self.request * number)


async def wire(url: str, messages: int, in_flight: int) -> float:
    """Write ready requests into lines and count the answers; return seconds."""
    host, _, port = url.removeprefix("http://").partition("/")[0].partition(":")
    body = json.dumps({"to": "r1@example.test", "text": TEXT, "key": "wire-1"}).encode()
    request = b"POST /in HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    ends = [loop.create_future() for _ in range(in_flight)]
    for end in ends:
        await loop.create_connection(partial(_Line, request, messages // in_flight, end), host, int(port))
    await asyncio.gather(*ends)
    return time.perf_counter() - began


if __name__ == "__main__":
    ways = {"client": client, "wire": wire}
    sys.stdout.write(str(asyncio.run(ways[sys.argv[1]](sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))))
