"""The line "Hà Nội, ngày 05 tháng 9 năm 2025": place and day, spaced letters and misread digits included.

It must not fill a blank: "ngày    tháng    năm 2025" gives its place and no date.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from loa.lib.text import place_tones
from loa.papers.reading.letters import UPPER, dense, squeeze
from loa.papers.reading.words import PROVINCES

_WORDED: Final = re.compile(
    r"n[gqc9]a[yvj](?P<day>[^t]{0,14}?)th[a4]n[gqc9](?P<month>[^n]{0,14}?)n[a4]m(?P<year>[\dolis|z.…_,x]{0,8})"
)
_FIGURES: Final = re.compile(r"ngay(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4})")
_AS_DIGITS: Final = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", "s": "5", "z": "2", "b": "8"})
_FILLER: Final = re.compile(r"[._…,:;·\-*]+")
_PLACE: Final = re.compile(
    rf"(?<!\w)(?:[{UPPER}][\w.'’-]*|-|–|\d{{1,2}})(?:\s+(?:[{UPPER}][\w.'’-]*|phố|xã|phường|thị|trấn|đặc|khu|-|–|\d{{1,2}}))*$"
)
_KNOWN: Final = {dense(name)[0]: name for name in PROVINCES}
_NO_PLACE: Final = frozenset(
    [
        "một",
        "những",
        "các",
        "mỗi",
        "trong",
        "sinh",
        "cấp",
        "vào",
        "từ",
        "hôm",
        "ký",
        "đến",
        "trước",
        "sau",
        "tại",
        "do",
    ]
)
_PLACE_HEADS: Final = frozenset(["tp.", "tp", "thành", "tỉnh", "thị", "xã", "phường", "quận", "huyện", "đặc"])


@dataclass(frozen=True, slots=True)
class Dated:
    """What a date line says; `day` is None where it is left blank or is no day of the calendar."""

    day: dt.date | None
    place: str | None
    blank: bool
    before: str = ""  # what stands before the place: another column ran into this line
    sure: float = 0.97
    place_sure: float = 0.95


def find_date(text: str) -> Dated | None:
    """Return place and day of a date line, None where it is none."""
    if len(text) > 260:
        return None
    short, places = dense(text)
    found = _WORDED.search(short) or _FIGURES.search(short)
    if found is None or (found.re is _FIGURES and short[found.start() - 1 : found.start()] not in {",", ""}):
        return None
    before = text[: places[found.start()]]
    place, other = _place(before)
    printed = [_FILLER.sub("", found[name]) for name in ("day", "month", "year")]
    printed[2] = printed[2][:4]
    day, month, year = (_figure(text) for text in printed)
    blank = None in {day, month, year} or len(printed[2]) < 4
    made = None if blank else _day(day, month, year)
    mended = not all(text.isdigit() for text in printed)
    sure = 0.9 if blank else 0.3 if made is None else 0.7 if mended else 0.97
    return Dated(made, place, blank, other, sure, _place_sure(place))


def _place_sure(place: str | None) -> float:
    """Doubt a long place, and a province whose marks differ from those of its name."""
    if place is None or len(place) > 30:
        return 0.7
    known = _KNOWN.get(dense(place)[0])
    return 0.95 if known is None or place_tones(known).lower() == place_tones(place).lower() else 0.7


def is_only_date(text: str) -> bool:
    """Say whether a line holds a place, a day and nothing else."""
    found = find_date(text)
    if found is None or found.before:
        return False
    short, _ = dense(text)
    match = _WORDED.search(short) or _FIGURES.search(short)
    return (
        match is not None
        and len(short) - match.end() <= 1
        and (found.place is not None or match.start() == 0)
    )


def _figure(printed: str) -> int | None:
    digits = printed.translate(_AS_DIGITS)
    return int(digits) if digits.isdigit() and len(digits) <= 4 else None


def _day(day: int | None, month: int | None, year: int | None) -> dt.date | None:
    try:
        made = dt.date(year or 0, month or 0, day or 0)
    except ValueError:
        return None
    return made if 1945 <= made.year <= 2099 else None


def _place(before: str) -> tuple[str | None, str]:
    """Part the place from what ran into the line before it."""
    text = before.rstrip(" ,.;:…_")
    spaced = _spaced(text)
    if spaced:
        return spaced, ""
    found = _PLACE.search(text)
    if found is None or not any(sign.isalpha() for sign in found[0]):
        return None, squeeze(text)
    words = found[0].split()
    cut = 0
    for index, word in enumerate(words):  # symbols and capitals of the other column are no part of a place
        if (
            re.search(rf"[{UPPER}]{{2,}}", word)
            and word.upper() not in {"TP.", "TP", "TX.", "TT."}
            and not _capitals(words)
        ):
            cut = index + 1
        elif re.search(r"\d", word) and index == 0:
            cut = 1
    words = words[cut:]
    rest = text[: found.start()] + " ".join(found[0].split()[:cut])
    if not words or len(words) > 7 or words[0].lower() in _NO_PLACE:
        return None, squeeze(rest)
    known = next((n for n in range(len(words)) if dense(" ".join(words[n:]))[0] in _KNOWN), 0)
    if known and words[0].lower() not in _PLACE_HEADS and "-" not in words and "–" not in words:
        rest, words = f"{rest} {' '.join(words[:known])}", words[known:]
    return squeeze(" ".join(words)), squeeze(rest)


def _capitals(words: list[str]) -> bool:
    return all(word.upper() == word for word in words) and all(
        re.fullmatch(r"[^\W\d_]+", word) for word in words
    )


def _spaced(text: str) -> str | None:
    """Put a place printed with spaced letters together: "H à  N ộ i"."""
    words = text.split()
    if len(words) < 4 or sum(len(word) == 1 for word in words) < 0.7 * len(words):
        return None
    groups = ["".join(group.split()) for group in re.split(r"\s{2,}", text.strip())]
    if len(groups) > 1:
        return " ".join(groups)
    return _KNOWN.get(dense(text)[0])
