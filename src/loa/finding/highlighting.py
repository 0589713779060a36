"""Show where a text holds what was asked, in the letters of the source.

It must not mark up: it gives places, the screen draws them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from loa.finding.asking import Asked
from loa.finding.tokens import Token, pair, pairs, tokens, words

_LENGTH: Final = 240
_WHOLE, _PAIR, _FOREIGN, _WORD = 6, 4, 2, 1
_LONG_QUESTION: Final = 4


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of the source and the places in it (start, end) that answer the question; cut at words."""

    text: str
    places: tuple[tuple[int, int], ...]
    cut_before: bool = False
    cut_after: bool = False


def places(text: str, asked: Asked) -> list[tuple[int, int]]:
    """Return the places (start, end) in the text, in order, that hold words of the question.

    A word that was typed with marks and stands so in the text is not shown where it stands with others. Of a long
    question single syllables are not shown, only two together, names, numbers and wholes.
    """
    return _joined(text, [(token.start, token.end) for token, _ in _found(text, asked)])


def snippet(text: str, asked: Asked, length: int = _LENGTH) -> Snippet:
    """Return the stretch of the text that answers best, about `length` characters of the source."""
    found = _found(text, asked)
    start = _best_start(found, length) if len(text) > length else 0
    start, end = _at_words(text, start, min(len(text), start + length))
    inside = [(token.start, token.end) for token, _ in found if start <= token.start and token.end <= end]
    shown = tuple((one - start, two - start) for one, two in _joined(text, inside))
    return Snippet(text[start:end], shown, start > 0, end < len(text))


def _found(text: str, asked: Asked) -> list[tuple[Token, int]]:
    """Return the tokens of the text that are asked for, each with what it weighs."""
    there = tokens(text)
    singles = words(there)
    exact = {token.marked for token in there}
    wanted = {token.bare: token for token in asked.ranking}
    strict = {
        token.bare: token.marked for token in asked.ranking if token.has_marks and token.marked in exact
    }
    double = {pair(one.bare, two.bare) for one, two in pairs(asked.ranking)}

    def fits(token: Token) -> bool:
        return token.bare in wanted and strict.get(token.bare, token.marked) == token.marked

    weights: dict[Token, int] = {}
    for one, two in pairwise(singles):
        if not two.breaks and pair(one.bare, two.bare) in double and fits(one) and fits(two):
            weights[one] = weights[two] = _PAIR
    for token in there:
        if fits(token):
            own = _WHOLE if token.whole else _FOREIGN if token.is_foreign else _WORD
            if own > _WORD or len(asked.free) <= _LONG_QUESTION:
                weights[token] = max(own, weights.get(token, 0))
    return sorted(weights.items(), key=lambda item: item[0].start)


def _best_start(found: Sequence[tuple[Token, int]], length: int) -> int:
    best, start, weight, first = -1, 0, 0, 0
    for last, (token, own) in enumerate(found):
        weight += own
        while token.end - found[first][0].start > length:
            weight -= found[first][1]
            first += 1
        if weight > best and first <= last:
            best, start = weight, found[first][0].start
    return max(0, start - length // 8)


def _at_words(text: str, start: int, end: int) -> tuple[int, int]:
    while 0 < start < len(text) and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _joined(text: str, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join places that touch, overlap or are parted by white space alone."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and (start <= joined[-1][1] or text[joined[-1][1] : start].isspace()):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
