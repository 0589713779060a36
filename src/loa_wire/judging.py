"""Whether a device obeys a command: group, moment and sequence, judged from the signed message alone (design.md §7).

MQTT may repeat, re-order or delay; nothing here relies on the network. Each group has a window of sequences: a command above it moves the
window, one inside it is obeyed once, one below it or seen before is refused.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from loa_wire.commands import Command
from loa_wire.words import Ask, Why

WINDOW = 256
"""How far commands of one group may overtake each other."""
EARLY_BY = 5_000
"""Milliseconds by which the device's clock may be behind the server's."""
STATES = frozenset({Ask.KILL, Ask.MUTE, Ask.VOLUME, Ask.CONFIG, Ask.GROUPS, Ask.KEYS})
"""What sets a state: the highest sequence of a group holds, an older one that comes after it is refused as `old`."""
UNCOUNTED = frozenset({Ask.TIME, Ask.RECEIPT})
"""What may carry sequence 0: it is bound to a heartbeat or harmless when it comes again, and is not acknowledged."""


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
        if (ahead := seq - self.top) >= WINDOW:  # far ahead after a restored backup: no shift by so many bits
            return Seen(seq, 1)
        if ahead > 0:
            return Seen(seq, (self.bits << ahead | 1) & ((1 << WINDOW) - 1))
        return Seen(self.top, self.bits | 1 << (self.top - seq))


def judge(command: Command, seen: Seen, groups: Collection[str], now: int | None) -> Why | None:
    """Return why a device refuses a command whose signature is good, None where it obeys.

    `now` is the device's corrected clock in milliseconds; None where it does not know the time. The moment is not asked about where a
    device must obey without knowing it (`kill`), or learns it (`time`).
    """
    if command.group not in groups:
        return Why.FOREIGN
    if command.seq == 0 and command.ask in UNCOUNTED:
        return None
    if (why := seen.judge(command.seq)) is not None:
        return why
    if command.ask == Ask.KILL or command.ask in UNCOUNTED:
        return None
    return _out_of_time(command, now)


def _out_of_time(command: Command, now: int | None) -> Why | None:
    if now is None:
        return Why.CLOCK
    if now > command.until:
        return Why.EXPIRED
    return Why.EARLY if now < command.since - EARLY_BY else None


def is_meant(command: Command, cluster: str) -> bool:
    """Say whether a command of an obeyed group means this cluster ("c7")."""
    return not command.only or cluster in command.only
