"""The dry run: what would sound minute by minute, what of it breaks a rule, and what a change adds or takes away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from loa.lib import clock
from loa.speakers.queries.board import Board, board_of, day_of
from loa.speakers.queries.collisions import is_movable
from loa.speakers.rules.calendar import Sounding
from loa.speakers.rules.findings import Finding
from loa.speakers.rules.limits import moments_of
from loa.units.models import Body

SPAN = timedelta(hours=24)


@dataclass(frozen=True)
class Line:
    """One stretch of sound on a dry run, with what it breaks; `change` is "added", "gone" or nothing.

    `inside` says that it fills a slot and so is shown under it; `movable` that it is an airing that the reader can still move or call off.
    """

    item: Sounding
    findings: list[Finding]
    change: str = ""
    silent: bool = False
    movable: bool = False
    inside: bool = False


@dataclass(frozen=True)
class DryRun:
    """What sounds from one moment to another."""

    since: datetime
    until: datetime
    lines: list[Line]
    clusters: int

    @property
    def changes(self) -> list[Line]:
        """Return what a change adds or takes away."""
        return [line for line in self.lines if line.change]


def run(
    body: Body, *, since: datetime | None = None, cluster: int | None = None, may: bool = False
) -> DryRun:
    """Return the next 24 hours of a body, or of one of its clusters; `may` says that the reader schedules for it."""
    begin = since or clock.now()
    board = board_of(body, day_of(begin), 2)
    found = run_on(board.at(cluster) if cluster else board, begin)
    if not may:
        return found
    return replace(found, lines=[replace(line, movable=is_movable(line.item, body)) for line in found.lines])


def run_on(board: Board, since: datetime) -> DryRun:
    """Return 24 hours of a board."""
    shown = moments_of(board.soundings, since, since + SPAN)
    return _told([_line(board, item) for item in shown], board, since)


def compared(before: Board, after: Board, since: datetime) -> DryRun:
    """Return 24 hours as they would be after a change, with what it adds and what it takes away marked."""
    old, new = (
        {_same(item): item for item in moments_of(board.soundings, since, since + SPAN)}
        for board in (before, after)
    )
    lines = [
        Line(item, [], silent=after.is_closed(item)) if key in old else _line(after, item, "added")
        for key, item in new.items()
    ]
    lines += [Line(item, [], "gone") for key, item in old.items() if key not in new]
    lines.sort(key=lambda line: (line.item.begin, not line.item.is_slot, line.item.key))
    return _told(lines, after, since)


def _told(lines: list[Line], board: Board, since: datetime) -> DryRun:
    slots = [line.item for line in lines if line.item.is_slot]
    placed = [
        replace(line, inside=not line.item.is_slot and any(slot.holds(line.item) for slot in slots))
        for line in lines
    ]
    return DryRun(since, since + SPAN, placed, len([key for key in board.places if key > 0]))


def first_change(before: Board, after: Board) -> datetime:
    """Return from when on a change is worth looking at: now, or the day on which it first shows."""
    now = clock.now()
    old, new = ({_same(item) for item in board.soundings if item.end > now} for board in (before, after))
    moments = [begin for _key, begin, *_rest in old ^ new]
    return max(now, min(moments) - timedelta(minutes=1)) if moments else now


def _same(item: Sounding) -> tuple[str, datetime, int, frozenset[int]]:
    return (item.key, item.begin, item.length_ms, item.clusters)


def _line(board: Board, item: Sounding, change: str = "") -> Line:
    return Line(item, board.judge({item.key}), change, board.is_closed(item))
