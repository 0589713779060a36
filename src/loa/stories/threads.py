"""Puts items about one event into stories while they arrive: average linkage over what the window still holds.

An item joins the story whose items it is nearest to on average; two stories that an item shows to be one become one.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loa.stories.bundles import Bundles, grown
from loa.stories.linking import near_stories, settle
from loa.stories.vectors import FOUND

JOIN: Final = 0.19
"""Mean score of an item with the items of a story from which they are one story."""


_NEAR: Final = 64


class Threads:
    """Stories of the window, and how near the items in it are to each other."""

    def __init__(self, bundles: Bundles, window: int, limit: float = JOIN) -> None:
        self.bundles, self.window, self.limit = bundles, window, limit
        self._alive: NDArray[np.int32] = np.zeros(1024, np.int32)
        self._found = np.full((window, FOUND), -1, np.int64)
        self._score = np.zeros((window, FOUND), np.float32)
        self._newest = np.full(window, -1, np.int64)
        self._before = np.full((window, FOUND), -1, np.int64)
        self._near, self._means = np.zeros(_NEAR, np.int64), np.zeros(_NEAR)
        self.count = 0

    def settle(
        self,
        row: int,
        first: int,
        found: NDArray[np.int64],
        score: NDArray[np.float32],
        maybe: NDArray[np.bool_],
    ) -> int:
        """Take in the items from a row on, alone as they are, until one may belong to others; return its row.

        The item of row 0 has the number `first`; the bundles know them all. At the end the number of rows is returned.
        """
        self._alive = grown(self._alive, self.bundles.count)
        row = int(
            settle(
                row, first, found, score, maybe, self.limit, self.bundles.of, self._alive,
                self._found, self._score, self._newest, self._before, self._near, self._means,
            )
        )  # fmt: skip
        self.count = first + min(row + 1, len(found))
        return row

    def place(self, item: int, at_once: int | None = None) -> None:
        """Put the item that came last into `at_once` where given (the story of its reprints), else where it belongs.

        1. What it shares with the items of each story is added up; the nearest story over the limit takes it.
        2. Stories that are now nearer than the limit to that one become one with it.
        """
        story = at_once if at_once is not None and self.bundles.may_meet([item], at_once) else None
        if story is None:
            near = self._find(item, [item]) if self.bundles.apart else int(self._means[0] > self.limit)
            story = self._first_of(near, [item])
        if story is None:
            return
        self.bundles.join(item, story)
        self._alive[item], self._alive[story] = 0, self._alive[story] + 1
        while (other := self._nearest(story)) is not None:
            story = self.merge(story, other)

    def _first_of(self, count: int, members: list[int]) -> int | None:
        """Return the nearest of the stories just found that these items of a story may meet."""
        if not count:
            return None
        for at in np.argsort(-self._means[:count], kind="stable").tolist():
            if self.bundles.may_meet(members, int(self._near[at])):
                return int(self._near[at])
        return None

    def _find(self, story: int, live: list[int]) -> int:
        """Find the stories that are nearer than the limit to items of one; return how many."""
        return int(
            near_stories(
                np.array(live, np.int64), story, self.count - self.window, self.limit, self.bundles.of, self._alive,
                self._found, self._score, self._newest, self._before, self._near, self._means,
            )
        )  # fmt: skip

    def _nearest(self, story: int) -> int | None:
        """Return the story that is nearest on average to one, and nearer than the limit."""
        return self._first_of(self._find(story, self._live(story)), self.bundles.members(story))

    def _live(self, story: int) -> list[int]:
        members = self.bundles.members(story)
        return members[bisect_left(members, self.count - self.window) :]

    def near(self, item: int) -> list[tuple[int, float]]:
        """Return what an item was near to when it came, with the scores, the nearest first."""
        if item < self.count - self.window:
            return []
        found, score = self._found[item % self.window], self._score[item % self.window]
        return [(int(other), float(worth)) for other, worth in zip(found, score, strict=True) if other >= 0]

    def drop(self, item: int) -> None:
        """Let an item that is alone be near to no other: neither those it was near to, nor those that came near to it."""
        if item < self.count - self.window:
            return
        self._score[item % self.window] = 0.0
        edge = int(self._newest[item % self.window])
        while edge >= 0:
            slot, at = edge // FOUND % self.window, edge % FOUND
            self._score[slot, at] = 0.0
            edge = int(self._before[slot, at])

    def merge(self, first: int, second: int) -> int:
        """Make one story of two; the older one's name stays."""
        together = self._alive[first] + self._alive[second]
        story = self.bundles.merge(first, second)
        self._alive[[first, second]] = 0
        self._alive[story] = together
        return story

    def leave(self, item: int) -> None:
        """Take an item out of its story."""
        rest = [member for member in self.bundles.members(self.bundles.group(item)) if member != item]
        self.bundles.leave(item)
        for story in {item, *(self.bundles.group(member) for member in rest[:1])}:
            self._alive[story] = len(self._live(story))

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what has to be kept to go on later."""
        return {
            "thread_found": self._found, "thread_score": self._score,
            "thread_newest": self._newest, "thread_before": self._before,
        }  # fmt: skip

    def restore(self, kept: dict[str, NDArray[Any]]) -> None:
        """Go on from what was kept; the bundles are back already."""
        for name, array in self.state().items():
            array[:] = kept[name]
        self.count = self.bundles.count
        self._alive = grown(self._alive, self.count)
        alive = self.bundles.of[max(0, self.count - self.window) : self.count]
        np.add.at(self._alive, alive, 1)
