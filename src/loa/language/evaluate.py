"""Measures of the language engine on labelled sentences: counts, precision and recall with an interval.

It must not tune anything: it only reads labels and compares.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loa.language.copies import Original, Standing, compare_copy
from loa.language.facts import KINDS, PLACE, Fact, find_facts
from loa.language.facts.places import canonical_place
from loa.language.masking import MASK_KINDS, mask
from loa.language.renditions import STOP, check_rendition

Record = dict[str, Any]
_RESAMPLES = 1000
OUR_HOST = "loa.example.vn"


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


def _share(right: int, other: int) -> float:
    return right / (right + other) if right + other else 1.0


def _interval(units: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Return the 2.5 and 97.5 percentiles of right / (right + other) over resampled units."""
    draw = random.Random(20260901)  # noqa: S311 - a fixed seed makes the interval repeatable; nothing is secret
    shares = []
    for _ in range(_RESAMPLES):
        sample = draw.choices(units, k=len(units))
        shares.append(_share(sum(unit[0] for unit in sample), sum(unit[1] for unit in sample)))
    shares.sort()
    return shares[int(_RESAMPLES * 0.025)], shares[int(_RESAMPLES * 0.975) - 1]


def score(counts: Sequence[Count]) -> Score:
    """Add up the counts of all units and put a bootstrap interval beside the result."""
    total = sum(counts, Count())
    return Score(
        total,
        _share(total.right, total.wrong),
        _share(total.right, total.missed),
        _interval([(count.right, count.wrong) for count in counts]) if counts else (1.0, 1.0),
        _interval([(count.right, count.missed) for count in counts]) if counts else (1.0, 1.0),
    )


def _same(label: Record, fact: Fact) -> bool:
    overlap: bool = label["start"] < fact.end and fact.start < label["end"]
    value = canonical_place(label["value"]) if label["kind"] == PLACE else label["value"]
    return overlap and bool(label["kind"] == fact.kind and value == fact.value)


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


def is_stopped(record: Record) -> bool:
    """Tell whether the check stops the rendition of a labelled record."""
    problems = check_rendition(
        find_facts(record["core"]), record["rendition"], core=record["core"], language=record["language"]
    )
    return any(problem.severity == STOP for problem in problems)


def evaluate_renditions(records: Iterable[Record]) -> Score:
    """Score the rendition check: recall over mutated renditions, precision over what it stops."""
    counts = []
    for record in records:
        stopped, mutated = is_stopped(record), record["mutation"] is not None
        counts.append(
            Count(int(stopped and mutated), int(mutated and not stopped), int(stopped and not mutated))
        )
    return score(counts)


def _covered(text: str) -> set[int]:
    return {index for span in mask(text).spans for index in range(span.start, span.end)}


def _hidden(record: Record, kind: str) -> Count:
    covered = _covered(record["text"])
    spans = [span for span in record["spans"] if span["kind"] == kind]
    right = sum(covered.issuperset(range(span["start"], span["end"])) for span in spans)
    return Count(right, len(spans) - right, 0)


def _touched(record: Record) -> Count:
    """Count words outside every label: left alone is right, covered is missed."""
    covered = _covered(record["text"])
    labelled = {index for span in record["spans"] for index in range(span["start"], span["end"])}
    words = [range(*match.span()) for match in re.finditer(r"\w+", record["text"])]
    others = [word for word in words if labelled.isdisjoint(word)]
    touched = sum(not covered.isdisjoint(word) for word in others)
    return Count(len(others) - touched, touched, 0)


def evaluate_mask(records: Sequence[Record]) -> dict[str, Score]:
    """Score masking: `recall` by kind is the share hidden whole; under "other_words" the share left alone."""
    scores = {kind: score([_hidden(record, kind) for record in records]) for kind in MASK_KINDS}
    return scores | {"other_words": score([_touched(record) for record in records])}


def originals(records: Iterable[Record]) -> list[Original]:
    """Return the issued texts of the labelled pastes."""
    return [Original(r["title"], r["text"], r["code"], r["language"], tuple(r["own"])) for r in records]


def evaluate_copies(records: Iterable[Record], issued: Sequence[Original]) -> dict[tuple[str, str], int]:
    """Count the labelled pastes by label and verdict; `OUR_HOST` is the site they were written for."""
    counts = {(label.value, said.value): 0 for label in Standing for said in Standing}
    for record in records:
        said = compare_copy(record["paste"], issued, hosts={OUR_HOST}).standing
        counts[record["label"], said.value] += 1
    return counts


def _copy_rows(split: str, counts: dict[tuple[str, str], int]) -> list[str]:
    return [
        f"{split} {label.value:8} called "
        + ", ".join(f"{said.value} {counts[label, said]}" for said in Standing)
        for label in Standing
    ]


def _row(name: str, measured: Score) -> str:
    low_p, high_p = measured.precision_interval
    low_r, high_r = measured.recall_interval
    count = measured.count
    return (
        f"{name:28} right {count.right:4} missed {count.missed:3} wrong {count.wrong:3}"
        f"  P {measured.precision:.3f} [{low_p:.3f}, {high_p:.3f}]  R {measured.recall:.3f} [{low_r:.3f}, {high_r:.3f}]"
    )


def report(folder: Path) -> str:
    """Measure everything on the labelled files of a folder, part by part, as a table of text."""
    files = {name: read_records(folder / f"{name}.jsonl") for name in ("facts", "renditions", "mask")}
    rows: list[str] = []
    issued = originals(read_records(folder / "originals.jsonl"))
    pastes = read_records(folder / "copies.jsonl")
    for split in ("dev", "held"):
        rows += _copy_rows(split, evaluate_copies([r for r in pastes if r["split"] == split], issued))
    for split in ("dev", "opened", "held", "dev2", "held2"):
        facts, renditions, masks = ([r for r in records if r["split"] == split] for records in files.values())
        rows += [_row(f"{split} {kind}", measured) for kind, measured in evaluate_facts(facts).items()]
        rows.append(_row(f"{split} renditions", evaluate_renditions(renditions)))
        rows += [
            _row(f"{split} mask {kind}", measured) for kind, measured in evaluate_mask(masks).items() if masks
        ]
    return "\n".join(rows)


if __name__ == "__main__":
    sys.stdout.write(report(Path(__file__).parent / "tests" / "data") + "\n")
