"""How many calls a worker may begin and have open at once, shared by the chunks it works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from loa.channels.base import Kind


class Window:
    """The calls that a worker may begin at once, shared fairly by the chunks it works on.

    `at_once` of them are open where the provider answers promptly; while it takes in what it is given, up to `ahead`
    times as many have their attempts written by then and wait their turn, so that a commit serves many. Where answers
    take their time, `wider` times as many are begun and all of them are open.
    """

    def __init__(self, at_once: int, *, wider: int = 1, ahead: int = 1) -> None:
        self.at_once = at_once
        self.wider = wider
        self.ahead = ahead
        self.used = 0
        self.sharers = 0

    def take(self, wanted: int, mine: int, *, may_go_ahead: bool = False) -> int:
        """Return how many more calls a chunk that has begun `mine` may begin, and count them."""
        total = self.at_once * (self.ahead if may_go_ahead else self.wider)
        fair = max(1, total // max(1, self.sharers)) - mine
        granted = max(0, min(wanted, fair, total - self.used))
        self.used += granted
        return granted

    def open_calls(self, *, is_prompt: bool) -> int:
        """Return how many calls a chunk may have open."""
        total = self.at_once * (1 if is_prompt else self.wider)
        return max(1, total // max(1, self.sharers))

    def give(self, number: int) -> None:
        """Count calls as settled."""
        self.used -= number


@dataclass(frozen=True, slots=True)
class Windows:
    """What some slots of a worker share: one window for kinds whose calls may be repeated, one for the others."""

    keyed: Window
    blind: Window

    WIDER: ClassVar[int] = 4
    AHEAD: ClassVar[int] = 16

    @classmethod
    def of(cls, total: int) -> Self:
        """Return windows of which the blind one holds so many calls."""
        return cls(Window(total, wider=cls.WIDER, ahead=cls.AHEAD), Window(total))

    def for_kind(self, kind: Kind[Any]) -> Window:
        """Return the window that a kind's calls are counted in."""
        return self.keyed if kind.has_idempotency_key else self.blind
