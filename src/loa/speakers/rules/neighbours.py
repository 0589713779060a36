"""Neighbours as people write them in a cell ("trường học: THCS Láng Hạ (07:00–11:30, T2 T3 T4)"), read and written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from loa.lib.text import fold, squeeze
from loa.speakers.rules.words import NeighbourKind

DAYS = {1: "T2", 2: "T3", 3: "T4", 4: "T5", 5: "T6", 6: "T7", 7: "CN"}
"""Weekdays as offices shorten them."""
WORDS = {
    NeighbourKind.SCHOOL: "trường học",
    NeighbourKind.HOSPITAL: "bệnh viện",
    NeighbourKind.MISSION: "cơ quan ngoại giao",
    NeighbourKind.ELDERLY: "người cao tuổi",
    NeighbourKind.OTHER: "nơi khác",
}
_KINDS = {fold(word): kind for kind, word in WORDS.items()}
_CELL = re.compile(
    r"(?:(?P<kind>[^:()]+):)?\s*(?P<name>[^()]+?)\s*"
    r"(?:\(\s*(?P<begin>\d{1,2}[:h]\d{2})\s*[-–]\s*(?P<end>\d{1,2}[:h]\d{2})\s*(?:,\s*(?P<days>[\w ]+))?\))?"
)
_DAY_OF = {fold(word): day for day, word in DAYS.items()}
LONGEST_NAME = 160


@dataclass(frozen=True, slots=True)
class Near:
    """What stands near a cluster; without times it is a note, with times it is quiet then (no weekdays: every day)."""

    kind: NeighbourKind
    name: str
    quiet_from: time | None = None
    quiet_until: time | None = None
    weekdays: tuple[int, ...] = ()


def read_cell(cell: str) -> list[Near]:
    """Read several neighbours, apart by semicolons or lines. Raises: ValueError with the piece that cannot be read."""
    pieces = [squeeze(piece) for piece in cell.replace("\n", ";").split(";")]
    return [_read(piece) for piece in pieces if piece]


def write_cell(nears: Iterable[Near]) -> str:
    """Return neighbours as one cell."""
    return "; ".join(_written(near) for near in nears)


def days_said(weekdays: Sequence[int]) -> str:
    """Return weekdays in short ("T2 T3"); nothing where every day is meant."""
    return " ".join(DAYS[day] for day in sorted(weekdays))


def _read(piece: str) -> Near:
    found = _CELL.fullmatch(piece)
    if found is None or len(found["name"]) > LONGEST_NAME:
        raise ValueError(piece)
    kind = _KINDS.get(fold(squeeze(found["kind"]))) if found["kind"] else NeighbourKind.OTHER
    if kind is None:
        raise ValueError(piece)
    if not found["begin"]:
        return Near(kind, found["name"])
    return Near(kind, found["name"], _time(found["begin"]), _time(found["end"]), _days(found["days"], piece))


def _time(word: str) -> time:
    hour, minute = word.replace("h", ":").split(":")
    return time(int(hour), int(minute))


def _days(words: str | None, piece: str) -> tuple[int, ...]:
    try:
        return tuple(sorted({_DAY_OF[fold(word)] for word in (words or "").split()}))
    except KeyError as error:
        raise ValueError(piece) from error


def _written(near: Near) -> str:
    head = f"{WORDS[near.kind]}: {near.name}"
    if near.quiet_from is None or near.quiet_until is None:
        return head
    days = f", {days_said(near.weekdays)}" if near.weekdays else ""
    return f"{head} ({near.quiet_from:%H:%M}–{near.quiet_until:%H:%M}{days})"
