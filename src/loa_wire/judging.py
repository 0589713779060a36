"""Whether a device obeys a command: group, moment and sequence, judged from the signed message alone (design.md §7).

MQTT may repeat, re-order or delay; nothing here relies on the network. Each group has a window of sequences: a command above it moves the
window, one inside it is obeyed once, one below it or seen before is refused.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from loa_wire.messages import Command
from loa_wire.words import Why

WINDOW = 256
"""How far commands of one group may overtake each other."""
EARLY_BY = 5_000
"""Milliseconds by which the device's clock may be behind the server's."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Which sequences of one group a device has obeyed: the highest, and the ones below it as bits (bit 0 = highest)."""

    top: int = 0
    bits: int = 0

    def judge(self, seq: int) -> Why | None:
        """Return why a sequence is refused, None where it is new."""
        below = self.top - seq
        if below < 0:
            return None
        if below >= WINDOW:
            return Why.OLD
        return Why.REPLAYED if self.bits >> below & 1 else None

    def with_(self, seq: int) -> Seen:
        """Return what is seen once this sequence is too."""
        if seq > self.top:
            return Seen(seq, (self.bits << (seq - self.top) | 1) & ((1 << WINDOW) - 1))
        return Seen(self.top, self.bits | 1 << (self.top - seq))


def judge(command: Command, seen: Seen, groups: Collection[str], now: int | None) -> Why | None:
    """Return why a device refuses a command whose signature is good, None where it obeys.

    `now` is the device's corrected clock in milliseconds; None where it does not know the time.
    """
    if command.group not in groups:
        return Why.FOREIGN
    if (why := seen.judge(command.seq)) is not None:
        return why
    if now is None:
        return Why.CLOCK
    if now > command.until:
        return Why.EXPIRED
    if now < command.since - EARLY_BY:
        return Why.EARLY
    return None


def is_meant(command: Command, cluster: str) -> bool:
    """Say whether a command of an obeyed group means this cluster ("c7")."""
    return not command.only or cluster in command.only
