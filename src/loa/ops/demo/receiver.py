"""A real mail server on this machine that takes the demo's letters and notes who got which.

It hangs up in the middle of every other letter to one chosen address, the first included, as a bad line does: so one
delivery of each bulletin stays unknown, and the correction arrives. It keeps no text.
Run it as `python -m loa.ops.demo.receiver LOG PORT_FILE`; it listens until its standard input ends or it is told to stop.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from aiosmtpd.smtp import SMTP

BAD_LINE = "nguoi-nhan-1@nhan.demo.invalid"
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that was taken in whole: its Message-ID and the address on the envelope."""

    id: str
    to: str


def read_log(path: Path) -> Iterator[Letter]:
    """Return every letter taken in, in order; a last line that is still being written is left out."""
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else ():
        if line.endswith("\n"):
            yield Letter(**json.loads(line))


class Box:
    """Notes each letter in the log before saying yes, so that what was promised is on record."""

    def __init__(self, log: IO[str], bad_line: str) -> None:
        self._log = log
        self._bad_line = bad_line
        self._times = 0

    def hangs_up(self, receivers: list[str | None]) -> bool:
        """Say whether the line breaks in this letter."""
        if receivers != [self._bad_line]:
            return False
        self._times += 1
        return self._times % 2 == 1

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802  the library's name
        found = _MESSAGE_ID.search(envelope.content)
        for address in envelope.rcpt_tos:
            note = {"id": found[1].decode() if found else "", "to": address}
            self._log.write(json.dumps(note) + "\n")
        self._log.flush()
        return "250 OK"


class Server(SMTP):
    """The library's server, but for some letters to one address."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  the library's name
        """Take the letter, or hang up in the middle of it."""
        assert self.envelope
        assert isinstance(self.transport, asyncio.Transport)
        if not self.event_handler.hangs_up(self.envelope.rcpt_tos):
            await super().smtp_DATA(arg)
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        await self._reader.readline()
        self.transport.abort()


async def serve(log: Path, port_file: Path, *, bad_line: str = BAD_LINE) -> None:
    """Listen on a free loopback port, written to the port file, until asked to stop."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with log.open("a", encoding="utf-8") as notes:
        box = Box(notes, bad_line)
        server = await loop.create_server(lambda: Server(box, loop=loop), "127.0.0.1", 0)
        part = port_file.with_suffix(".new")
        part.write_text(str(server.sockets[0].getsockname()[1]))
        part.replace(port_file)
        await stop.wait()
        server.close()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), Path(sys.argv[2])))
