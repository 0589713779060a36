"""How a device talks with its server: whatever carries the envelopes does so both ways and says when it is up."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from typing import Protocol

Stored = Callable[[], None]


class Line(Protocol):
    """One way to the server."""

    is_up: bool

    def send(self, envelope: bytes, stored: Stored | None = None) -> None:
        """Send what the device tells; `stored` is called once the other side has it. Nothing is kept across a break."""

    def follow(self, groups: Collection[str]) -> None:
        """Hear the commands of these groups from now on."""


class User(Protocol):
    """Who is at the near end of a line."""

    @property
    def name(self) -> str:
        """Return the device."""

    @property
    def groups(self) -> Collection[str]:
        """Return the groups it obeys."""

    def take(self, envelope: bytes) -> None:
        """Hear a command. Raises: NotKept where it could not be written down, so that it must come again."""

    def line_up(self, line: Line) -> None:
        """Hear that the line is up."""

    def line_down(self) -> None:
        """Hear that the line broke."""


class NotKept(Exception):
    """A command was not obeyed because the memory could not be written."""


class Backoff:
    """Growing pauses between tries, each by chance, so that a city does not come back at one moment."""

    __slots__ = ("_first", "_last", "_most")

    def __init__(self, first: float = 1.0, most: float = 60.0) -> None:
        self._first, self._most = first, most
        self._last = 0.0

    def next(self) -> float:
        """Return the seconds to wait now."""
        self._last = min(max(self._last * 2, self._first), self._most)
        return random.uniform(self._last / 2, self._last)  # noqa: S311  no secret

    def reset(self) -> None:
        """Begin anew after a success."""
        self._last = 0.0
