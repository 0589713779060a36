"""Named groups of items that keep their names: the founder's, and after a merge the older one's.

What persons decided is kept apart from what was found: two items that a person put together or apart stay so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

Pair = tuple[int, int]
_NOBODY: Final[frozenset[int]] = frozenset()


class Bundles:
    """Items by number in groups that are named by the number of the item that founded them."""

    def __init__(self) -> None:
        self.of: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        self.apart: dict[int, set[int]] = {}

    def found(self, item: int) -> int:
        """Open a group of one; its name is the item's number, which no group had before."""
        self.of[item] = item
        self.members[item] = [item]
        return item

    def join(self, item: int, group: int) -> None:
        """Put an item that has no group into one."""
        self.of[item] = group
        self.members[group].append(item)

    def leave(self, item: int) -> int:
        """Take an item out of its group and give it one of its own; a founder leaves its name to the others."""
        group = self.of[item]
        rest = [member for member in self.members[group] if member != item]
        if not rest:
            return group
        if group == item:
            self._rename(rest, min(rest))
        else:
            self.members[group] = rest
        return self.found(item)

    def _rename(self, rest: list[int], name: int) -> None:
        for member in rest:
            self.of[member] = name
        self.members[name] = rest

    def merge(self, first: int, second: int) -> int:
        """Make one group of two under the older one's name, and return it."""
        older, younger = min(first, second), max(first, second)
        if older == younger:
            return older
        for member in self.members[younger]:
            self.of[member] = older
        self.members[older] = sorted(self.members[older] + self.members.pop(younger))
        return older

    def keep_apart(self, pairs: Iterable[Pair]) -> None:
        """Note items that must never be in one group again."""
        for first, second in pairs:
            self.apart.setdefault(first, set()).add(second)
            self.apart.setdefault(second, set()).add(first)

    def may_meet(self, first: Iterable[int], second: int) -> bool:
        """Say whether no person parted any of the items from any member of a group."""
        if not self.apart:
            return True
        members = self.members[second]
        return not any(self.apart.get(item, _NOBODY).intersection(members) for item in first)
