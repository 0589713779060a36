"""The index on disk or in memory: the searched fields, the key of each document, labels for rights, facets, a time.

It must not decide who may see what: a caller gives the labels a reader holds, and reads each hit again.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import tantivy

from loa.finding import about
from loa.finding.asking import Asked
from loa.finding.scoring import BARE, KEY, LABEL, MARKED, TIME, TITLE, Limits, Must, build, starting
from loa.finding.tokens import terms

_HEAP: Final = 64 * 1024 * 1024
_SPLIT: Final = "whitespace"
_TITLE: Final = 2
"""How often the title is counted."""
FORMAT: Final = 1
"""Raised when fields or tokens change: an index of another format is made anew."""
FACETS: Final = ("kind", "source", "topic", "area", "year")
"""What hits are counted by, and narrowed to."""
BEST: Final = 300
"""So many hits are looked at: for the pages, and for the counts."""
_ENOUGH: Final = 100
"""Where a reader may see fewer of the best than this, what he may see is asked for alone."""
_MOST_COUNTS: Final = 1000
_MARK: Final = "~mark"
_ABOUT, _NUMBER = "about", "number"


@dataclass(frozen=True, slots=True)
class Doc:
    """What is searched: a key of its own, title, text; labels to filter by; when it was published; values of `FACETS`."""

    key: str
    title: str
    text: str
    labels: tuple[str, ...] = ()
    at: datetime | None = None
    facets: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found, and its score in this search."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, how many there are, and how many of them for each value of each facet, the most first.

    Where there `is_more`, `total` and `facets` are of the best `BEST` alone.
    """

    hits: list[Hit]
    total: int
    is_more: bool
    facets: Mapping[str, list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class _Best:
    """The best hits, the number of each, and what is known of the numbers that are reached, with how many have each."""

    hits: list[tuple[float, tantivy.DocAddress]]
    numbers: list[Any]
    alike: Mapping[int, tuple[about.About, int]]

    @property
    def total(self) -> int:
        return sum(times for _, times in self.alike.values())

    @property
    def is_cut(self) -> bool:
        return len(self.hits) == BEST

    def reached(self) -> Iterator[tuple[float, tantivy.DocAddress]]:
        """Yield the hits that are reached, the best first."""
        return (hit for hit, number in zip(self.hits, self.numbers, strict=True) if number in self.alike)


class Writer:
    """Adds and removes documents; they are found once `Index.writing` has ended."""

    def __init__(self, writer: tantivy.IndexWriter, schema: tantivy.Schema) -> None:
        self._writer = writer
        self._schema = schema

    def add(self, doc: Doc) -> None:
        """Add a document in place of one with the same key."""
        self.remove(doc.key)
        self.append(doc)

    def append(self, doc: Doc) -> None:
        """Add a document whose key is known to be new."""
        marked, bare = terms(f"{doc.title}\n" * _TITLE + doc.text)
        made = tantivy.Document()
        made.add_text(KEY, doc.key)
        made.add_text(MARKED, " ".join(marked))
        made.add_text(BARE, " ".join(bare))
        made.add_text(TITLE, " ".join(terms(doc.title)[1]))
        for label in doc.labels:
            made.add_text(LABEL, label)
        for facet, values in doc.facets.items():
            for value in values:
                made.add_text(facet, value)
        if doc.at is not None:
            made.add_date(TIME, doc.at)
        told = about.written(doc.labels, doc.facets)
        made.add_text(_ABOUT, told)
        made.add_unsigned(_NUMBER, about.number_of(told))
        self._writer.add_document(made)

    def remove(self, key: str) -> None:
        """Remove the document with this key, if there is one."""
        self._writer.delete_documents_by_term(KEY, key)

    def mark(self, word: str) -> None:
        """Leave a word in the index in place of the last one; it stands with what is written beside it, or not at all."""
        self._writer.delete_documents_by_term(LABEL, _MARK)
        made = tantivy.Document()
        made.add_text(KEY, word)
        made.add_text(LABEL, _MARK)
        self._writer.add_document(made)


class Index:
    """Documents that can be searched."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the index of a folder, made where there is none; without a folder one in memory."""
        self._schema, self._known = _schema(), about.Known()
        self._counts: dict[tuple[str, tuple[str, ...]], int] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder) if folder else None)

    @property
    def schema(self) -> tantivy.Schema:
        """The fields, for whoever builds a query of its own."""
        return self._schema

    def searcher(self) -> tantivy.Searcher:
        """Return the library's own searcher over what is found now."""
        return self._index.searcher()

    def __len__(self) -> int:
        """Return how many documents can be found."""
        searcher = self._index.searcher()
        return int(searcher.num_docs) - int(bool(self._marks(searcher)))

    @property
    def mark(self) -> str:
        """Return the word that the last writing left; empty where none did."""
        searcher = self._index.searcher()
        found = self._marks(searcher)
        return str(searcher.doc(found[0][1])[KEY][0]) if found else ""

    def _marks(self, searcher: tantivy.Searcher) -> list[tuple[float, tantivy.DocAddress]]:
        query = tantivy.Query.term_query(self._schema, LABEL, _MARK, "basic")
        return list(searcher.search(query, 1, count=False).hits)

    def refresh(self) -> None:
        """See what another process has written since."""
        self._index.reload()
        self._counts.clear()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Writer]:
        """Add and remove: all of it can be found when the block ends, none of it when it fails."""
        writer = self._index.writer(_HEAP, 1)
        try:
            yield Writer(writer, self._schema)
        except BaseException:
            writer.rollback()
            raise
        writer.commit()
        writer.wait_merging_threads()
        self.refresh()

    def fill(self, docs: Iterable[Doc]) -> None:
        """Add documents whose keys are known to be new."""
        with self.writing() as writer:
            for doc in docs:
                writer.append(doc)

    def search(
        self, asked: Asked, limit: int = 10, *, limits: Limits | None = None, fill: bool = False
    ) -> list[Hit]:
        """Return the best documents, best first: those that hold the phrases and most words of a short question.

        With `fill` words only rank, and where the phrases leave room, documents without them follow.
        """
        if not fill:
            return self._ask(asked, limit, limits, Must.WORDS)
        hits = self._ask(asked, limit, limits, Must.PHRASES)
        if len(hits) < limit and asked.phrases:
            seen = {hit.key for hit in hits}
            hits += [hit for hit in self._ask(asked, limit, limits, Must.NOTHING) if hit.key not in seen]
        return hits[:limit]

    def find(
        self, asked: Asked, *, limits: Limits, limit: int = 10, offset: int = 0, newest: bool = False
    ) -> Found:
        """Return a page of what `search` finds, with counts; of an empty question all within the limits, newest first.

        The best are asked for without the labels, which is quicker, and those out of reach left out. Where too few would
        remain, or do, they are asked for with them.
        """
        searcher = self._index.searcher()
        by_time = newest or asked.is_empty
        open_, is_wide = replace(limits, labels=(), without=()), self._is_wide(searcher, limits)
        best = self._best(searcher, asked, open_ if is_wide else limits, limits, by_time=by_time)
        if is_wide and best.is_cut and best.total < _ENOUGH:
            best = self._best(searcher, asked, limits, limits, by_time=by_time)
        hits = [
            Hit(str(searcher.doc(address)[KEY][0]), 0.0 if by_time else float(score))
            for score, address in islice(best.reached(), offset, offset + limit)
        ]
        return Found(hits, best.total, best.is_cut, about.counted(best.alike.values(), FACETS))

    def _is_wide(self, searcher: tantivy.Searcher, limits: Limits) -> bool:
        """Say whether the labels reach so much of what is within the facets that enough of the best are among it."""
        within = [self._held(searcher, facet, values) for facet, values in limits.facets.items()]
        all_ = min([int(searcher.num_docs), *within])
        reached = (self._held(searcher, LABEL, group) for group in limits.labels)
        return all(BEST * held >= _ENOUGH * all_ for held in reached)

    def _held(self, searcher: tantivy.Searcher, field: str, values: Collection[str]) -> int:
        """Return how many documents have one of the values, those that have two counted twice."""
        key = field, tuple(values)
        held = self._counts.get(key)
        if held is None:
            held = sum(searcher.doc_freq(field, value) for value in values)
            if len(self._counts) >= _MOST_COUNTS:
                self._counts.clear()
            self._counts[key] = held
        return held

    def _best(
        self, searcher: tantivy.Searcher, asked: Asked, given: Limits, limits: Limits, *, by_time: bool
    ) -> _Best:
        """Return the best hits within what is `given`, and which of them the labels of `limits` reach."""
        query = self._query(asked, given, Must.WORDS)
        hits = searcher.search(query, BEST, count=False, order_by_field=TIME if by_time else None).hits
        numbers: list[Any] = searcher.fast_field_values(_NUMBER, [address for _, address in hits])
        within = about.Within(limits.labels, limits.without)
        alike: dict[int, tuple[about.About, int]] = {}
        for number, times in Counter(numbers).items():
            if number is not None:
                one = self._known.find(number)
                if one is None:
                    address = hits[numbers.index(number)][1]
                    one = self._known.keep(number, str(searcher.doc(address)[_ABOUT][0]))
                if within.holds(one):
                    alike[number] = one, times
        return _Best(hits, numbers, alike)

    def titles(self, typed: str, *, limits: Limits, limit: int = 8) -> list[str]:
        """Return the keys of documents whose titles hold what was typed, its last word perhaps unfinished."""
        query = starting(self._schema, typed, limits)
        if query is None:
            return []
        searcher = self._index.searcher()
        found = searcher.search(query, limit, count=False).hits
        return [str(searcher.doc(address)[KEY][0]) for _, address in found]

    def count(self, asked: Asked, *, limits: Limits | None = None) -> int:
        """Return how many documents hold the phrases and most words of a short question."""
        if asked.is_empty:
            return 0
        query = self._query(asked, limits, Must.WORDS)
        return int(getattr(self._index.searcher().search(query, 1, count=True), "count", 0) or 0)

    def _ask(self, asked: Asked, limit: int, limits: Limits | None, must: Must) -> list[Hit]:
        if asked.is_empty:
            return []
        searcher = self._index.searcher()
        found = searcher.search(self._query(asked, limits, must), limit, count=False).hits
        return [Hit(str(searcher.doc(address)[KEY][0]), float(score)) for score, address in found]

    def _query(self, asked: Asked, limits: Limits | None, must: Must) -> tantivy.Query:
        return build(self._schema, asked, limits or Limits(), must)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(KEY, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(MARKED, tokenizer_name=_SPLIT)
    builder.add_text_field(BARE, tokenizer_name=_SPLIT)
    builder.add_text_field(TITLE, tokenizer_name=_SPLIT, index_option="basic")
    builder.add_text_field(LABEL, tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_ABOUT, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(_NUMBER, fast=True)
    builder.add_date_field(TIME, indexed=True, fast=True)
    return builder.build()
