"""The child that reads feeds: bytes in, JSON out, one feed after the other, under limits of its own making.

A feed that takes more processor time or memory than a feed may cost ends this process; its parent starts another.
"""

from __future__ import annotations

import json
import resource
import signal
import struct
import sys
from typing import IO, Final

from loa.feeds.errors import BadFeed, TooHard
from loa.feeds.model import Feed, nothing
from loa.feeds.parsing import parse

SECONDS: Final = 1.2
"""Of processor time for one feed."""
_MEGABYTES: Final = 768
_SIZE: Final = struct.Struct(">I")
_FORBIDDEN: Final = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "urllib.")


def main() -> None:
    """Answer until the input ends."""
    _limit()
    given, told = sys.stdin.buffer, sys.stdout.buffer
    while (data := receive(given)) is not None:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        answer = _safely(data)
        signal.setitimer(signal.ITIMER_PROF, 0)
        send(told, json.dumps(answer).encode())


def send(stream: IO[bytes], data: bytes) -> None:
    """Write one message."""
    stream.write(_SIZE.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one message; None at the end."""
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return None
    (size,) = _SIZE.unpack(head)
    data = stream.read(size)
    return data if len(data) == size else None


def _safely(data: bytes) -> Feed:
    try:
        return parse(data)
    except MemoryError:
        return nothing(TooHard().text)
    except Exception:  # noqa: BLE001  whatever a foreign parser raises on hostile bytes is one bad feed
        return nothing(BadFeed().text)


def _limit() -> None:
    """Bound the memory, forbid what a reader of bytes never does, and let a feed that takes too long kill the process."""
    most = _MEGABYTES << 20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.addaudithook(_forbid)


def _forbid(event: str, _: object) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


if __name__ == "__main__":
    main()
