"""What two texts have in common, in words a person can check: passages, terms of the titles, figures, hours. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from loa.lib.text import fold, squeeze

RUN = 5
"""Syllables in a row from which a passage is shared and not a turn of phrase."""
MOST_WORDS = 1500
MOST_PASSAGES = 4
MOST_PLACES = 8
"""Places of one run of syllables in the other text that are looked at: a text that repeats itself costs no more than another."""
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
    runs = shared_runs(*keys)
    covered = sum(size for _at, _there, size in runs)
    theirs = {place for _at, there, size in runs for place in range(there, there + size)}
    longest = sorted(runs, key=lambda run: -run[2])
    passages = dict.fromkeys(" ".join(one[at : at + size]) for at, _there, size in longest)
    numbers = _numbers(one), _numbers(other)
    return Common(
        tuple(passages)[:MOST_PASSAGES],
        covered / max(1, len(one)),
        len(theirs) / max(1, len(other)),
        _terms(first, second),
        tuple(sorted(numbers[0] - numbers[1])[:8]),
        tuple(sorted(numbers[1] - numbers[0])[:8]),
        abs((first.at - second.at).total_seconds()) / 3600,
    )


def shared_runs(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the runs of at least `RUN` words of the first text that the other has: where, where there, how long.

    From each place the longest of at most `MOST_PLACES` runs is taken, and the search goes on behind it: the work grows
    with the length of the texts alone, whatever stands in them.
    """
    places: dict[tuple[str, ...], list[int]] = {}
    for there in range(len(other) - RUN + 1):
        known = places.setdefault(tuple(other[there : there + RUN]), [])
        if len(known) < MOST_PLACES:
            known.append(there)
    runs, at = [], 0
    while at <= len(one) - RUN:
        found = [
            (_length(one, at, other, there), there) for there in places.get(tuple(one[at : at + RUN]), ())
        ]
        size, there = max(found, key=lambda run: run[0], default=(1, -1))
        if there >= 0:
            runs.append((at, there, size))
        at += size
    return runs


def _length(one: Sequence[str], at: int, other: Sequence[str], there: int) -> int:
    size, most = RUN, min(len(one) - at, len(other) - there)
    while size < most and one[at + size] == other[there + size]:
        size += 1
    return size


def _words(told: Told) -> list[str]:
    return squeeze(f"{told.title} {told.text}").split()[:MOST_WORDS]


def _key(word: str) -> str:
    return "".join(sign for sign in fold(word) if sign.isalnum()) or word


def _numbers(words: Sequence[str]) -> set[str]:
    return {found for word in words for found in _NUMBER.findall(word)}


def _terms(first: Told, second: Told) -> tuple[str, ...]:
    """Return the words of the titles that both texts have: runs of both titles, else of one in the other text, else single ones."""
    wholes = f"{first.title} {first.text}", f"{second.title} {second.text}"
    return (
        _runs(first.title, second.title)
        or _runs(first.title, wholes[1])
        or _runs(second.title, wholes[0])
        or _singles(first.title, second.title)
    )


def _runs(title: str, other: str) -> tuple[str, ...]:
    """Return the runs of at least two syllables of a title that stand in another text, as the title writes them."""
    one = squeeze(title).split()
    pairs = set(pairwise(_key(word) for word in squeeze(other).split()[:MOST_WORDS]))
    runs: list[list[str]] = []
    for a, b in pairwise(one):
        if (_key(a), _key(b)) in pairs:
            if runs and runs[-1][-1] is a:
                runs[-1].append(b)
            else:
                runs.append([a, b])
    return tuple(dict.fromkeys(" ".join(run) for run in runs))[:8]


def _singles(title: str, other: str) -> tuple[str, ...]:
    keys = {_key(word) for word in squeeze(other).split()}
    found = (word for word in squeeze(title).split() if len(word) >= _LONG and _key(word) in keys)
    return tuple(dict.fromkeys(found))[:8]
