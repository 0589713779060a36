"""Search beside folded BM25 with pairs of words, SQLite FTS5, and tantivy asked the same query without rights and facets.

With LOA_BENCH_DATA the labelled texts in that folder (`search/xquad_vi_docs.jsonl.gz`, `search/xquad_vi_queries_dev.jsonl.gz`), else
constructed ones. The clock runs over items of the press (`search_items`): 150,000 real ones at scale 1, a million at 6.67.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import re
import sqlite3
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tantivy import Query, Searcher

from loa.finding import constructed
from loa.finding.asking import ask
from loa.finding.evaluate import FORMS, Score, judge, typed
from loa.finding.index import Doc, Index
from loa.finding.scoring import Limits, Must, build
from loa.finding.tokens import pair, tokens, words
from loa.lib.measure import Bench, Figure, Goal, Outcome, Plan, median, percentile
from loa.lib.text import fold
from loa.ops.benches import search_items

_K1, _B = 0.9, 0.4
_REAL, _MADE = 150_000, 10_000
_ASKED = 240
_HALVES = {"tuned on": 12, "held back": 13}
"""Two sets of questions by the seed they are drawn with: caps and weights of time were chosen on the first, goals are judged on the second."""
_FTS5_MOST = 200_000  # it would ask for minutes of more
_PAGE = 12


class Bm25:
    """BM25 over bare words and pairs of them: the rival that quality is measured by."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        self.keys = [doc.key for doc in docs]
        counts = [Counter(_terms(f"{doc.title}\n{doc.text}")) for doc in docs]
        self.lengths = [count.total() for count in counts]
        self.mean = sum(self.lengths) / len(self.lengths)
        self.rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, count in enumerate(counts):
            for term, times in count.items():
                self.rows[term].append((at, times))

    def rank(self, asked: str) -> list[str]:
        """Return ten keys, best first."""
        scores: Counter[int] = Counter()
        for term in set(_terms(asked)):
            row = self.rows.get(term, ())
            idf = math.log(1 + (len(self.keys) - len(row) + 0.5) / (len(row) + 0.5))
            for at, times in row:
                norm = _K1 * (1 - _B + _B * self.lengths[at] / self.mean)
                scores[at] += idf * times * (_K1 + 1) / (times + norm)  # type: ignore[assignment]
        return [self.keys[at] for at, _ in scores.most_common(10)]


class Fts5:
    """SQLite FTS5 as it comes, marks removed by its own tokenizer, any of the words."""

    def __init__(self, docs: Iterable[Doc]) -> None:
        self.base = sqlite3.connect(":memory:")
        self.base.execute(
            "CREATE VIRTUAL TABLE d USING fts5(key UNINDEXED, text, tokenize='unicode61 remove_diacritics 2')"
        )
        self.base.executemany(
            "INSERT INTO d VALUES (?, ?)", ((doc.key, f"{doc.title}\n{doc.text}") for doc in docs)
        )

    def rank(self, asked: str) -> list[str]:
        """Return ten keys, best first."""
        query = " OR ".join(f'"{word}"' for word in re.findall(r"[^\W_]+", asked))
        rows = (
            self.base.execute("SELECT key FROM d WHERE d MATCH ? ORDER BY bm25(d) LIMIT 10", (query,))
            if query
            else ()
        )
        return [str(key) for (key,) in rows]


def run(plan: Plan) -> Outcome:
    """Judge the three on the same questions, then take the time of each on many documents."""
    folder = os.environ.get("LOA_BENCH_DATA")
    docs, asked = (
        _real(Path(folder) / "search") if folder else (list(constructed.documents()), constructed.queries())
    )
    index = Index()
    index.fill(docs)
    plan.say(f"{len(docs)} documents, {len(asked)} queries ({'labelled' if folder else 'constructed'})")
    ours = judge(asked, lambda question: _keys(index, question))
    others = {"bm25": judge(asked, Bm25(docs).rank), "fts5": judge(asked, Fts5(docs).rank)}
    same = [_keys(index, query["q"]) == _keys(index, typed(query, "nfd")) for query in asked]
    figures = _quality(ours, others["bm25"]) | {"nfd_same": sum(same) / len(same)}
    lines = [(f"{form} ({meaning})", f"{ours[form]}") for form, meaning in FORMS.items()]
    for name, scores in others.items():
        lines += [(f"{name}, {form}", f"{scores[form]}") for form in FORMS]
    times, told = _times(
        plan, Path(folder) if folder else None, [query["q"] for query in asked] if folder else []
    )
    return Outcome({**figures, **times}, lines + told)


def _quality(ours: dict[str, Score], bm25: dict[str, Score]) -> dict[str, Figure]:
    return {
        "recall": ours["q"].ten,
        "first": ours["q"].first,
        "mrr": ours["q"].mrr,
        "nodiac_ratio": ours["q_nodiac"].ten / ours["q"].ten,
        "swap_gap": abs(ours["q_tone_swap"].ten - ours["q"].ten),
        "over_bm25": ours["q"].ten - bm25["q"].ten,
        "marks_first": ours["q"].first - ours["q_nodiac"].first,
    }


