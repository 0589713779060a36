"""The child that reads what came from outside: bytes in, JSON out, one after the other, under limits of its own making.

What takes more processor time or memory than it may cost ends this process; its parent starts another.
"""

from __future__ import annotations

import json
import resource
import signal
import struct
import sys
from collections.abc import Callable, Mapping
from typing import IO, Any, Final

from loa.feeds.errors import BadFeed, TooHard
from loa.feeds.model import no_outlines, no_sitemap, nothing
from loa.feeds.outlines import parse_outlines
from loa.feeds.parsing import parse
from loa.feeds.sitemaps import parse_sitemap

Answer = Mapping[str, Any]
Question = tuple[Callable[[bytes], Answer], Callable[[str], Answer]]
"""What answers a kind of message, and what is answered where that fails."""

SECONDS: Final = 1.2
"""Of processor time for one feed."""
_MEGABYTES: Final = 768
_SIZE: Final = struct.Struct(">I")
_FORBIDDEN: Final = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "urllib.")
QUESTIONS: Final[Mapping[bytes, Question]] = {
    b"f": (parse, nothing),
    b"s": (parse_sitemap, no_sitemap),
    b"o": (parse_outlines, no_outlines),
}


def serve(questions: Mapping[bytes, Question], seconds: float) -> None:
    """Answer until the input ends: each message begins with the letter of its kind."""
    _limit()
    given, told = sys.stdin.buffer, sys.stdout.buffer
    while (data := receive(given)) is not None:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer = safely(questions[data[:1]], data[1:])
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


def safely(question: Question, data: bytes) -> Answer:
    """Return the answer, or in one sentence why there is none, whatever a foreign parser raises on hostile bytes."""
    answer, without = question
    try:
        return answer(data)
    except MemoryError:
        return without(TooHard().text)
    except Exception:  # noqa: BLE001  whatever it is, it is one bad file
        return without(BadFeed().text)


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
    serve(QUESTIONS, SECONDS)
