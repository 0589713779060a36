"""Measures of the reader on labelled documents: right per field, all five right, invented values, doubts, with intervals.

It must not tune anything: it only compares. Source of the measures: the evaluation rules that stand in docs/measured/documents.md.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from loa.papers.reading.model import FIELDS, MAIN, SURE, Reading

_RESAMPLES: Final = 1000
_SUBJECT: Final = 0.9


@dataclass(frozen=True, slots=True)
class Judged:
    """One document: which fields it has and are right, which were invented, which errors were marked as doubtful."""

    present: frozenset[str]
    right: frozenset[str]
    invented: frozenset[str]
    wrong: frozenset[str]
    marked: frozenset[str]

    @property
    def five(self) -> bool:
        """Say whether all main fields are right, null where the document has none."""
        return self.wrong.isdisjoint(MAIN)


def same(field: str, wanted: Any, given: Any) -> bool:
    """Compare two values: NFC, spaces collapsed, case ignored; subjects by the words they share."""
    if wanted is None or given is None:
        return wanted is given
    a, b = _form(wanted), _form(given)
    return a == b or (field == "subject" and _shared(a, b) >= _SUBJECT)


def _form(value: Any) -> str:
    return " ".join(unicodedata.normalize("NFC", str(value)).split()).lower()


def _shared(a: str, b: str) -> float:
    first, second = a.split(), b.split()
    both = sum((Counter(first) & Counter(second)).values())
    return 2 * both / (len(first) + len(second)) if both else 0.0


def judge(gold: Mapping[str, Any], reading: Reading) -> Judged:
    """Compare a reading with what stands in the document."""
    values = {name: reading.fields[name].value for name in FIELDS}
    wrong = {name for name in FIELDS if not same(name, gold[name], values[name])}
    present = {name for name in FIELDS if gold[name] is not None}
    return Judged(
        frozenset(present),
        frozenset(present - wrong),
        frozenset(name for name in wrong if name not in present),
        frozenset(wrong),
        frozenset(name for name in wrong if reading.fields[name].sure < SURE),
    )


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its count and its 95 % interval over resampled documents."""

    right: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """Return the share; one where there is nothing to count."""
        return self.right / self.of if self.of else 1.0

    def __str__(self) -> str:
        return f"{self.right}/{self.of} {self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def share(pairs: Sequence[tuple[int, int]]) -> Share:
    """Return the share of (right, of) pairs, one for each document."""
    draw = random.Random(20260901)  # noqa: S311 - a fixed seed makes the interval repeatable; nothing is secret
    found = []
    for _ in range(_RESAMPLES if pairs else 0):
        sample = draw.choices(pairs, k=len(pairs))
        of = sum(pair[1] for pair in sample)
        found.append(sum(pair[0] for pair in sample) / of if of else 1.0)
    found.sort()
    low, high = (found[int(0.025 * _RESAMPLES)], found[int(0.975 * _RESAMPLES) - 1]) if found else (1.0, 1.0)
    return Share(sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs), low, high)


def figures(judged: Iterable[Judged]) -> dict[str, Share]:
    """Return the measures: each field, `five_right`, `invented` (documents with one), `errors_marked`."""
    rows = list(judged)
    found = {
        name: share([(int(name in row.right), int(name in row.present)) for row in rows]) for name in FIELDS
    }
    found["five_right"] = share([(int(row.five), 1) for row in rows])
    found["invented"] = share([(int(bool(row.invented)), 1) for row in rows])
    found["errors_marked"] = share([(len(row.marked), len(row.wrong)) for row in rows])
    return found
