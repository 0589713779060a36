"""Identifiers: time-ordered ids for rows, digests for contents."""

from __future__ import annotations

import secrets
import time
from hashlib import sha256
from uuid import UUID

from loa.lib.canonical import canonical

_RANDOM_BITS = 74


def new_id() -> UUID:
    """Return a new UUID version 7: sorts by the millisecond it was made, 74 random bits.

    Source: RFC 9562, section 5.7.
    """
    return _uuid7(time.time_ns() // 1_000_000, secrets.randbits(_RANDOM_BITS))


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical JSON of the value, as 64 hex digits.

    Raises: TypeError when the value has no single written form (see `loa.lib.canonical`).
    """
    return sha256(canonical(value)).hexdigest()


def digest_bytes(data: bytes) -> str:
    """Return the SHA-256 of the bytes as they are, as 64 hex digits."""
    return sha256(data).hexdigest()


def _uuid7(milliseconds: int, random: int) -> UUID:
    high = random >> 62
    low = random & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low)
