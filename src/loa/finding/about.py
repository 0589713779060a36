"""What an index knows of a document besides its words: the labels it is reached by, and what it is counted by.

Many documents are alike in this; each kind of likeness has one number, which is read of a thousand hits at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_MOST_KEPT: Final = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """Labels, and each facet with a value of it."""

    labels: frozenset[str]
    values: tuple[tuple[str, str], ...]

    def is_reached_by(self, groups: Sequence[frozenset[str]]) -> bool:
        """Say whether it has one label of every group."""
        for group in groups:  # noqa: SIM110  asked of hundreds in a question: the quickest form
            if group.isdisjoint(self.labels):
                return False
        return True


def written(labels: Iterable[str], facets: Mapping[str, Collection[str]]) -> str:
    """Return it as text, the same for documents that are alike."""
    given = {facet: sorted(values) for facet, values in sorted(facets.items()) if values}
    return json.dumps([sorted(set(labels)), given], ensure_ascii=False, separators=(",", ":"))


def number_of(text: str) -> int:
    """Return the number of what was written."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


class Known:
    """What was read already, by its number; a number means the same in every index."""

    def __init__(self) -> None:
        self._kept: dict[int, About] = {}

    def find(self, number: int) -> About | None:
        """Return what a number stands for, if it was read before."""
        return self._kept.get(number)

    def keep(self, number: int, text: str) -> About:
        """Read what was written and remember it."""
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        labels, facets = json.loads(text)
        values = tuple((facet, value) for facet, given in facets.items() for value in given)
        self._kept[number] = About(frozenset(labels), values)
        return self._kept[number]


def counted(found: Iterable[tuple[About, int]], facets: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Return how many documents have each value of each facet, the most first."""
    counts: dict[tuple[str, str], int] = {}
    for one, times in found:
        for value in one.values:
            counts[value] = counts.get(value, 0) + times
    rows: dict[str, list[tuple[str, int]]] = {facet: [] for facet in facets}
    for (facet, value), times in sorted(counts.items(), key=lambda row: (-row[1], row[0])):
        rows[facet].append((value, times))
    return rows
