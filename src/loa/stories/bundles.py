"""Named groups of items that keep their names: the founder's, and after a merge the older one's.

What persons decided is kept apart from what was found: two items that a person put together or apart stay so.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]
_NOBODY: Final[frozenset[int]] = frozenset()


def grown(array: NDArray[np.int32], length: int) -> NDArray[np.int32]:
    """Return the array, or a longer one that begins with it."""
    if length <= len(array):
        return array
    longer = np.zeros(max(length, 2 * len(array)), array.dtype)
    longer[: len(array)] = array
    return longer


class Bundles:
    """Items by number in groups that are named by the number of their oldest item."""

    def __init__(self) -> None:
        self.count = 0
        self.of: NDArray[np.int32] = np.zeros(1024, np.int32)
        self.apart: dict[int, set[int]] = {}
        self._several: dict[int, list[int]] = {}

    def open(self, count: int) -> None:
        """Put each of the next items into a group of its own."""
        first, self.count = self.count, self.count + count
        self.of = grown(self.of, self.count)
        self.of[first : self.count] = np.arange(first, self.count)

    def group(self, item: int) -> int:
        """Return the group of an item."""
        return int(self.of[item])

    def members(self, group: int) -> list[int]:
        """Return the items of a group, the oldest first."""
        return self._several.get(group) or [group]

    def founders(self, since: int, until: int) -> NDArray[np.bool_]:
        """Say of each item from a number on whether a group is named by it."""
        founding: NDArray[np.bool_] = self.of[since:until] == np.arange(since, until)
        return founding

    def several(self) -> Iterator[tuple[int, list[int]]]:
        """Yield the groups of two items and more."""
        yield from self._several.items()

    def join(self, item: int, group: int) -> None:
        """Put an item that is alone into a group."""
        self.of[item] = group
        insort(self._several.setdefault(group, [group]), item)

    def leave(self, item: int) -> None:
        """Take an item out of its group and give it one of its own; a founder leaves the others to the next oldest."""
        group = self.group(item)
        rest = [member for member in self._several.pop(group, []) if member != item]
        if not rest:
            return
        self.of[rest] = rest[0]
        self.of[item] = item
        if len(rest) > 1:
            self._several[rest[0]] = rest

    def merge(self, first: int, second: int) -> int:
        """Make one group of two under the older one's name, and return it."""
        older, younger = min(first, second), max(first, second)
        if older == younger:
            return older
        moved = self.members(younger)
        self.of[moved] = older
        self._several[older] = sorted(self.members(older) + moved)
        self._several.pop(younger, None)
        return older

    def keep_apart(self, pairs: Iterable[Pair]) -> None:
        """Note items that must not be in one group again."""
        for first, second in pairs:
            self.apart.setdefault(first, set()).add(second)
            self.apart.setdefault(second, set()).add(first)

    def let_meet(self, pairs: Iterable[Pair]) -> None:
        """Forget that items were to be kept apart."""
        for first, second in pairs:
            self.apart.get(first, set()).discard(second)
            self.apart.get(second, set()).discard(first)

    def may_meet(self, first: Iterable[int], second: int) -> bool:
        """Say whether no person parted any of the items from any member of a group."""
        if not self.apart:
            return True
        members = self.members(second)
        return not any(self.apart.get(item, _NOBODY).intersection(members) for item in first)

    def restore(self, of: NDArray[np.int32]) -> None:
        """Go on from the groups that were kept."""
        self.count, self.of = len(of), of.copy()
        for item in np.nonzero(of != np.arange(len(of)))[0].tolist():
            group = int(of[item])
            self._several.setdefault(group, [group]).append(item)
