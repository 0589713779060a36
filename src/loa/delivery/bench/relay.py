"""Hands bytes on between hosts of a bench and what listens on this machine: the database's socket, the receiver's port.

Run as a program: the address to listen at, then one target for each port wanted (a socket's path or a port). It prints
the ports.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial


@contextmanager
def relaying(address: str, targets: Sequence[str]) -> Iterator[list[int]]:
    """Run a relay in a process of its own; give the ports, one for each target."""
    command = [sys.executable, "-m", __name__, address, *targets]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own program
        assert process.stdout is not None
        try:
            yield [int(port) for port in process.stdout.readline().split()]
        finally:
            process.kill()


async def _serve(address: str, targets: Sequence[str]) -> None:
    servers = [await asyncio.start_server(partial(_join, target), address, 0) for target in targets]
    sys.stdout.write(" ".join(str(server.sockets[0].getsockname()[1]) for server in servers) + "\n")
    sys.stdout.flush()
    await asyncio.gather(*(server.serve_forever() for server in servers))


async def _join(target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if target.isdigit():
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", int(target))
    else:
        far_reader, far_writer = await asyncio.open_unix_connection(target)
    await asyncio.gather(_hand_on(reader, far_writer), _hand_on(far_reader, writer))


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], sys.argv[2:]))