def _times(
    plan: Plan, folder: Path | None, whole: Sequence[str]
) -> tuple[dict[str, Figure], list[tuple[str, str]]]:
    """Return how long a question takes of readers with rights and facets, beside the same query alone and FTS5."""
    items, real = search_items.read(folder)
    count = plan.scaled(_REAL if real else _MADE, least=200)
    what = "real" if real and count <= len(items) else "real and changed" if real else "constructed"
    with tempfile.TemporaryDirectory(prefix="loa-bench-", dir="/tmp") as place:
        index, rate = _indexed(Path(place), items, count)
        plan.say(f"{count:,} {what} items indexed, {rate:,.0f} a second")
        rival = _fts5(items, count) if count <= _FTS5_MOST else None
        figures: dict[str, Figure] = {"docs_per_s": rate}
        told = [("items indexed a second of processor time", f"{rate:,.0f}")]
        for at, (half, seed) in enumerate(_HALVES.items()):
            asked = search_items.questions(items, whole[at::2], _ASKED, seed=seed)
            spent = _asked(index, rival, asked, plan.rounds)
            told += [
                (
                    f"{name}, {count:,} {what} items, questions {half}, p50 / p95 ms of processor time",
                    f"{median(all_):.2f} / {percentile(all_, 0.95):.2f}",
                )
                for name, all_ in spent.items()
            ]
            figures |= _figures(spent, "" if half == "held back" else "_tuned")
    return figures, told


def _indexed(place: Path, items: Sequence[search_items.Item], count: int) -> tuple[Index, float]:
    """Return an index of so many items on the disk, as a host has it, and how many went in a second."""
    index = Index(place)
    began = time.process_time()
    index.fill(search_items.documents(items, count))
    return index, count / (time.process_time() - began)


def _figures(spent: Mapping[str, Sequence[float]], name: str) -> dict[str, Figure]:
    ours, rival = (percentile(spent[way], 0.95) for way in ("rights and facets", "tantivy"))
    return {
        f"p50{name}_ms": median(spent["rights and facets"]),
        f"p95{name}_ms": ours,
        f"tantivy_ratio{name}": ours / rival,
        f"narrowed_p95{name}_ms": percentile(spent["narrowed to documents"], 0.95),
    }


def _asked(index: Index, rival: Fts5 | None, asked: Sequence[str], rounds: int) -> dict[str, list[float]]:
    """Ask every question of each in turn, several rounds; the quickest round of a question counts, for each alike.

    Each begins with the question understood: ours and tantivy's query are both built within their time.
    """
    searcher, readers = index.searcher(), search_items.readers()
    best: dict[str, list[float]] = defaultdict(list)
    for number, typed_ in enumerate(asked):
        question, limits = ask(typed_), readers[number % len(readers)]
        papers = search_items.narrowed(limits)
        ways: dict[str, Callable[[], object]] = {
            "rights and facets": lambda q=question, to=limits: index.find(q, limits=to, limit=_PAGE),  # type: ignore[misc]
            "narrowed to documents": lambda q=question, to=papers: index.find(q, limits=to, limit=_PAGE),  # type: ignore[misc]
            "rights alone": lambda q=question, to=limits: index.search(q, _PAGE, limits=to),  # type: ignore[misc]
            "tantivy": lambda q=question: _fetched(searcher, build(index.schema, q, Limits(), Must.WORDS)),  # type: ignore[misc]
        }
        if rival is not None:
            ways["fts5"] = lambda t=typed_, r=rival: r.rank(t)  # type: ignore[misc]
        for name, way in ways.items():
            best[name].append(min(_milliseconds(way) for _ in range(rounds)))
    return best


def _fts5(items: Sequence[search_items.Item], count: int) -> Fts5:
    return Fts5(doc for doc in search_items.documents(items, count))


def _fetched(searcher: Searcher, query: Query) -> list[str]:
    found = searcher.search(query, _PAGE, count=False).hits
    return [str(searcher.doc(address)["key"][0]) for _, address in found]


def _keys(index: Index, question: str) -> list[str]:
    return [hit.key for hit in index.search(ask(question), fill=True)]


def _milliseconds(action: Any) -> float:
    """Return how long the processor works for it: all three search in the thread that asks, other work does not count."""
    began = time.thread_time()
    action()
    return 1000 * (time.thread_time() - began)


def _terms(text: str) -> list[str]:
    found = [fold(token.marked) for token in words(tokens(text))]
    return found + [pair(one, two) for one, two in zip(found, found[1:], strict=False)]  # noqa: RUF007  a list is joined


def _real(folder: Path) -> tuple[list[Doc], list[dict[str, Any]]]:
    rows = {}
    for name in ("xquad_vi_docs", "xquad_vi_queries_dev"):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8", newline="\n") as lines:
            rows[name] = [json.loads(line) for line in lines]
    docs = [Doc(row["id"], row["title"].replace("_", " "), row["text"]) for row in rows["xquad_vi_docs"]]
    return docs, rows["xquad_vi_queries_dev"]


BENCH = Bench(
    "search",
    "Questions with and without marks, beside folded BM25, SQLite FTS5 and bare tantivy",
    run,
    (
        Goal("nodiac_ratio", at_least=0.98),
        Goal("swap_gap", at_most=0.005),
        Goal("over_bm25", at_least=0),
        Goal("marks_first", at_least=0),
        Goal("nfd_same", at_least=1),
        Goal("tantivy_ratio", at_most=1.5),
        Goal("p95_ms", at_most=100),
    ),
    database=False,
)
