"""What every foreign dialect does: put orders into its own words, and read what its devices say.

Foreign devices sign nothing. Their word is *self-reported by the maker's protocol*: it never makes a play *played*, it is written beside a
play that stays open and ends as *unknown*. Quiet hours hold because nothing is handed over that may not sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Unclear(ValueError):
    """What came is not of this dialect, or says nothing that we can use."""


UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)
"""What reading somebody else's JSON can end with: another nesting, other types, numbers without end, brackets without end."""


class Said(StrEnum):
    """What a foreign device can say of an order."""

    HAS_IT = "has_it"  # it is in the device's own schedule
    SOUNDS = "sounds"
    ENDED = "ended"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Order:
    """One thing to sound at one foreign device: `number` is the play's, `address` where the device loads the file or stream."""

    number: int
    device: str
    title: str
    address: str
    starts_at: datetime
    length_ms: int
    volume: int
    is_relay: bool = False
    priority: int = 3
    """1 emergency, 2 priority, 3 ordinary."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a device says: of one order, or of itself alone (`number` 0)."""

    device: str
    said: Said | None = None
    number: int = 0
    volume: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """Something to hand over: a topic, a path or nothing, and the bytes."""

    to: str
    payload: bytes


class Dialect(Protocol):
    """One maker's way of speaking."""

    key: str

    def put(self, device: str, orders: Sequence[Order], now: datetime) -> list[Message]:
        """Return what tells a device everything that it is to sound from now on; saying it twice changes nothing."""

    def stop(self, device: str, now: datetime) -> list[Message]:
        """Return what silences a device at once and empties its schedule."""

    def read(self, device: str, payload: bytes) -> list[Word]:
        """Return what a device says. Raises: Unclear."""
