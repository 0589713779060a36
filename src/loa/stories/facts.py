"""What is known of the newest items beside their sketches, in arrays; and items made ready for grouping, in any process."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loa.stories.habits import Habit, Habits
from loa.stories.parts import DATES, NUMBERS, Parts, part
from loa.stories.rules import Facts, is_digest


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the press; `published_at` is None where nobody knows."""

    id: str
    title: str
    text: str
    published_at: datetime | None = None
    source: str = ""


@dataclass(slots=True)
class Batch:
    """Items made ready: all that grouping needs of them, without their texts. Hours are since 1970, NaN where unknown."""

    ids: list[str]
    sources: list[str]
    hours: NDArray[np.float64]
    digests: NDArray[np.bool_]
    rows: Parts


def prepare(items: Sequence[Item]) -> Batch:
    """Make items ready; runs unchanged in any process."""
    titles = [item.title for item in items]
    return Batch(
        [item.id for item in items],
        [item.source for item in items],
        np.array([_hour(item.published_at) for item in items], np.float64),
        np.array([is_digest(title) for title in titles], np.bool_),
        part(titles, [item.text for item in items]),
    )


def _hour(moment: datetime | None) -> float:
    if moment is None:
        return math.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() / 3600


_COLUMNS: Final = (
    "hour", "source", "size", "numbers", "dates", "figures", "place", "programme", "start", "digest",
    "timed", "trust", "steady",
)  # fmt: skip


class Shelf:
    """Facts of the newest items by number, at least `room` of them."""

    def __init__(self, room: int) -> None:
        self.room, self.count = room, 0
        self.hour = np.zeros(room, np.float64)
        self.source = np.zeros(room, np.int32)
        self.size = np.zeros(room, np.int32)
        self.numbers = np.zeros((room, NUMBERS), np.uint32)
        self.dates = np.zeros((room, DATES), np.int16)
        self.figures = np.zeros(room, np.uint64)
        self.place = np.zeros(room, np.int32)
        self.programme = np.zeros(room, np.uint64)
        self.start = np.zeros(room, np.uint64)
        self.digest = np.zeros(room, np.bool_)
        self.timed = np.zeros(room, np.bool_)
        self.trust = np.ones(room, np.float32)
        self.steady = np.zeros(room, np.bool_)
        self.habits = Habits()
        self.sources: dict[str, int] = {}

    def put(self, batch: Batch) -> None:
        """Take in the facts of the next items."""
        rows, known = batch.rows, self.sources
        slots = np.arange(self.count, self.count + len(batch.ids)) % self.room
        self.hour[slots], self.digest[slots] = batch.hours, batch.digests
        sources = [known.setdefault(source, len(known)) for source in batch.sources]
        self.source[slots] = sources
        self.size[slots] = rows.size[:, 0]
        for name in ("numbers", "dates", "figures", "place", "programme", "start"):
            getattr(self, name)[slots] = getattr(rows, name)
        habits = self.habits
        habits.extend(Habit() for _ in range(len(known) - len(habits)))
        self.timed[slots] = [
            habits[source].came(hour) for source, hour in zip(sources, batch.hours.tolist(), strict=True)
        ]
        self.trust[slots], self.steady[slots] = 1, False
        self.count += len(batch.ids)

    def at_one_moment(self, first: int, found: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say of items from a number on which of those found beside them their paper gave the same time."""
        new = np.arange(first, first + len(found)) % self.room
        same: NDArray[np.bool_] = (found >= 0) & self.timed[new][:, None]
        rows, columns = np.nonzero(same)
        new, old = new[rows], found[rows, columns] % self.room
        same[rows, columns] = (self.hour[old] == self.hour[new]) & (self.source[old] == self.source[new])
        return same

    def note_habit(self, number: int) -> Habit:
        """Note what is known of the paper of an item now that it is judged."""
        at = number % self.room
        habit: Habit = self.habits[int(self.source[at])]
        self.trust[at], self.steady[at] = habit.trust, habit.keeps_time
        return habit

    def __contains__(self, number: int) -> bool:
        return max(0, self.count - self.room) <= number < self.count

    def __getitem__(self, number: int) -> Facts:
        at = number % self.room
        hour, numbers, dates = float(self.hour[at]), self.numbers[at], self.dates[at]
        return Facts(
            None if math.isnan(hour) else hour,
            int(self.source[at]),
            int(self.size[at]),
            frozenset(numbers[numbers > 0].tolist()),
            frozenset(dates[dates > 0].tolist()),
            int(self.figures[at]),
            int(self.place[at]),
            int(self.programme[at]),
            bool(self.digest[at]),
            int(self.start[at]),
            bool(self.timed[at]),
            float(self.trust[at]),
            bool(self.steady[at]),
        )

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what has to be kept to go on later."""
        live = np.arange(max(0, self.count - self.room), self.count) % self.room
        return {f"fact_{name}": getattr(self, name)[live] for name in _COLUMNS} | self.habits.state()

    def restore(self, kept: dict[str, NDArray[Any]], count: int, sources: Sequence[str]) -> None:
        """Go on from what was kept."""
        self.count, self.sources = count, {source: at for at, source in enumerate(sources)}
        live = np.arange(count - len(kept["fact_hour"]), count) % self.room
        for name in _COLUMNS:
            getattr(self, name)[live] = kept[f"fact_{name}"]
        self.habits.restore(kept)
