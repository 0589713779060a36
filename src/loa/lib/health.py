"""What a health check finds, in words that say how to mend it.

A room puts its checks into `health.py` as `CHECKS`, functions without arguments; `loa doctor` runs them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    WARN = "warn"  # works, but somebody should look
    FAIL = "fail"  # something does not work or is not safe


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was seen and, unless all is well, how to mend it."""

    name: str
    level: Level
    seen: str
    mend: str = ""


Check = Callable[[], Iterable[Finding]]


def ok(name: str, seen: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(name, Level.OK, seen)


def warn(name: str, seen: str, mend: str) -> Finding:
    """Return a finding that works but deserves a look."""
    return Finding(name, Level.WARN, seen, mend)


def fail(name: str, seen: str, mend: str) -> Finding:
    """Return a finding that something is broken or unsafe."""
    return Finding(name, Level.FAIL, seen, mend)
