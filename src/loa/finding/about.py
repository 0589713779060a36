"""What an index knows of a document besides its words: the labels it is reached by, and what it is counted by.

Many documents are alike in this; each kind of likeness has one number, which is read of a thousand hits at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_MOST_KEPT: Final = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """Labels, one object for all that have the same, and each facet with a value of it."""

    labels: frozenset[str]
    values: tuple[tuple[str, str], ...]


class Within:
    """What has one label of every group and none of those it must be without; asked of hundreds in a question."""

    def __init__(self, groups: Iterable[Collection[str]], without: Collection[str]) -> None:
        self._groups, self._without = [frozenset(group) for group in groups], frozenset(without)
        self._judged: dict[frozenset[str], bool] = {}

    def holds(self, one: About) -> bool:
        """Say whether it is reached; labels that many share are looked at once."""
        judged = self._judged.get(one.labels)
        if judged is None:
            judged = self._judged[one.labels] = self._judge(one.labels)
        return judged

    def _judge(self, labels: frozenset[str]) -> bool:
        outside = any(group.isdisjoint(labels) for group in self._groups)
        return not outside and self._without.isdisjoint(labels)


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
        self._labels: dict[frozenset[str], frozenset[str]] = {}

    def find(self, number: int) -> About | None:
        """Return what a number stands for, if it was read before."""
        return self._kept.get(number)

    def keep(self, number: int, text: str) -> About:
        """Read what was written and remember it."""
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
            self._labels.clear()
        given, facets = json.loads(text)
        labels = frozenset(given)
        values = tuple((facet, value) for facet, given in facets.items() for value in given)
        found = self._kept[number] = About(self._labels.setdefault(labels, labels), values)
        return found


def counted(found: Iterable[tuple[About, int]], facets: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Return how many documents have each value of each facet, the most first."""
    counts: dict[str, dict[str, int]] = {facet: {} for facet in facets}
    for one, times in found:
        for facet, value in one.values:
            row = counts[facet]
            row[value] = row.get(value, 0) + times
    return {facet: sorted(row.items(), key=lambda item: (-item[1], item[0])) for facet, row in counts.items()}
