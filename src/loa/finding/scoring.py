"""Turn a question into a query: what must stand in a document, what ranks it, and that exact marks come first.

The weights were chosen on the development queries (docs/measured/search.md); one figure each, none fitted further.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from itertools import pairwise
from typing import Final

import tantivy
from tantivy import Occur, Query

from loa.finding.asking import Asked, Variant
from loa.finding.tokens import Token, forms, pair, pairs, tokens, words

KEY: Final = "key"
MARKED: Final = "marked"
BARE: Final = "bare"
TITLE: Final = "title"
LABEL: Final = "label"
TIME: Final = "at"

_FOREIGN: Final = 2.0
"""A name, an abbreviation or a number says more than a syllable that a thousand words share."""
_PAIR: Final = 0.6
_MARKS: Final = 0.2
_SYNONYM: Final = 0.5
_FIRST: Final = 1000.0
"""What lifts documents that hold a short question as it is marked above all that hold it only bare."""
_SHORT: Final = 4
_ALL: Final = 3
_MOST: Final = 6

_FEW: Final = 64
"""So many labels are quicker asked one by one; more as a set."""
_OF_A_START: Final = 40


@dataclass(frozen=True, slots=True)
class Limits:
    """What a hit must satisfy besides the words.

    One label of every group and none of `without`, one value of every facet named, a time from `since` to before `until`.
    """

    labels: tuple[Collection[str], ...] = ()
    facets: Mapping[str, Collection[str]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    without: Collection[str] = ()


class Must(IntEnum):
    """What of a question must stand in a document: nothing in particular, its phrases, most words of a short one too."""

    NOTHING = 0
    PHRASES = 1
    WORDS = 2


def build(schema: tantivy.Schema, asked: Asked, limits: Limits, must: Must) -> Query:
    """Return the query; excluded words and limits always hold."""
    make = _Maker(schema)
    clauses = [(Occur.Should, query) for query in make.ranks(asked)]
    if must >= Must.PHRASES:
        clauses += [(Occur.Must, make.silent(make.phrase(phrase))) for phrase in asked.phrases]
    if must == Must.WORDS:
        clauses += [(Occur.Must, make.silent(make.phrase(compound))) for compound in asked.compounds]
        if least := _least(asked):
            clauses.append((Occur.Must, make.silent(make.words(asked, least))))
    clauses += [(Occur.Must, make.silent(limit)) for limit in make.limits(limits)]
    if not clauses:
        clauses.append((Occur.Must, Query.all_query()))
    clauses += [(Occur.MustNot, query) for query in make.shut(asked.excluded, limits)]
    return Query.boolean_query(clauses)


def starting(schema: tantivy.Schema, typed: str, limits: Limits) -> Query | None:
    """Return what holds in its title the words typed in a row, the last one perhaps unfinished; None where none was typed."""
    given = [token.bare for token in words(tokens(typed[: _OF_A_START * 4]))]
    if not given:
        return None
    make = _Maker(schema)
    clauses = [(Occur.Must, make.term(TITLE, pair(one, two), "basic")) for one, two in pairwise(given[:-1])]
    last = re.escape(given[-1][:_OF_A_START])
    begun = f"{re.escape(given[-2])}_{last}.*" if len(given) > 1 else f"{last}[^_]*"
    clauses.append((Occur.Must, Query.regex_query(schema, TITLE, begun)))
    clauses += [(Occur.Must, limit) for limit in make.limits(limits)]
    clauses += [(Occur.MustNot, query) for query in make.shut((), limits)]
    return Query.boolean_query(clauses)


def _least(asked: Asked) -> int:
    """Return how many of the words must stand in a document: all of three, all but one of six, any of more."""
    count = len({token.bare for token in asked.free})
    if count <= _ALL:
        return count
    return count - 1 if count <= _MOST else 0


class _Maker:
    def __init__(self, schema: tantivy.Schema) -> None:
        self.schema = schema

    def ranks(self, asked: Asked) -> Iterator[Query]:
        """Yield what ranks: every term once, the wordings that mean the same, and the lifts of exact marks."""
        weights: dict[tuple[str, str], float] = {}
        for token in asked.ranking:
            weights[BARE, token.bare] = _FOREIGN if token.is_foreign else 1.0
            if token.has_marks:
                weights[MARKED, token.marked] = _MARKS
        for one, two in pairs(asked.ranking):
            weights[BARE, pair(one.bare, two.bare)] = _PAIR
            if one.has_marks or two.has_marks:
                weights[MARKED, pair(one.marked, two.marked)] = _MARKS
        for (where, term), weight in weights.items():
            yield Query.boost_query(self.term(where, term), weight)
        for _, _, variants in asked.spans:
            for variant in variants:
                yield Query.boost_query(self.wording(variant), _SYNONYM)
        yield from self.lifts(asked)

    def lifts(self, asked: Asked) -> Iterator[Query]:
        """Yield what puts first: numbers of documents; of short questions the words with marks, all words, the phrase."""
        for token in asked.ranking:
            if token.is_number_of_document:
                yield Query.const_score_query(self.term(BARE, token.bare), _FIRST)
        if len(asked.free) <= _SHORT and any(token.has_marks for token in asked.free):
            exact = [self.term(MARKED, token.marked) for token in asked.free]
            half = [one if token.has_marks else self.term(BARE, token.bare) for one, token in zip(exact, asked.free, strict=True)]  # fmt: skip
            lifted = [_all(exact), _all(half)] + ([self.phrase(asked.free)] if len(exact) > 1 else [])
            for query in lifted:
                yield Query.const_score_query(query, _FIRST)

    def words(self, asked: Asked, least: int) -> Query:
        """Return what holds at least so many of the words, a replaced stretch counting for all its words."""
        replaced = {
            at: [self.wording(variant) for variant in variants]
            for start, end, variants in asked.spans
            for at in range(start, end)
        }
        clauses: dict[str, Query] = {}
        for at, token in enumerate(asked.free):
            plain = self.term(BARE, token.bare)
            clauses[token.bare] = _any([plain, *replaced.get(at, ())])
        return Query.boolean_query([(Occur.Should, one) for one in clauses.values()], least)

    def phrase(self, phrase: Sequence[Token]) -> Query:
        """Return the words one after the other: as they are marked where they have marks, else bare."""
        if any(token.has_marks for token in phrase):
            return self.row(MARKED, [token.marked for token in phrase])
        return self.row(BARE, [token.bare for token in phrase])

    def wording(self, variant: Variant) -> Query:
        return self.row(MARKED, variant) if _has_marks(variant) else self.row(BARE, variant)

    def row(self, field: str, row: Sequence[str]) -> Query:
        if len(row) < 3:
            return self.term(field, row[0] if len(row) == 1 else pair(row[0], row[1]))
        terms: list[str | tuple[int, str]] = [pair(one, two) for one, two in pairwise(row)]
        return Query.phrase_query(self.schema, field, terms)

    def limits(self, limits: Limits) -> Iterator[Query]:
        """Yield what must hold whatever is asked."""
        for group in limits.labels:
            yield self.one_of(LABEL, group)
        for facet, values in limits.facets.items():
            yield self.one_of(facet, values)
        if limits.since or limits.until:
            yield Query.range_query(
                self.schema,
                TIME,
                tantivy.FieldType.Date,
                limits.since,
                limits.until,
                include_upper=limits.until is None,
            )

    def shut(self, excluded: Sequence[Sequence[Token]], limits: Limits) -> Iterator[Query]:
        """Yield what must not hold."""
        yield from (self.phrase(phrase) for phrase in excluded)
        if limits.without:
            yield self.one_of(LABEL, limits.without)

    def one_of(self, field: str, values: Collection[str]) -> Query:
        """Return what has one of the values; nothing has one of none."""
        if len(values) > _FEW:
            return Query.term_set_query(self.schema, field, list(values))
        return _any([self.term(field, value, "basic") for value in values]) if values else Query.empty_query()

    def term(self, field: str, term: str, kept: str = "freq") -> Query:
        return Query.term_query(self.schema, field, term, kept)

    @staticmethod
    def silent(query: Query) -> Query:
        """Return a query that chooses and does not rank."""
        return Query.const_score_query(query, 0.0)


def _all(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _any(queries: Sequence[Query]) -> Query:
    return (
        queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
    )


def _has_marks(variant: Variant) -> bool:
    return any(forms(word)[1] != word for word in variant)
