"""What waits for what; a circle would wait for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def closes_circle(task: int, after: Iterable[int], waits: Mapping[int, Iterable[int]]) -> bool:
    """Say whether a task that waits for these would, through what they wait for, wait for itself."""
    seen: set[int] = set()
    edge = set(after)
    while edge:
        if task in edge:
            return True
        seen |= edge
        edge = {other for one in edge for other in waits.get(one, ())} - seen
    return False
