"""Times of the day and lengths in minutes as they are said."""

from __future__ import annotations

import re
from typing import Final

from loa.voice.reading.model import MARK, Kind, Reader, before, reader
from loa.voice.reading.words import number

_H: Final = r"(?:[01]?\d|2[0-4])"
_MIN: Final = r"[0-5]\d"
_LEFT: Final = rf"(?<![\w/.,:{MARK}])"


def _clock_pattern(n: int) -> str:
    return (
        rf"(?:(?P<h{n}a>{_H})\s?[hH](?:\s?(?P<m{n}a>{_MIN})(?!\d)(?:\s?(?:['’′]|phút\b|ph?\b))?)?"
        rf"|(?P<h{n}b>{_H})(?:g|:)(?P<m{n}b>{_MIN})(?!\d)"
        rf"|(?P<h{n}c>{_H})\s?giờ(?:\s(?P<m{n}c>{_MIN})(?!\d)(?:\s?phút\b)?)?)"
    )


def _clock(match: re.Match[str], n: int) -> str:
    hour = match[f"h{n}a"] or match[f"h{n}b"] or match[f"h{n}c"]
    minute = int(match[f"m{n}a"] or match[f"m{n}b"] or match[f"m{n}c"] or 0)
    return f"{number(int(hour))} giờ" + (f" {number(minute)} phút" if minute else "")


def _one(match: re.Match[str]) -> str | None:
    if before(match).rstrip().endswith(("tỷ lệ", "tỉ lệ", "tỷ số", "tỉ số")):
        return None
    return _clock(match, 1)


READERS: Final[tuple[Reader, ...]] = (
    reader(
        Kind.TIME,
        rf"{_LEFT}24/(?P<b>24|7)(?:\s?(?P<h>h|giờ))?(?!\w)",
        lambda m: f"hai mươi tư trên {number(int(m['b']))}{' giờ' if m['h'] else ''}",
    ),
    reader(
        Kind.TIME,
        rf"{_LEFT}{_clock_pattern(1)}\s*[-–]\s*{_clock_pattern(2)}(?!\w)",
        lambda m: f"{_clock(m, 1)} đến {_clock(m, 2)}",
    ),
    reader(
        Kind.TIME,
        rf"{_LEFT}(?P<a>{_H})\s*[-–]\s*{_clock_pattern(1)}(?!\w)",
        lambda m: f"{number(int(m['a']))} đến {_clock(m, 1)}",
    ),
    reader(Kind.TIME, rf"{_LEFT}{_clock_pattern(1)}(?!\w)", _one),
)
