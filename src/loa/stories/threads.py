"""Puts items about one event into stories while they arrive: average linkage over what the window still holds.

An item joins the story whose items it is nearest to on average; two stories that an item shows to be one become one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from loa.stories.bundles import Bundles
from loa.stories.vectors import BASE

JOIN = -3.2
"""Mean score of an item with the items of a story from which they are one story."""


class Threads:
    """Stories of the window, and how near each pair of them is."""

    def __init__(self, bundles: Bundles, limit: float = JOIN) -> None:
        self.bundles = bundles
        self.limit = limit
        self.live: dict[int, list[int]] = {}
        self._links: dict[int, dict[int, float]] = {}

    def place(
        self, item: int, near: Sequence[tuple[int, float]], oldest: int, at_once: int | None = None
    ) -> int:
        """Put an item into the story it belongs to, or found one.

        1. What it shares with the items of each story is added up.
        2. It joins `at_once` where given (the story of its reprints), else the nearest one over the limit.
        3. Stories that are now nearer than the limit to the joined one become one with it.
        """
        sums = self._sums(near, oldest)
        story = (
            at_once if at_once is not None and self._may_join(item, at_once) else self._nearest(item, sums)
        )
        if story is None:
            story = self.bundles.found(item)
            self.live[story] = [item]
        else:
            self.bundles.join(item, story)
            self._live(story, oldest).append(item)
        for other, shared in sums.items():
            if other != story:
                self._link(story, other, shared)
        return self._grow(story, oldest)

    def _sums(self, near: Sequence[tuple[int, float]], oldest: int) -> dict[int, float]:
        sums: dict[int, float] = {}
        for other, score in near:
            if other >= oldest and other in self.bundles.of:
                story = self.bundles.of[other]
                sums[story] = sums.get(story, 0.0) + score - BASE
        for story in sums:
            self._live(story, oldest)
        return sums

    def _live(self, story: int, oldest: int) -> list[int]:
        """Return the items of a story that the window holds; what left takes its share of the links along."""
        members = self.live.setdefault(story, [])
        if members and members[0] < oldest:
            kept = [member for member in members if member >= oldest]
            share = len(kept) / len(members)
            for other in self._links.get(story, {}):
                self._links[story][other] *= share
                self._links[other][story] = self._links[story][other]
            members[:] = kept
        return members

    def _may_join(self, item: int, story: int) -> bool:
        return self.bundles.may_meet([item], story)

    def _nearest(self, item: int, sums: dict[int, float]) -> int | None:
        best, found = self.limit, None
        for story, shared in sums.items():
            mean = BASE + shared / max(1, len(self.live[story]))
            if mean > best and self._may_join(item, story):
                best, found = mean, story
        return found

    def _link(self, story: int, other: int, shared: float) -> None:
        for one, two in ((story, other), (other, story)):
            links = self._links.setdefault(one, {})
            links[two] = links.get(two, 0.0) + shared

    def _grow(self, story: int, oldest: int) -> int:
        """Merge the story with every one that is near enough on average, nearest first."""
        while True:
            best, found = self.limit, None
            mine = self._live(story, oldest)
            for other, shared in self._links.get(story, {}).items():
                theirs = self._live(other, oldest)
                mean = BASE + shared / max(1, len(mine) * len(theirs))
                if theirs and mean > best and self.bundles.may_meet(self.bundles.members[story], other):
                    best, found = mean, other
            if found is None:
                return story
            story = self.merge(story, found)

    def merge(self, first: int, second: int) -> int:
        """Make one story of two; the older one's name stays."""
        story = self.bundles.merge(first, second)
        gone = max(first, second)
        self.live[story] = sorted(self.live.get(first, []) + self.live.get(second, []))
        self.live.pop(gone, None)
        for other, shared in self._links.pop(gone, {}).items():
            self._links.get(other, {}).pop(gone, None)
            if other != story:
                self._link(story, other, shared)
        return story

    def leave(self, item: int) -> int:
        """Take an item out of its story; what it shared with others goes on counting for the story it left."""
        before = self.bundles.of[item]
        after = self.bundles.leave(item)
        if after != before and item in self.live.get(before, []):
            self.live[before].remove(item)
            self.live[after] = [item]
        elif before == item and after == item and len(self.live.get(item, [])) > 1:
            self._rename(item)
        return after

    def _rename(self, item: int) -> None:
        """Hand the place of a founder that left to the new name of its story."""
        rest = [member for member in self.live[item] if member != item]
        self.live[self.bundles.of[rest[0]]] = rest
        self.live[item] = [item]
        links = self._links.pop(item, {})
        for other, shared in links.items():
            self._links.get(other, {}).pop(item, None)
            self._link(self.bundles.of[rest[0]], other, shared)

    def state(self) -> dict[str, Any]:
        """Return what has to be kept to go on later."""
        links = [[one, two, shared] for one, others in self._links.items() for two, shared in others.items()]
        return {"live": list(self.live.items()), "links": links}

    def restore(self, kept: dict[str, Any]) -> None:
        """Go on from what was kept."""
        self.live = {story: list(members) for story, members in kept["live"]}
        for one, two, shared in kept["links"]:
            self._links.setdefault(one, {})[two] = shared

    def forget(self, oldest: int) -> None:
        """Let go of stories that have no item in the window any more; their names and items stay in the bundles."""
        for story in [story for story, members in self.live.items() if not members or members[-1] < oldest]:
            del self.live[story]
            for other in self._links.pop(story, {}):
                self._links.get(other, {}).pop(story, None)
