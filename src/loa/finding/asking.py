"""Understand what a person typed: words, "phrases", -exclusions, and words that stand for others.

It must not know the index. Natural questions are as welcome as operators.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from loa.finding.tokens import Token, tokens, words

_QUOTED: Final = re.compile(r'(?<!\S)(-?)["“”„«]([^"“”„«»]{1,200})["“”«»]')
_EXCLUDED: Final = re.compile(r"(?<!\S)-(?=[^\W\d_])(\S+)")
_MOST_TYPED: Final = 1000
_MOST_TOKENS: Final = 64
_SYNONYMS: Final = Path(__file__).with_name("data") / "synonyms.tsv"

Variant = tuple[str, ...]
"""A wording as a row of words as they are marked."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording of a group: its words as they are marked and bare, and the other wordings of the group."""

    marked: Variant
    bare: Variant
    others: tuple[Variant, ...]

    def stands_at(self, asked: Sequence[Token], start: int) -> bool:
        """Say whether the question holds it there; a word typed with marks must have these."""
        stretch = asked[start : start + len(self.bare)]
        return tuple(token.bare for token in stretch) == self.bare and all(
            token.marked == word or not token.has_marks
            for token, word in zip(stretch, self.marked, strict=True)
        )


Synonyms = Mapping[str, tuple[Wording, ...]]
"""Wordings that mean the same as others, by their first word, bare."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: all tokens that rank, the phrases that must and must not stand in a document, and synonyms.

    `spans`: which words (by their place among the plain words) may be replaced by which wordings. `compounds`: rows of
    words that say something only side by side (a group of one wording).
    """

    ranking: tuple[Token, ...]
    free: tuple[Token, ...]
    phrases: tuple[tuple[Token, ...], ...] = ()
    excluded: tuple[tuple[Token, ...], ...] = ()
    spans: tuple[tuple[int, int, tuple[Variant, ...]], ...] = ()
    compounds: tuple[tuple[Token, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is asked that a document could hold."""
        return not self.ranking


def ask(typed: str, synonyms: Synonyms | None = None) -> Asked:
    """Return what is asked; what stands in no operator is free text.

    A minus before a number or with a space after it is no exclusion: "-5 độ", "2020 - 2021".
    """
    rest = typed[:_MOST_TYPED]
    phrases: list[tuple[Token, ...]] = []
    excluded: list[tuple[Token, ...]] = []
    for minus, inside in _QUOTED.findall(rest):
        (excluded if minus else phrases).append(tuple(words(tokens(inside))))
    rest = _QUOTED.sub(lambda found: " " if found[1] else f" {found[2]} ", rest)
    excluded += [tuple(words(tokens(found))) for found in _EXCLUDED.findall(rest)]
    rest = _EXCLUDED.sub(" ", rest)
    ranking = tuple(tokens(rest)[:_MOST_TOKENS])
    free = words(ranking)
    spans = list(_spans(free, default_synonyms() if synonyms is None else synonyms))
    return Asked(
        ranking,
        tuple(free),
        tuple(filter(None, phrases)),
        tuple(filter(None, excluded)),
        tuple(span for span in spans if span[2]),
        tuple(tuple(free[start:end]) for start, end, others in spans if not others and end - start > 1),
    )


@cache
def default_groups() -> tuple[tuple[str, ...], ...]:
    """Return the groups of `data/synonyms.tsv`: one a line, wordings parted by tabs."""
    lines = _SYNONYMS.read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))


@cache
def default_synonyms() -> Synonyms:
    """Return the groups that come with the product, ready to be looked up."""
    return read_synonyms(default_groups())


def read_synonyms(groups: Iterable[Sequence[str]]) -> Synonyms:
    """Return groups of wordings that mean the same, ready to be looked up; a group of one is a compound."""
    found: dict[str, tuple[Wording, ...]] = {}
    for group in groups:
        rows = [row for wording in group if (row := words(tokens(wording)))]
        marked = [tuple(token.marked for token in row) for row in rows]
        for row, own in zip(rows, marked, strict=True):
            wording = Wording(own, tuple(token.bare for token in row), tuple(m for m in marked if m != own))
            found[row[0].bare] = (*found.get(row[0].bare, ()), wording)
    return found


def _spans(asked: Sequence[Token], known: Synonyms) -> Iterator[tuple[int, int, tuple[Variant, ...]]]:
    """Yield the places of the question where a wording of a group stands, with the other wordings."""
    for start, token in enumerate(asked):
        for wording in known.get(token.bare, ()):
            if wording.stands_at(asked, start):
                yield start, start + len(wording.bare), wording.others
