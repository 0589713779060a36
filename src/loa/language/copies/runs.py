"""Runs of words that a paste shares with an original, found in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from loa.language.copies.words import Word

SHORTEST: Final = 4
_MOST_PLACES: Final = 24
Places = Mapping[tuple[str, ...], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Run:
    """Words `start` to `end` of the paste are words `ours` onwards of the original."""

    start: int
    end: int
    ours: int

    @property
    def ours_end(self) -> int:
        """Return the place behind the last word in the original."""
        return self.ours + self.end - self.start


def places_of(words: Sequence[Word]) -> Places:
    """Return where every four words in a row stand in the original."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in range(len(words) - SHORTEST + 1):
        found = places[tuple(word.folded for word in words[i : i + SHORTEST])]
        if len(found) < _MOST_PLACES:
            found.append(i)
    return places


def runs_between(paste: Sequence[Word], ours: Sequence[Word], places: Places) -> list[Run]:
    """Return the shared runs in the order of the paste, each as long as it can be, none overlapping.

    Where words stand twice in the original, the longer run is taken, then the one that goes on from the last.
    """
    found: list[Run] = []
    at = floor = expected = 0
    while at <= len(paste) - SHORTEST:
        key = tuple(word.folded for word in paste[at : at + SHORTEST])
        candidates = [_grow(paste, ours, at, place, floor) for place in places.get(key, ())]
        best = max(candidates, key=lambda run: (run.end - run.start, -abs(run.ours - expected)), default=None)
        if best is None or best.end - best.start < SHORTEST:
            at += 1
            continue
        found.append(best)
        at = floor = best.end
        expected = best.ours_end
    return found


def _grow(paste: Sequence[Word], ours: Sequence[Word], at: int, place: int, floor: int) -> Run:
    """Return the run around one meeting, stretched both ways while the words are the same."""
    end = 0
    while at + end < len(paste) and place + end < len(ours) and paste[at + end].matches(ours[place + end]):
        end += 1
    back = 0
    while (
        end
        and at - back > floor
        and place - back > 0
        and paste[at - back - 1].matches(ours[place - back - 1])
    ):
        back += 1
    return Run(at - back, at + end, place - back)


def gaps(found: Sequence[Run], length: int) -> Iterator[tuple[Run | None, Run | None, int, int]]:
    """Yield what stands between runs: the run before, the run after, and the words of the paste from–to."""
    edges: list[Run | None] = [None, *found, None]
    for before, after in pairwise(edges):
        yield before, after, before.end if before else 0, after.start if after else length
