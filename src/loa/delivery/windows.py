"""How many calls a worker may have open at once, shared by the chunks it works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from loa.channels.base import Kind


class Window:
    """The calls that a worker may have open at once, shared fairly by the chunks it works on."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.used = 0
        self.sharers = 0

    def take(self, wanted: int, mine: int) -> int:
        """Return how many more calls a chunk that has `mine` open may begin, and count them."""
        fair = max(1, self.total // max(1, self.sharers)) - mine
        granted = max(0, min(wanted, fair, self.total - self.used))
        self.used += granted
        return granted

    def give(self, number: int) -> None:
        """Count calls as settled."""
        self.used -= number


@dataclass(frozen=True, slots=True)
class Windows:
    """What some slots of a worker share: one window for kinds whose calls may be repeated, one for the others."""

    keyed: Window
    blind: Window

    WIDER: ClassVar[int] = 4

    @classmethod
    def of(cls, total: int) -> Self:
        """Return windows of which the blind one holds so many calls."""
        return cls(Window(total * cls.WIDER), Window(total))

    def for_kind(self, kind: Kind[Any]) -> Window:
        """Return the window that a kind's calls are counted in."""
        return self.keyed if kind.has_idempotency_key else self.blind
