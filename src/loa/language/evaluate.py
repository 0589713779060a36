"""Measures of the language engine on labelled sentences: counts, precision and recall with an interval.

It must not tune anything: it only reads labels and compares.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loa.language.facts import KINDS, Fact, find_facts

Record = dict[str, Any]
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Count:
    """Right, missed and wrong answers of one unit (a sentence, a rendition)."""

    right: int = 0
    missed: int = 0
    wrong: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.missed + other.missed, self.wrong + other.wrong)


@dataclass(frozen=True, slots=True)
class Score:
    """Totals with precision and recall; intervals are the 2.5 and 97.5 percentiles over resampled sentences."""

    count: Count
    precision: float
    recall: float
    precision_interval: tuple[float, float]
    recall_interval: tuple[float, float]


def read_records(path: Path) -> list[Record]:
    """Read JSON lines, split at the newline character only."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _precision(count: Count) -> float:
    given = count.right + count.wrong
    return count.right / given if given else 1.0


def _recall(count: Count) -> float:
    wanted = count.right + count.missed
    return count.right / wanted if wanted else 1.0


def _interval(counts: Sequence[Count], measure: Callable[[Count], float]) -> tuple[float, float]:
    draw = random.Random(20260901)  # noqa: S311 - a fixed seed makes the interval repeatable; nothing is secret
    values = sorted(measure(sum(draw.choices(counts, k=len(counts)), Count())) for _ in range(_RESAMPLES))
    return values[int(_RESAMPLES * 0.025)], values[int(_RESAMPLES * 0.975) - 1]


def score(counts: Sequence[Count]) -> Score:
    """Add up the counts of all units and put a bootstrap interval beside the result."""
    total = sum(counts, Count())
    return Score(
        total,
        _precision(total),
        _recall(total),
        _interval(counts, _precision) if counts else (1.0, 1.0),
        _interval(counts, _recall) if counts else (1.0, 1.0),
    )


def _same(label: Record, fact: Fact) -> bool:
    return (
        label["kind"] == fact.kind
        and label["value"] == fact.value
        and label["start"] < fact.end
        and fact.start < label["end"]
    )


def compare_facts(labels: Sequence[Record], found: Sequence[Fact], kind: str) -> Count:
    """Count facts of one kind; a fact is right when kind and canonical value agree and the places overlap."""
    wanted = [label for label in labels if label["kind"] == kind]
    given = [fact for fact in found if fact.kind == kind]
    right = 0
    for label in wanted:
        match = next((fact for fact in given if _same(label, fact)), None)
        if match:
            given.remove(match)
            right += 1
    return Count(right, len(wanted) - right, len(given))


def evaluate_facts(records: Iterable[Record]) -> dict[str, Score]:
    """Score the fact finder on labelled sentences, by kind."""
    read = [(record["facts"], find_facts(record["text"])) for record in records]
    return {kind: score([compare_facts(labels, found, kind) for labels, found in read]) for kind in KINDS}
