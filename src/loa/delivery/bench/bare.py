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


def rate(way: str, url: str, messages: int, in_flight: int, *, processes: int = 1) -> float:
    """Return messages a second of so many processes: `way` is "client" (the product's) or "wire" (bare sockets).

    They share the messages, begin together, and are done with the last.
    """
    each = messages // processes
    command = [sys.executable, "-m", __name__, way, url, str(each), str(in_flight)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own program
        for _ in range(processes)
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    times = [tuple(map(float, process.communicate()[0].split())) for process in running]
    return each * processes / (max(end for _, end in times) - min(began for began, _ in times))


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


def main(way: str, url: str, messages: int, in_flight: int) -> None:
    """Say that all is loaded, wait for the word, send, and print when it began and ended."""
    ways = {"client": client, "wire": wire}
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    began = time.monotonic()
    spent = asyncio.run(ways[way](url, messages, in_flight))
    sys.stdout.write(f"{began} {began + spent}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
