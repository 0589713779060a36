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
    """Return the number behind a reference of ours ("12"), None where it is none of ours."""
    if not (ref.isascii() and ref.isdigit() and len(ref) <= 18):
        return None
    return int(ref)
