"""How well and how fast items of the press are grouped, beside word overlap and beside datasketch and rensa.

With LOA_BENCH_DATA also quality on the labelled files of that folder: `neardup/constructed_open_dev.jsonl.gz`, and for
stories the texts of the labelled days as `stories/press.jsonl`, which are not ours to ship: six days are labelled here,
`data/SOURCES.md`, another in `stories/stories_labels_dev.jsonl.gz`.
Each `edits/*.jsonl` (`article` the same for all wordings of one, `published_at`, `first_seen`) is scored as real edits.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

from loa.lib.measure import Bench, Figure, Goal, Outcome, Plan, in_turn, median, ratio
from loa.ops.benches.press_texts import A_DAY, CHANGED, articles
from loa.ops.benches.stories_quality import quality
from loa.stories import Grouper, Item, rebuild
from loa.stories.facts import prepare
from loa.stories.grouper import STEP
from loa.stories.sketches import SketchIndex

_BATCH = 2000
_SLOW_SHARE = 10
_WORD = re.compile(r"\w+")
_HASHES = 128


def run(plan: Plan) -> Outcome:
    """Measure quality where there is data, then speed beside the rivals, then how the cost grows."""
    outcome = Outcome()
    if folder := os.environ.get("LOA_BENCH_DATA"):
        quality(Path(folder), outcome)
    began = time.perf_counter()
    Grouper(window=64, story_window=64).add_many([Item("a", "một", "hai"), Item("b", "một", "hai")])
    outcome.lines.append(
        ("getting ready (compiled code read or made)", f"{time.perf_counter() - began:.1f} s")
    )
    _speed(plan, outcome)
    _rebuilt(plan, outcome)
    _growth(plan, outcome)
    return outcome


def _speed(plan: Plan, outcome: Outcome) -> None:
    """Run the whole path and the rivals in turn on the same articles; datasketch, the slowest, on the first tenth of them."""
    made = list(articles(plan.scaled(20_000, least=400)))
    items = [item for item, _, _ in made]
    few = items[: max(200, len(items) // _SLOW_SHARE)]
    alternatives: dict[str, Callable[[], float]] = {
        "ours": lambda: _rate(len(items), lambda: _grouped(items)),
        "reprints": lambda: _rate(len(items), lambda: _looked_up(items)),
    }
    for name, rival, given in (("datasketch", _datasketch, few), ("rensa", _rensa, items)):
        if importlib.util.find_spec(name):
            alternatives[name] = lambda rival=rival, given=given: _rate(len(given), lambda: rival(given))  # type: ignore[misc]
        else:
            outcome.lines.append((name, f"not installed, not compared: add {name} to the group dev"))
    found = in_turn(alternatives, plan)
    outcome.figures["items_per_s"] = median(found["ours"])
    outcome.lines.append(
        ("articles of 363 words a second, whole path, one core", f"{median(found['ours']):,.0f}")
    )
    outcome.lines.append(
        ("the same without stories and groups: read, sketch, look up", f"{median(found['reprints']):,.0f}")
    )
    for name in set(alternatives) - {"ours", "reprints"}:
        outcome.figures[f"{name}_ratio"] = ratio(found["ours"], found[name])
        outcome.lines.append((f"{name}, MinHash + LSH with its shingling", f"{median(found[name]):,.0f}"))
    if "rensa" in found:
        outcome.figures["reprints_rensa_ratio"] = ratio(found["reprints"], found["rensa"])
    _planted(made, outcome)


def _planted(made: list[tuple[Item, str | None, float]], outcome: Outcome) -> None:
    grouper = _grouped([item for item, _, _ in made])
    recall: dict[float, list[bool]] = {share: [] for share in CHANGED}
    copies = {item.id for item, original, _ in made if original}
    for item, original, share in made:
        if original:
            recall[share].append(grouper.placed(item.id).reprints == grouper.placed(original).reprints)
    told = {f"{share:.0%}": sum(hits) / len(hits) for share, hits in recall.items() if hits}
    outcome.figures["recall_10"] = told.get("10%", 1.0)
    wrong = sum(g.reprint_of is not None for g in map(grouper.placed, grouper.ids) if g.id not in copies)
    shown = ", ".join(f"{share} {value:.3f}" for share, value in told.items())
    outcome.lines.append(("planted copies found by share of words edited (constructed)", shown))
    outcome.lines.append(("articles taken for a copy of another", f"{wrong} of {len(made) - len(copies)}"))


def _grouped(items: list[Item]) -> Grouper:
    grouper = Grouper()
    for start in range(0, len(items), _BATCH):
        grouper.add_many(items[start : start + _BATCH])
    return grouper


def _looked_up(items: list[Item]) -> None:
    """Do what the rivals do and no more: make sketches, find the likest earlier texts, take them in."""
    index = SketchIndex(200_000)
    for start in range(0, len(items), STEP):
        index.add(prepare(items[start : start + STEP]).rows)


def _rate(count: int, action: Callable[[], object]) -> float:
    began = time.process_time()
    action()
    return count / (time.process_time() - began)


def _shingles(item: Item) -> list[str]:
    words = _WORD.findall(f"{item.title} {item.text}".lower())
    return [" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))]


def _datasketch(items: list[Item]) -> None:
    library: Any = importlib.import_module("datasketch")
    index = library.MinHashLSH(num_perm=_HASHES, params=(32, 4))
    for item in items:
        sketch = library.MinHash(num_perm=_HASHES)
        sketch.update_batch([shingle.encode() for shingle in _shingles(item)])
        index.query(sketch)
        index.insert(item.id, sketch)


def _rensa(items: list[Item]) -> None:
    library: Any = importlib.import_module("rensa")
    index = library.RMinHashLSH(threshold=0.4, num_perm=_HASHES, num_bands=32)
    for number, item in enumerate(items):
        sketch = library.RMinHash(num_perm=_HASHES, seed=42)
        sketch.update(_shingles(item))
        index.query(sketch)
        index.insert(number, sketch)


def _rebuilt(plan: Plan, outcome: Outcome) -> None:
    """Group a stream that nobody keeps, as the press room does from its database: time and memory, the stream's aside."""
    total, process = plan.scaled(150_000, least=1000), psutil.Process()
    before, making = process.memory_info().rss, 0.0

    def stream() -> Iterator[Item]:
        nonlocal making
        made = articles(total, seed=13)
        while True:
            began = time.perf_counter()
            item = next(made, None)
            making += time.perf_counter() - began
            if item is None:
                return
            yield item[0]

    began = time.perf_counter()
    grouper = rebuild(stream())
    spent = time.perf_counter() - began - making
    outcome.figures["rebuild_s"] = spent
    outcome.lines.append(
        (
            f"rebuild of {len(grouper.ids):,} articles from a stream",
            f"{spent:.1f} s, {(process.memory_info().rss - before) / 1e6:,.0f} MB",
        )
    )


