"""Search beside folded BM25 with pairs of words, SQLite FTS5, and tantivy asked the same terms alone.

With LOA_BENCH_DATA the labelled texts in that folder (`search/xquad_vi_docs.jsonl.gz`, `search/xquad_vi_queries_dev.jsonl.gz`), else
constructed ones. The clock runs over made-up documents joined from the sentences of the texts.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import random
import re
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tantivy import Occur, Query, Searcher

from loa.finding import constructed
from loa.finding.asking import Asked, ask
from loa.finding.evaluate import FORMS, Score, judge, typed
from loa.finding.index import Doc, Index
from loa.finding.scoring import BARE, MARKED
from loa.finding.tokens import pair, pairs, tokens, words
from loa.lib.measure import Bench, Figure, Goal, Outcome, Plan, median, percentile
from loa.lib.text import fold

_K1, _B = 0.9, 0.4
_DOCUMENTS = 10_000
_SENTENCES = 14
_ASKED = 200


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

    def __init__(self, docs: Sequence[Doc]) -> None:
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
    times, told = _times(plan, docs, [query["q"] for query in asked])
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
    plan: Plan, docs: Sequence[Doc], questions: Sequence[str]
) -> tuple[dict[str, Figure], list[tuple[str, str]]]:
    """Return how long a question takes on many documents: ours, the same terms asked of tantivy alone, FTS5."""
    many = list(_many(docs, plan.scaled(_DOCUMENTS, least=200)))
    index = Index()
    began = time.process_time()
    index.fill(many)
    rate = len(many) / (time.process_time() - began)
    plan.say(f"{len(many):,} documents indexed, {rate:,.0f} a second")
    rival, searcher = Fts5(many), index.searcher()
    chosen = questions[:: max(1, len(questions) // _ASKED)]
    spent: dict[str, list[float]] = {"ours": [], "tantivy": [], "fts5": []}
    for question in chosen:
        plain = _plain(index, ask(question))
        spent["ours"].append(_milliseconds(lambda q=question: index.search(ask(q), fill=True)))
        spent["tantivy"].append(_milliseconds(lambda p=plain: _fetched(searcher, p)))
        spent["fts5"].append(_milliseconds(lambda q=question: rival.rank(q)))
    told = [
        (
            f"{name}, {len(many):,} documents, p50 / p95 ms of processor time",
            f"{median(all_):.1f} / {percentile(all_, 0.95):.1f}",
        )
        for name, all_ in spent.items()
    ]
    figures: dict[str, Figure] = {
        "p50_ms": median(spent["ours"]),
        "p95_ms": percentile(spent["ours"], 0.95),
        "tantivy_ratio": percentile(spent["ours"], 0.95) / percentile(spent["tantivy"], 0.95),
        "docs_per_s": rate,
    }
    return figures, [*told, ("documents indexed a second of processor time", f"{rate:,.0f}")]


def _fetched(searcher: Searcher, query: Query) -> list[str]:
    return [
        str(searcher.doc(address)["key"][0]) for _, address in searcher.search(query, 10, count=False).hits
    ]


def _plain(index: Index, asked: Asked) -> Query:
    """Return any of the words and pairs, bare and as marked: what ranks, without lifts, synonyms and operators."""
    terms = {(BARE, token.bare) for token in asked.ranking} | {
        (MARKED, token.marked) for token in asked.ranking
    }
    for one, two in pairs(asked.ranking):
        terms |= {(BARE, pair(one.bare, two.bare)), (MARKED, pair(one.marked, two.marked))}
    return Query.boolean_query(
        [(Occur.Should, Query.term_query(index.schema, field, term, "freq")) for field, term in terms]
    )


def _many(docs: Sequence[Doc], count: int) -> Iterator[Doc]:
    """Yield documents of sentences drawn from all texts: real words, no story."""
    chance = random.Random(7)  # noqa: S311  the same documents each time
    sentences = [sentence for doc in docs for sentence in re.split(r"(?<=[.!?])\s+", doc.text) if sentence]
    for number in range(count):
        yield Doc(str(number), chance.choice(docs).title, " ".join(chance.choices(sentences, k=_SENTENCES)))


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
    ),
    database=False,
)
