"""A slot's days and moments, what sounds when, and where things stand side by side in a day's column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from loa.lib.clock import HANOI
from loa_wire.words import Priority

STEP = 5
"""Minutes by which a block is moved or resized in the calendar."""


@dataclass(frozen=True, slots=True)
class Times:
    """When a slot sounds: on these weekdays (1 Monday … 7 Sunday; none: every day) from one day to another, both included."""

    weekdays: frozenset[int]
    at: time
    minutes: int
    from_date: date
    until_date: date | None = None

    def days(self, first: date, last: date) -> Iterator[date]:
        """Yield its days between two days, both included."""
        day = max(first, self.from_date)
        end = min(last, self.until_date) if self.until_date else last
        while day <= end:
            if not self.weekdays or day.isoweekday() in self.weekdays:
                yield day
            day += timedelta(days=1)

    def moments(self, first: date, last: date) -> list[datetime]:
        """Return the moments at which it begins between two days, both included."""
        return [local(day, self.at) for day in self.days(first, last)]

    def moved(self, on: date, to: date, at: time, minutes: int) -> Times:
        """Return the times once the occurrence of one day is put on another, as by hand in the calendar.

        A slot of one day goes to the other day; of a weekly one the weekday changes; one of every day keeps its days.
        """
        if self.until_date == self.from_date:
            return replace(self, at=at, minutes=minutes, from_date=to, until_date=to)
        weekdays = self.weekdays
        if weekdays and on.isoweekday() in weekdays:
            weekdays = (weekdays - {on.isoweekday()}) | {to.isoweekday()}
        return replace(self, at=at, minutes=minutes, weekdays=weekdays)


@dataclass(frozen=True, slots=True)
class Sounding:
    """One stretch of sound at some clusters: a slot on one of its days, or an airing.

    `slot` is the slot it is, or is part of. `repeats` says that it is one of many days of a slot.
    """

    key: str
    title: str
    begin: datetime
    length_ms: int
    clusters: frozenset[int]
    priority: Priority = Priority.NORMAL
    mends: bool = False
    place: int = 0
    slot: int | None = None
    airing: int | None = None
    kind: str = "programme"
    state: str = ""
    code: str = ""
    body: int = 0
    repeats: bool = False

    @property
    def end(self) -> datetime:
        """Return the moment at which it is over."""
        return self.begin + timedelta(milliseconds=self.length_ms)

    @property
    def is_slot(self) -> bool:
        """Say whether it is a slot and not a thing that fills one."""
        return self.airing is None

    @property
    def day(self) -> date:
        """Return the day on which it begins where the cluster stands."""
        return self.begin.astimezone(HANOI).date()

    @property
    def minutes(self) -> int:
        """Return its length in minutes, a begun minute counted whole."""
        return -(-self.length_ms // 60_000)

    @property
    def is_emergency(self) -> bool:
        """Say whether it passes every limit: an emergency, or what corrects one (charter 9)."""
        return self.priority == Priority.EMERGENCY or self.mends

    def meets(self, other: Sounding) -> bool:
        """Say whether both sound at one cluster at one time."""
        return self.begin < other.end and other.begin < self.end and bool(self.clusters & other.clusters)

    def holds(self, other: Sounding) -> bool:
        """Say whether the other begins and ends within this one."""
        return self.begin <= other.begin and other.end <= self.end


def local(day: date, at: time) -> datetime:
    """Return the moment of a day's clock time where the clusters stand."""
    return datetime.combine(day, at, HANOI)


def minute_of(at: time) -> int:
    """Return a clock time as minutes since midnight."""
    return at.hour * 60 + at.minute


def lanes(items: Iterable[Sounding]) -> list[tuple[Sounding, int]]:
    """Return the items in order of time, each with the first lane (0, 1, …) that is free of the ones before."""
    ends: list[datetime] = []
    placed = []
    for item in sorted(items, key=lambda each: (each.begin, -each.length_ms, each.key)):
        lane = next((n for n, end in enumerate(ends) if end <= item.begin), len(ends))
        ends[lane : lane + 1] = [item.end]
        placed.append((item, lane))
    return placed


def merged(items: Collection[Sounding], gap: timedelta) -> list[list[Sounding]]:
    """Return the items as sessions: what overlaps or follows within the gap is one."""
    sessions: list[list[Sounding]] = []
    end: datetime | None = None
    for item in sorted(items, key=lambda each: (each.begin, each.key)):
        if end is None or item.begin > end + gap:
            sessions.append([])
            end = item.end
        sessions[-1].append(item)
        end = max(end, item.end)
    return sessions
