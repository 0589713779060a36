"""One-time codes by which a device joins a cluster, and the names devices get."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from loa.lib.codes import ALPHABET, new_code, normalise_code

LENGTH = 20
"""Characters of a code, 95 random bits: nobody guesses one, so its digest needs no salt."""
LASTS = timedelta(days=1)
_NAME = ALPHABET.lower()


def fresh_code() -> str:
    """Return a new code, grouped by four."""
    return new_code(LENGTH)


def code_digest(code: str) -> str:
    """Return what is kept of a code, from what a person typed. Raises: BadCode."""
    return sha256(normalise_code(code, LENGTH).encode()).hexdigest()


def fresh_name() -> str:
    """Return a new name of a device on the wire: short, random, of letters that a topic may hold."""
    return "".join(secrets.choice(_NAME) for _ in range(10))