def _growth(plan: Plan, outcome: Outcome) -> None:
    """Compare what an item costs late with what it costs after the first tenth: two groupings, batch by batch in turn.

    In turn, so that what else the machine does weighs on both. The first tenth fills the windows and would flatter nobody
    but us.
    """
    total = plan.scaled(1_500_000, least=4000)
    early, process = total // 10, psutil.Process()
    before = process.memory_info().rss
    late = _filled(total - early, 11, plan)
    figures: dict[str, Figure] = {
        "mb_per_million": (process.memory_info().rss - before) / 1e6 / ((total - early) / 1e6)
    }
    costs = _in_turn(late, _filled(early, 17, plan), early)
    figures["growth"] = costs[0] / costs[1]
    outcome.figures |= figures
    outcome.lines.append(
        (
            f"cost of an item after {total - early:,} beside one after {early:,}",
            f"{costs[0] / early * 1e6:.0f} µs, {costs[1] / early * 1e6:.0f} µs: {figures['growth']:.2f}",
        )
    )
    outcome.lines.append(("memory, megabytes per million", f"{figures['mb_per_million']:,.0f}"))


def _filled(total: int, seed: int, plan: Plan) -> Grouper:
    """Group so many articles, a batch at a time."""
    grouper, made = Grouper(), articles(total, seed=seed)
    while batch := [item for item, _, _ in islice(made, _BATCH)]:
        grouper.put_many(batch)
        if len(grouper.ids) % (50 * _BATCH) == 0:
            plan.say(f"{len(grouper.ids)} grouped")
    return grouper


def _in_turn(late: Grouper, early: Grouper, count: int) -> list[float]:
    """Add the same articles to both in turn, as the news of the day after; return the processor time of each."""
    spent, made = [0.0, 0.0], articles(count, seed=19)
    after = [timedelta(days=len(grouper.ids) / A_DAY) for grouper in (late, early)]
    while batch := [item for item, _, _ in islice(made, _BATCH)]:
        for at, grouper in enumerate((late, early)):
            news = [
                replace(
                    item, id=f"n{item.id}", published_at=item.published_at and item.published_at + after[at]
                )
                for item in batch
            ]
            began = time.process_time()
            grouper.add_many(news)
            spent[at] += time.process_time() - began
    return spent


BENCH = Bench(
    "stories",
    "Items of the press grouped into reprints and stories",
    run,
    (
        Goal("f1_reprints", at_least=0.93),
        Goal("f1_edits", at_least=0.88),
        Goal("f1_stories", at_least=0.70),
        Goal("f1_stories_worst", at_least=0.55),
        Goal("recall_10", at_least=0.975),
        Goal("datasketch_ratio", at_least=10),
        Goal("rensa_ratio", at_least=3),
        Goal("growth", at_most=1.1),
    ),
    database=False,
)
