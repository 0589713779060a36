"""Strict readers of single fields: what is missing, of the wrong type or out of range makes the whole message unreadable."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from loa_wire import VERSION
from loa_wire.errors import WireError
from loa_wire.words import Why

LATEST = 4_102_444_800_000
"""The latest moment anybody means: the year 2100."""
_HALF = re.compile("[\ud800-\udfff]")
_LONGEST = 2_000  # letters of one word; the address of a relay is the longest
_T = TypeVar("_T")


def take(raw: Mapping[str, Any], name: str, kind: type[_T], default: _T | None = None) -> _T:
    """Read a field of one type. Raises: WireError(unreadable)."""
    value = raw.get(name, default)
    if isinstance(value, bool) and kind is not bool:
        raise WireError(Why.UNREADABLE, name)
    if not isinstance(value, kind) or (isinstance(value, str) and not _is_text(value)):
        raise WireError(Why.UNREADABLE, name)
    return value


def _is_text(value: str) -> bool:
    """Say whether a word can be stored and sent on: JSON may smuggle half a letter, and no word is long."""
    return len(value) <= _LONGEST and (value.isascii() or not _HALF.search(value))


def number(raw: Mapping[str, Any], name: str, most: int = LATEST, default: int | None = None) -> int:
    """Read a whole number from 0 to the most. Raises: WireError(unreadable)."""
    value = take(raw, name, int, default)
    if not 0 <= value <= most:
        raise WireError(Why.UNREADABLE, name)
    return value


def word(raw: Mapping[str, Any], name: str, words: Callable[[str], _T]) -> _T:
    """Read one of some words. Raises: WireError(unreadable)."""
    try:
        return words(take(raw, name, str))
    except ValueError as error:
        if isinstance(error, WireError):
            raise
        raise WireError(Why.UNREADABLE, name) from error


def names(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Read a list of words; none where it is missing. Raises: WireError(unreadable)."""
    value = raw.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) and _is_text(each) for each in value):
        raise WireError(Why.UNREADABLE, name)
    return tuple(value)


def require_version(raw: Mapping[str, Any]) -> None:
    """Refuse a message of another version of the wire. Raises: WireError(unreadable)."""
    if number(raw, "v", 1000) != VERSION:
        raise WireError(Why.UNREADABLE, "version")
