"""Measures of groupings against labels: pairs put together, the adjusted Rand index, B³, with an interval.

It must not tune anything: it only compares.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loa.stories.facts import Item
from loa.stories.grouper import Grouper

Labels = Sequence[Hashable]
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Score:
    """Pairwise precision, recall and F1 with the 2.5 and 97.5 percentiles over clusters, ARI and B³ F1."""

    precision: float
    recall: float
    f1: float
    low: float
    high: float
    ari: float
    b3: float

    def __str__(self) -> str:
        return (
            f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f} [{self.low:.3f}, {self.high:.3f}]"
            f" ARI {self.ari:.3f} B³ {self.b3:.3f}"
        )


def compare(found: Labels, wanted: Labels) -> Score:
    """Score a grouping of items against their labels."""
    both, ours, theirs = Counter(zip(found, wanted, strict=True)), Counter(found), Counter(wanted)
    right, given, sought = _pairs(both.values()), _pairs(ours.values()), _pairs(theirs.values())
    precision, recall = _share(right, given), _share(right, sought)
    low, high = _interval(found, wanted)
    return Score(
        precision, recall, _f1(precision, recall), low, high,
        _ari(right, given, sought, len(found)), _b3(both, ours, theirs, len(found)),
    )  # fmt: skip


def recall_of(
    found: Mapping[str, Hashable], pairs: Iterable[tuple[str, str, str]]
) -> dict[str, tuple[int, int]]:
    """Count for each kind of change (kind, copy, original) how many copies were found, of how many."""
    told: dict[str, tuple[int, int]] = {}
    for kind, copy, original in pairs:
        right, total = told.get(kind, (0, 0))
        told[kind] = right + (found[copy] == found[original]), total + 1
    return told


def group(items: Sequence[Item], **options: Any) -> Grouper:
    """Group items as one batch after the other, as the command does."""
    grouper = Grouper(**options)
    for start in range(0, len(items), 2000):
        grouper.add_many(items[start : start + 2000])
    return grouper


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _share(right: int, total: int) -> float:
    return right / total if total else 1.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _ari(right: int, given: int, sought: int, count: int) -> float:
    every = count * (count - 1) / 2
    by_chance = given * sought / every if every else 0.0
    most = (given + sought) / 2
    return (right - by_chance) / (most - by_chance) if most != by_chance else 1.0


def _b3(both: Counter[Any], ours: Counter[Any], theirs: Counter[Any], count: int) -> float:
    precision = sum(n * n / ours[found] for (found, _), n in both.items()) / count
    recall = sum(n * n / theirs[wanted] for (_, wanted), n in both.items()) / count
    return _f1(precision, recall)


def _interval(found: Labels, wanted: Labels) -> tuple[float, float]:
    """Return the 2.5 and 97.5 percentiles of F1 over resampled clusters; a wrong pair counts half for each of its two."""
    right: Counter[Any] = Counter()
    wrong: Counter[Any] = Counter()
    sought = {label: _pairs([size]) for label, size in Counter(wanted).items()}
    members: dict[Hashable, Counter[Any]] = {}
    for group_found, label in zip(found, wanted, strict=True):
        members.setdefault(group_found, Counter())[label] += 1
    for labels in members.values():
        size = sum(labels.values())
        for label, count in labels.items():
            right[label] += _pairs([count])
            wrong[label] += count * (size - count)
    draw, known, values = random.Random(20261130), sorted(sought, key=str), []  # noqa: S311  repeatable, not secret
    for _ in range(_RESAMPLES):
        sample = draw.choices(known, k=len(known))
        hit = sum(right[label] for label in sample)
        given = hit + sum(wrong[label] for label in sample) / 2
        total = given + sum(sought[label] for label in sample)
        values.append(2 * hit / total if total else 1.0)
    values.sort()
    return values[int(_RESAMPLES * 0.025)], values[int(_RESAMPLES * 0.975) - 1]
