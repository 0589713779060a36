"""Read what came from outside through a child process: whatever is wrong with one thing, the next is read and this
process stays whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Final, Self, cast

from loa.feeds.child import receive, send
from loa.feeds.errors import TooHard, Unreadable
from loa.feeds.model import (
    Article,
    Feed,
    Outlines,
    Sitemap,
    no_article,
    no_outlines,
    no_sitemap,
    nothing,
)

Answer = dict[str, Any]

_MOST_READ: Final = 8 * 1024 * 1024
_MOST_SITEMAP: Final = 16 * 1024 * 1024
_KEPT: Final = ("PATH", "PYTHONPATH", "LANG")


class _Child:
    """A process that answers one message after the other; one that died is replaced."""

    module: ClassVar[str]
    patience: ClassVar[float]
    """Seconds by the clock; the child's own limit of processor time comes first."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, kind: bytes, data: bytes) -> Answer | None:
        """Return the answer to one message; None where the child died of it."""
        child = self._child or self._start()
        assert child.stdin
        assert child.stdout
        try:
            send(child.stdin, kind + data)
            ready, _, _ = select.select([child.stdout], [], [], self.patience)
            answer = receive(child.stdout) if ready else None
        except OSError:
            answer = None
        if answer is None:
            self.close()
            return None
        return cast("Answer", json.loads(answer))

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            with contextlib.suppress(OSError):
                child.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(  # noqa: S603  our own interpreter and module
            [sys.executable, "-m", self.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_plain_surroundings(),
        )
        return self._child


def _plain_surroundings() -> dict[str, str]:
    """Return what a child may know of its surroundings: no keys, no way to the database."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


class Reader(_Child):
    """Reads feeds, sitemaps and lists of sources."""

    module = "loa.feeds.child"
    patience = 8.0

    def read(self, data: bytes) -> Feed:
        """Return what the bytes of a feed hold, or why they give nothing; never raises for what is in them."""
        return cast("Feed", self.ask(b"f", data[:_MOST_READ]) or nothing(TooHard().text))

    def read_sitemap(self, data: bytes) -> Sitemap:
        """Return the newest pages and the inner sitemaps, or why there are none."""
        return cast("Sitemap", self.ask(b"s", data[:_MOST_SITEMAP]) or no_sitemap(TooHard().text))

    def read_outlines(self, data: bytes) -> Outlines:
        """Return the sources of an OPML file, or why there are none."""
        return cast("Outlines", self.ask(b"o", data[:_MOST_READ]) or no_outlines(TooHard().text))


class PageReader(_Child):
    """Reads pages of newspapers."""

    module = "loa.feeds.page_child"
    patience = 20.0

    def read(self, data: bytes, *, link: str, charset: str = "") -> Article:
        """Return the article of a page, or why there is none; never raises for what is in it."""
        head = json.dumps({"link": link, "charset": charset}).encode()
        answer = self.ask(b"a", head + b"\n" + data[:_MOST_READ])
        return cast("Article", answer or no_article(TooHard().text))


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
