"""Maker C: devices ask the server every few seconds and are streamed what sounds now; they keep no schedule.

What a device does not ask for within five seconds it does not hear, so a play that it was streamed from end to end is known by our own
count of frames; that it came out of the loudspeaker is nobody's word.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from loa.speakers.gateway.dialects.base import UNREADABLE, Message, Order, Said, Unclear, Word

HEARD_WITHIN = timedelta(seconds=5)


@dataclass(slots=True)
class _Known:
    """What we know of one device: when it asked last, what it is to be given."""

    asked_at: datetime | None = None
    orders: tuple[Order, ...] = ()
    given: int = 0


class Polling:
    """The dialect of maker C; it remembers who asked, for a device that is silent is given nothing."""

    key = "polling"

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def put(self, device: str, orders: Sequence[Order], now: datetime) -> list[Message]:
        """Keep what a device is to be given when it asks; nothing can be pushed to it."""
        del now
        self._of(device).orders = tuple(orders)
        return []

    def stop(self, device: str, now: datetime) -> list[Message]:
        """Give a device nothing more; it falls silent with the next question, or after five seconds without a frame."""
        return self.put(device, (), now)

    def answer(self, device: str, now: datetime) -> tuple[Message, list[Word]]:
        """Return what a device that asks is to play now, and what this says of the plays."""
        known = self._of(device)
        known.asked_at = now
        due = [order for order in known.orders if _is_due(order, now)]
        current = min(due, key=lambda order: (order.priority, order.starts_at), default=None)
        words = self._changed(device, known, current, now)
        facts: dict[str, object] = {"play": 0}
        if current:
            since = max(0, int((now - current.starts_at).total_seconds() * 1000))
            facts = {
                "play": current.number,
                "url": current.address,
                "from_ms": since,
                "volume": current.volume,
            }
        return Message("", json.dumps(facts).encode()), words

    def recall(self, device: str, orders: Sequence[Order], given: int) -> None:
        """Know again what a device was given at its last question, which another process may have answered."""
        self._known[device] = _Known(orders=tuple(orders), given=given)

    def given_to(self, device: str) -> int:
        """Return the number of the play that a device was given last; 0 for none."""
        return self._of(device).given

    def is_there(self, device: str, now: datetime) -> bool:
        """Say whether a device asked within the last five seconds."""
        asked = self._of(device).asked_at
        return asked is not None and now - asked <= HEARD_WITHIN

    def read(self, device: str, payload: bytes) -> list[Word]:
        """Return what a question says of the device. Raises: Unclear."""
        try:
            raw = json.loads(payload)
            if str(raw["id"]) != device:
                raise Unclear("another device")
            return [Word(device, volume=max(0, min(100, int(raw["volume"]))))]
        except UNREADABLE as error:
            raise Unclear(str(error)) from error

    def _of(self, device: str) -> _Known:
        return self._known.setdefault(device, _Known())

    def _changed(self, device: str, known: _Known, current: Order | None, now: datetime) -> list[Word]:
        """Return the words of a change: one play ended as far as it was fetched, another began."""
        number = current.number if current else 0
        if number == known.given:
            return []
        words = []
        before = next((order for order in known.orders if order.number == known.given), None)
        if before is not None:
            is_whole = now >= before.starts_at + timedelta(milliseconds=before.length_ms)
            words.append(Word(device, Said.ENDED if is_whole else Said.REFUSED, before.number))
        if number:
            words.append(Word(device, Said.SOUNDS, number))
        known.given = number
        return words


def _is_due(order: Order, now: datetime) -> bool:
    return order.starts_at <= now < order.starts_at + timedelta(milliseconds=order.length_ms)
