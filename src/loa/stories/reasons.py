"""Says of two texts, in their own words, why they were put together: terms, passages, figures. For a screen, two texts at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

import numpy as np

from loa.stories import scanning
from loa.stories.letters import TABLE
from loa.stories.terms import pair_of, tag_of

_WORDS: Final = 3000
_PASSAGES, _LEAST_WORDS = 3, 5


@dataclass(frozen=True, slots=True)
class Reasons:
    """Terms both have, the heaviest first; the longest passages in common; the figures only one of them has."""

    terms: tuple[str, ...]
    passages: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    exact: list[int]
    plain: list[int]
    numbers: list[bool]
    places: list[tuple[int, int]]

    def between(self, first: int, last: int) -> str:
        return self.text[self.places[first][0] : self.places[last][1]]


def tell(first: str, second: str, tags: Sequence[int] = ()) -> Reasons:
    """Say what two texts (title and text each) have in common; `tags` are the terms of `Grouper.explain`."""
    one, two = _read(first), _read(second)
    return Reasons(_terms(one, tags), _passages(one, two), tuple(_only(one, two)), tuple(_only(two, one)))


def _read(text: str) -> _Words:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    exact, plain = np.zeros(_WORDS, np.uint64), np.zeros(_WORDS, np.uint64)
    notes, places = np.zeros(_WORDS, np.uint8), np.zeros((_WORDS, 2), np.int64)
    count = int(scanning.read_words(codes, 0, len(codes), TABLE, exact, plain, notes, places))
    return _Words(
        text, exact[:count].tolist(), plain[:count].tolist(),
        (notes[:count] & scanning.NUMBER > 0).tolist(), [(at[0], at[1]) for at in places[:count].tolist()],
    )  # fmt: skip


def _terms(words: _Words, tags: Sequence[int]) -> tuple[str, ...]:
    """Return the words and pairs of words behind the tags; a word that stands in a pair told before is not told again."""
    found: dict[int, tuple[int, int]] = {}
    for at, exact in enumerate(words.exact):
        found.setdefault(int(tag_of(np.uint64(exact))), (at, at))
        if at:
            pair = int(tag_of(np.uint64(pair_of(np.uint64(words.exact[at - 1]), np.uint64(exact)))))
            found.setdefault(pair, (at - 1, at))
    told: list[str] = []
    for tag in tags:
        if tag in found:
            term = words.between(*found[tag])
            if not any(term in longer for longer in told):
                told = [shorter for shorter in told if shorter not in term]
                told.append(term)
    return tuple(told)


def _passages(one: _Words, two: _Words) -> tuple[str, ...]:
    blocks = SequenceMatcher(None, one.plain, two.plain, autojunk=False).get_matching_blocks()
    longest = sorted((block for block in blocks if block.size >= _LEAST_WORDS), key=lambda block: -block.size)
    return tuple(one.between(block.a, block.a + block.size - 1) for block in longest[:_PASSAGES])


def _only(one: _Words, two: _Words) -> list[str]:
    theirs = {exact for exact, number in zip(two.exact, two.numbers, strict=True) if number}
    own = {
        exact: at
        for at, (exact, number) in enumerate(zip(one.exact, one.numbers, strict=True))
        if number and exact not in theirs
    }
    return [one.between(at, at) for at in sorted(own.values())]
