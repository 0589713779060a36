"""Reads items from the lines of a file: what lies where, and the items of chosen lines, in any process.

Workers are told a file and places in it; texts are read where they are needed and never handed on.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from loa.stories.facts import Batch, Item, prepare

LATE: Final = float("inf")
"""The time of an item whose time cannot be read: it comes last."""
_MARK: Final = b"\xef\xbb\xbf"


class Bad(StrEnum):
    """What is wrong with a line."""

    UNREADABLE = "unreadable"
    WITHOUT_ID = "without_id"
    WITHOUT_TEXT = "without_text"


@dataclass(slots=True)
class Index:
    """For each line that is not empty: its number, where it begins, its time, its id as JSON; and what is wrong with it."""

    numbers: array[int] = field(default_factory=lambda: array("q"))
    places: array[int] = field(default_factory=lambda: array("q"))
    times: array[float] = field(default_factory=lambda: array("d"))
    keys: list[str] = field(default_factory=list)
    bad: dict[int, Bad] = field(default_factory=dict)
    lines: int = 0

    def add(self, other: Index) -> None:
        """Take in the index of the part of the file that follows."""
        first = len(self.keys)
        self.numbers.extend(self.lines + number for number in other.numbers)
        self.places.extend(other.places)
        self.times.extend(other.times)
        self.keys += other.keys
        self.bad |= {first + at: bad for at, bad in other.bad.items()}
        self.lines += other.lines


def index_part(path: Path, start: int, end: int) -> Index:
    """Return what lies on the lines that begin between two places of a file."""
    found = Index()
    with path.open("rb") as file:
        file.seek(max(0, start - 1))
        if start:
            file.readline()
        place = file.tell()
        while place < end and (line := file.readline()):
            found.lines += 1
            if line.strip():
                _note(found, place, line)
            place += len(line)
    return found


def _note(found: Index, place: int, line: bytes) -> None:
    record, bad = _read(line.removeprefix(_MARK) if place == 0 else line)
    if bad:
        found.bad[len(found.keys)] = bad
    found.numbers.append(found.lines)
    found.places.append(place)
    found.times.append(LATE if bad else _time(record))
    found.keys.append(json.dumps(record.get("id"), ensure_ascii=False, sort_keys=True))


def prepare_lines(path: Path, places: Sequence[int], keys: Sequence[str], times: Sequence[float]) -> Batch:
    """Return the items that begin at these places of a file, made ready for grouping."""
    return prepare(list(_items(path, places, keys, times)))


def _items(path: Path, places: Sequence[int], keys: Sequence[str], times: Sequence[float]) -> Iterable[Item]:
    with path.open("rb") as file:
        for place, key, time in zip(places, keys, times, strict=True):
            file.seek(place)
            line = file.readline()
            record, _ = _read(line.removeprefix(_MARK) if place == 0 else line)
            source = record.get("source")
            known = math.isfinite(time) and abs(time) < 2e11
            yield Item(
                key,
                record.get("title") or "",
                record.get("text") or "",
                datetime.fromtimestamp(time, UTC) if known else None,
                source if isinstance(source, str) else "",
            )


def _read(line: bytes) -> tuple[dict[str, Any], Bad | None]:
    """Return the record of a line, and what is wrong with it."""
    try:
        record = json.loads(line.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return {}, Bad.UNREADABLE
    if not isinstance(record, dict) or record.get("id") is None:
        return {}, Bad.WITHOUT_ID
    given = [record.get(name) for name in ("title", "text")]
    if not any(isinstance(text, str) for text in given) or not all(
        text is None or isinstance(text, str) for text in given
    ):
        return record, Bad.WITHOUT_TEXT
    return record, None


def _time(record: dict[str, Any]) -> float:
    """Return the time of an item in seconds since 1970; what cannot be read comes last."""
    told = record.get("published_at")
    if isinstance(told, int | float) and not isinstance(told, bool):
        return LATE if math.isnan(told) else float(told)
    if not isinstance(told, str):
        return LATE
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(told.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, TypeError, OverflowError):
            continue
    return LATE
