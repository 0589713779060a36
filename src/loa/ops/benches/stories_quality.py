"""Quality of the grouping on labelled files, beside word overlap and average linkage of plain TF-IDF.

The labels of six days of March 2026 are ours and lie here: ids and names of stories, no text.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from loa.lib.measure import Outcome
from loa.stories import Item
from loa.stories.evaluate import Score, compare, group, recall_of

LABELS: Final = Path(__file__).parent / "data" / "stories_labels_march.jsonl.gz"
_WORD = re.compile(r"\w+")
Record = dict[str, Any]


def quality(folder: Path, outcome: Outcome) -> None:
    """Score reprints, later wordings where files of them are at hand, and stories where the texts of their day are."""
    records = _read(folder / "neardup" / "constructed_open_dev.jsonl.gz")
    wanted = [record["cluster"] for record in records]
    grouper = group([Item(r["id"], r["title"], r["text"]) for r in records])
    found = {r["id"]: grouper.placed(r["id"]).reprints for r in records}
    score = compare([found[r["id"]] for r in records], wanted)
    outcome.figures["f1_reprints"] = score.f1
    outcome.lines.append((f"reprints, constructed, development, {len(records)} texts", str(score)))
    outcome.lines.append(
        ("  word 3-grams, Jaccard ≥ .4, marks folded", str(compare(_by_overlap(records), wanted)))
    )
    originals = {r["cluster"]: r["id"] for r in records if r["op"] == "original"}
    copies = [
        (r["op"], r["id"], originals[r["cluster"]])
        for r in records
        if r["op"] != "original" and r["cluster"] in originals
    ]
    told = ", ".join(
        f"{kind} {right}/{total}" for kind, (right, total) in sorted(recall_of(found, copies).items())
    )
    outcome.lines.append(("  copies found, by change", told))
    _edits(folder / "edits", outcome)
    _stories(folder / "stories", outcome)


def _edits(folder: Path, outcome: Outcome) -> None:
    """Score later wordings of one `article` in each file, with the time of publication and with that of arrival."""
    found: dict[str, dict[str, float]] = {"f1_edits": {}, "f1_edits_by_arrival": {}}
    for path in sorted(folder.glob("*.jsonl")):
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        for figure, clock in (("f1_edits", "published_at"), ("f1_edits_by_arrival", "first_seen")):
            scores = _edits_by(clock, records)
            found[figure][path.stem] = scores[0].f1
            outcome.lines.append((f"edits, {path.stem}, {clock}, {len(records)} wordings", str(scores[0])))
            outcome.lines.append(("  one wording under two numbers taken for one article", str(scores[1])))
    outcome.figures |= {figure: values for figure, values in found.items() if values}


def _edits_by(clock: str, records: Sequence[Record]) -> list[Score]:
    """Group by one of the clocks; score against articles, and with articles of one and the same wording as one."""
    ordered = sorted(records, key=lambda r: (r[clock] or r["first_seen"], r["id"]))
    grouper = group(
        [
            Item(
                r["id"],
                r["title"],
                r["text"],
                datetime.fromisoformat(r[clock] or r["first_seen"]),
                r["source"],
            )
            for r in ordered
        ]
    )
    found, wanted = [grouper.placed(r["id"]).reprints for r in ordered], [r["article"] for r in ordered]
    firsts: dict[tuple[str, str], str] = {}
    same: dict[str, str] = {}
    for record in ordered:
        first = firsts.setdefault((record["title"], record["text"]), record["article"])
        same.setdefault(record["article"], same.get(first, first))
    return [compare(found, wanted), compare(found, [same[article] for article in wanted])]


def _stories(folder: Path, outcome: Outcome) -> None:
    """Score each labelled day of which the texts are at hand, grouped on its own in order of arrival, and all together."""
    texts = folder / "press.jsonl"
    labels: dict[str, Record] = {}
    for path in (folder / "stories_labels_dev.jsonl.gz", LABELS):
        labels |= {record["id"]: record for record in _read(path)} if path.is_file() else {}
    if not texts.is_file():
        outcome.lines.append(("stories", f"not measured: put the texts of the labelled days into {texts}"))
        return
    days: dict[str, list[Record]] = {}
    for record in map(json.loads, texts.read_text(encoding="utf-8").split("\n")[:-1]):
        if record["id"] in labels:
            days.setdefault(labels[record["id"]]["day"], []).append(record)
    every: list[_Day] = []
    for day, records in sorted(days.items()):
        every.append(_day(records, labels))
        outcome.lines.append((f"stories of {day}, {len(every[-1].wanted)} items", str(every[-1].score())))
        outcome.lines.append(("  TF-IDF, average linkage, .75", str(every[-1].plain_score())))
    whole = _Day(*(list(chain.from_iterable(part)) for part in zip(*every, strict=True)))
    outcome.figures["f1_stories"] = whole.score().f1
    outcome.figures["f1_stories_worst"] = min(day.score().f1 for day in every)
    outcome.figures["f1_stories_plain"] = whole.plain_score().f1
    outcome.lines.append((f"stories, {len(every)} days, micro", str(whole.score())))
    outcome.lines.append(("  TF-IDF, average linkage, .75", str(whole.plain_score())))


class _Day(NamedTuple):
    """Stories of the items that are scored: as labelled, as found, as the rival finds them."""

    wanted: list[str]
    found: list[str]
    plain: list[str]

    def score(self) -> Score:
        return compare(self.found, self.wanted)

    def plain_score(self) -> Score:
        return compare(self.plain, self.wanted)


def _day(records: Sequence[Record], labels: Mapping[str, Record]) -> _Day:
    grouper = group(
        [
            Item(r["id"], r["title"], r["text"], datetime.fromisoformat(r["first_seen"]), r["source"])
            for r in records
        ]
    )
    day, plain = _Day([], [], []), _by_linkage(records)
    for record, other in zip(records, plain, strict=True):
        label = labels[record["id"]]
        if not label["ambiguous"]:
            day.wanted.append(label["story"] or record["id"])
            day.found.append(grouper.placed(record["id"]).story)
            day.plain.append(f"{label['day']}/{other}")
    return day


def _read(path: Path) -> list[Record]:
    with gzip.open(path, "rb") as lines:
        return [json.loads(line) for line in lines]


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _by_overlap(records: Sequence[Record]) -> list[int]:
    """Group by single linkage of word overlap: the rival for reprints."""
    sets = []
    for record in records:
        words = _WORD.findall(_folded(f"{record['title']} {record['text']}"))
        sets.append({hash(tuple(words[at : at + 3])) for at in range(max(1, len(words) - 2))})
    labels = list(range(len(sets)))
    for at, first in enumerate(sets):
        for other in range(at):
            if labels[at] != labels[other] and len(first & sets[other]) >= 0.4 * len(first | sets[other]):
                gone = labels[at]
                labels = [labels[other] if label == gone else label for label in labels]
    return labels


def _by_linkage(records: Sequence[Record]) -> list[int]:
    """Group by average linkage of TF-IDF of title twice and summary: the rival for stories."""
    counts = [Counter(_WORD.findall(f"{r['title']} {r['title']} {r['text']}".lower())) for r in records]
    documents = Counter(word for count in counts for word in count)
    place = {word: at for at, word in enumerate(documents)}
    rows = np.zeros((len(records), len(place)))
    for at, count in enumerate(counts):
        for word, times in count.items():
            rows[at, place[word]] = times * (math.log((1 + len(records)) / (1 + documents[word])) + 1)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    near, size, labels = rows @ rows.T, np.ones(len(rows)), np.arange(len(rows))
    np.fill_diagonal(near, -1)
    while (best := float(near.max())) >= 0.25:
        one, two = divmod(int(near.argmax()), len(near))
        assert best == near[one, two]
        joined = (near[one] * size[one] + near[two] * size[two]) / (size[one] + size[two])
        near[one], near[:, one], near[one, one] = joined, joined, -1
        near[two], near[:, two] = -1, -1
        size[one] += size[two]
        labels[labels == two] = one
    return [int(label) for label in labels]
