"""Read feeds through a child process: whatever is wrong with one, the next is read and this process stays whole."""

from __future__ import annotations

import contextlib
import json
import select
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from loa.feeds.child import receive, send
from loa.feeds.errors import TooHard, Unreadable
from loa.feeds.model import Feed, nothing

Answer = dict[str, Any]

_PATIENCE: Final = 8.0
"""Seconds by the clock; the child's own limit of processor time comes first."""
_MOST_READ: Final = 8 * 1024 * 1024


class Reader:
    """Reads one feed after the other; a child that died is replaced."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, data: bytes) -> Feed:
        """Return what the bytes of a feed hold, or why they give nothing; never raises for what is in them."""
        child = self._child or self._start()
        assert child.stdin
        assert child.stdout
        try:
            send(child.stdin, data[:_MOST_READ])
            ready, _, _ = select.select([child.stdout], [], [], _PATIENCE)
            answer = receive(child.stdout) if ready else None
        except OSError:
            answer = None
        if answer is None:
            self.close()
            return nothing(TooHard().text)
        feed: Feed = json.loads(answer)
        return feed

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            with contextlib.suppress(OSError):
                child.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "loa.feeds.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._child


def read_feed(data: bytes) -> Feed:
    """Return what the bytes of one feed hold."""
    with Reader() as reader:
        return reader.read(data)


def answer_files(names: Iterable[str]) -> Iterator[Answer]:
    """Yield the line of each file: its name as given and what it holds. The name plays no other part."""
    with Reader() as reader:
        for name in names:
            yield {"file": name, **(_of_file(reader, name))}


def _of_file(reader: Reader, name: str) -> Feed:
    try:
        with Path(name).open("rb") as file:
            return reader.read(file.read(_MOST_READ))
    except (OSError, ValueError):
        return nothing(Unreadable().text)
