"""Judge rankings: R@1, R@10 and MRR@10 with 95 % bootstrap intervals over queries, in five forms of each query."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

FORMS: Final[Mapping[str, str]] = {
    "q": "as typed",
    "q_nodiac": "no marks",
    "q_partial": "half of the marks",
    "q_tone_swap": "tone placement swapped",
    "nfd": "decomposed",
}
_RESAMPLES: Final = 1000
_DEEP: Final = 10

Rank = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """The places (from 1; 0 where it was not among ten) of the first right document of each query."""

    places: tuple[int, ...]

    @property
    def first(self) -> float:
        """R@1."""
        return _mean([float(place == 1) for place in self.places])

    @property
    def ten(self) -> float:
        """R@10."""
        return _mean([float(place > 0) for place in self.places])

    @property
    def mrr(self) -> float:
        """MRR@10."""
        return _mean([1 / place if place else 0.0 for place in self.places])

    def __str__(self) -> str:
        low, high = _interval([float(place == 1) for place in self.places])
        return f"R@1 {self.first:.3f} [{low:.3f}, {high:.3f}], R@10 {self.ten:.3f}, MRR {self.mrr:.3f}"


def judge(queries: Sequence[Mapping[str, Any]], rank: Rank) -> dict[str, Score]:
    """Return the score of each form; `rank` gives ids of documents, best first, for what was typed."""
    return {
        form: Score(tuple(_place(rank(typed(query, form)), query["rel"]) for query in queries))
        for form in FORMS
    }


def typed(query: Mapping[str, Any], form: str) -> str:
    """Return the query in one of the forms."""
    return unicodedata.normalize("NFD", query["q"]) if form == "nfd" else str(query[form])


def _place(found: Sequence[str], right: Sequence[str]) -> int:
    return next((place for place, key in enumerate(found[:_DEEP], 1) if key in right), 0)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _interval(values: Sequence[float]) -> tuple[float, float]:
    chance = random.Random(20261130)  # noqa: S311  a seed that gives the same interval each time
    means = sorted(_mean(chance.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    return means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1]
