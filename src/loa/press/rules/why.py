"""What two texts have in common, in words a person can check: passages, terms of the titles, figures, hours. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise

from loa.lib.text import fold, squeeze

RUN = 5
"""Syllables in a row from which a passage is shared and not a turn of phrase."""
MOST_WORDS = 1500
MOST_PASSAGES = 4
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LONG = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One text with its moment."""

    title: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Common:
    """What two texts share; `of_first` and `of_second` are the shares of their words that stand in shared passages."""

    passages: tuple[str, ...]
    of_first: float
    of_second: float
    terms: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    hours: float


def common(first: Told, second: Told) -> Common:
    """Compare two texts syllable by syllable; marks and case do not matter, passages are shown as the first has them."""
    one, other = _words(first), _words(second)
    keys = [_key(word) for word in one], [_key(word) for word in other]
    blocks = SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks()
    long = [block for block in blocks if block.size >= RUN]
    covered = sum(block.size for block in long)
    long.sort(key=lambda block: -block.size)
    passages = tuple(" ".join(one[block.a : block.a + block.size]) for block in long[:MOST_PASSAGES])
    numbers = _numbers(one), _numbers(other)
    return Common(
        passages,
        covered / max(1, len(one)),
        covered / max(1, len(other)),
        _terms(first.title, second.title),
        tuple(sorted(numbers[0] - numbers[1])[:8]),
        tuple(sorted(numbers[1] - numbers[0])[:8]),
        abs((first.at - second.at).total_seconds()) / 3600,
    )


def _words(told: Told) -> list[str]:
    return squeeze(f"{told.title} {told.text}").split()[:MOST_WORDS]


def _key(word: str) -> str:
    return "".join(sign for sign in fold(word) if sign.isalnum()) or word


def _numbers(words: Sequence[str]) -> set[str]:
    return {found for word in words for found in _NUMBER.findall(word)}


def _terms(first: str, second: str) -> tuple[str, ...]:
    """Return the runs of syllables that both titles have, as the first writes them; single long ones where there is no run."""
    one, other = squeeze(first).split(), [_key(word) for word in squeeze(second).split()]
    pairs = set(pairwise(other))
    runs: list[list[str]] = []
    for a, b in pairwise(one):
        if (_key(a), _key(b)) in pairs:
            if runs and runs[-1][-1] is a:
                runs[-1].append(b)
            else:
                runs.append([a, b])
    if runs:
        return tuple(dict.fromkeys(" ".join(run) for run in runs))[:8]
    return tuple(dict.fromkeys(word for word in one if len(word) >= _LONG and _key(word) in set(other)))[:8]
