"""Values from outside made fit for columns: moments, words of a length, numbers within a type."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_INT, MOST_BIGINT = 2**31 - 1, 2**63 - 1


def moment(ms: int) -> datetime:
    """Return a moment of the wire."""
    return _EPOCH + timedelta(milliseconds=ms)


def word(value: str, most: int) -> str:
    """Return text that a column of so many letters takes."""
    return value.replace("\0", "")[:most]


def whole(value: int, most: int = MOST_INT) -> int:
    """Return a number within plus and minus `most`."""
    return max(-most, min(value, most))


def number_of(ref: str) -> int | None:
    """Return the number behind a reference of ours ("12", or "12.1" once it was held back), None where it is none of ours."""
    number, _, _held = ref.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    return int(number)


def held_of(ref: str) -> int:
    """Return how often what a reference means had been held back when it was ordered."""
    _number, _, held = ref.partition(".")
    return int(held) if held.isascii() and held.isdigit() and len(held) <= 4 else 0
