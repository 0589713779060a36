"""Weighs the terms of texts and finds earlier texts about the same, in a window of the last days.

The score of a pair is the cosine of their terms, less what the hours between them take. What the hours take, and the limits
in `threads`, were chosen on labelled stories of March 2026. Weights of their own for titles and for rare names did better
on the day they were fitted on and worse on every other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loa.stories.compiled import compiled, inlined
from loa.stories.parts import Parts
from loa.stories.picking import BUCKETS
from loa.stories.sketches import power_of_two
from loa.stories.terms import (
    CAPITAL,
    NAME,
    OF_TITLE,
    PAIR,
    PLACES,
    TERMS,
    background,
    place_of,
    tag_of,
)

_A_DAY: Final = 0.08
"""What each day between two texts takes from their score."""
KEPT: Final = 80
"""Heaviest terms of a text that are compared: nearly all of a title and its summary."""
FOUND: Final = 24
_LISTED: Final = 20
"""Heaviest terms under which a text is found; two texts that share none of them are not about one event."""
_HEAVIEST: Final = 12
_ENOUGH: Final = 3
"""One term of both titles or one rare name in common, or two of the listed with one of the heaviest, and two texts are
compared."""
_IN_TITLE: Final = np.uint32(2)
"""A bit of a listed term's tag: whether it stands in the title."""
_STEPS: Final = 40
"""Texts under one term that are looked at, the newest first."""
_COUNTS: Final = 1 << 20
_OLD: Final = 300.0
"""Texts' worth of trust in the background when counting how rare a term is in the stream."""
_NONE, _HALF, _MORE, _ONE, _TWO = (np.float32(number) for number in (0, 0.5, 0.75, 1, 2))
_NAMED: Final = np.float32(1.5)
"""How much more a word with a capital tells than another."""
_OF_BACKGROUND: Final = np.float32(_OLD * 0.3)
_COMMON: Final = np.float32(4.5)
"""How rare a name must be to count as one: a word of an article in ninety."""
_FADE: Final = 20_000.0
_LEAST: Final = 0.02
_NOTHING: Final = -1000.0
_MARKS: Final = 1024
_ROUND: Final = 0xFFFFFFFF
_MOST: Final = 24
"""Texts that are compared with one: those that share most of its heaviest terms, the newest first."""
_LIGHT_STEPS: Final = 24
_LOGS: Final = np.log(np.maximum(np.arange(512), 1)).astype(np.float32)


@dataclass(slots=True)
class Near:
    """For each text the numbers of the nearest earlier ones (-1: none) and their scores."""

    found: NDArray[np.int64]
    score: NDArray[np.float32]


class VectorIndex:
    """Terms of the newest texts, numbered from 0 in order of arrival, the heaviest first."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.count = 0
        self.tags = np.zeros((window, KEPT), np.uint32)
        self.weights = np.zeros((window, KEPT), np.float32)
        self.hours = np.zeros(window, np.float64)
        self.seen = np.zeros(_COUNTS, np.float32)
        self.texts = np.zeros(1, np.float64)
        self._nodes = np.zeros((power_of_two(window * _LISTED), 2), np.uint32)
        self._heads = np.zeros(1 << 18, np.uint32)
        self._hits = np.zeros(power_of_two(window), np.uint8)
        self._listed, self._rare = background()

    def add(self, rows: Parts, hours: NDArray[np.float64], reach: float) -> Near:
        """Count each text into the stream, find the nearest earlier ones, none further back than `reach` hours, take it in."""
        total = rows.terms.shape[0]
        near = Near(np.full((total, FOUND), -1, np.int64), np.full((total, FOUND), _NOTHING, np.float32))
        _search(
            self.count, rows.terms, rows.weights, rows.kinds, self._listed, self._rare, self.seen, self.texts, _LOGS,
            hours, reach, self.tags, self.weights, self.hours, self._nodes, self._heads, self._hits,
            near.found, near.score,
        )  # fmt: skip
        self.count += total
        return near

    def compare(self, first: int, second: int) -> tuple[float, list[int]]:
        """Return the score of two texts of the window, and the tags of the terms they share, heaviest first."""
        a, b = first % self.window, second % self.window
        shared = [
            (float(self.weights[a, at] * self.weights[b, same]), int(self.tags[a, at]))
            for at in np.nonzero(self.tags[a])[0]
            for same in np.nonzero(self.tags[b] == self.tags[a, at])[0]
        ]
        score = _score(sum(weight for weight, _ in shared), abs(self.hours[a] - self.hours[b]))
        return float(score), [term for _, term in sorted(shared, reverse=True)]

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what has to be kept to go on later."""
        live = np.arange(max(0, self.count - self.window), self.count) % self.window
        counted = np.nonzero(self.seen)[0]
        return {
            "vector_tags": self.tags[live], "vector_weights": self.weights[live], "vector_hours": self.hours[live],
            "vector_nodes": self._nodes, "vector_heads": self._heads, "vector_count": np.array([self.count]),
            "seen_at": counted, "seen": self.seen[counted], "texts": self.texts,
        }  # fmt: skip

    def restore(self, kept: dict[str, NDArray[Any]]) -> None:
        """Go on from what was kept, in a window of the same size."""
        self.count = int(kept["vector_count"][0])
        live = np.arange(self.count - len(kept["vector_hours"]), self.count) % self.window
        for name in ("tags", "weights", "hours"):
            getattr(self, name)[live] = kept[f"vector_{name}"]
        self._nodes[:], self._heads[:] = kept["vector_nodes"], kept["vector_heads"]
        self.seen[kept["seen_at"]] = kept["seen"]
        self.texts[:] = kept["texts"]


@compiled
def _count(terms, seen, texts):  # type: ignore[no-untyped-def]
    """Count a text into the stream; what was counted fades, so that the last days weigh most."""
    texts[0] += 1
    for term in terms:
        if term == 0:
            break
        seen[term & np.uint64(_COUNTS - 1)] += np.float32(1)
    if texts[0] > _FADE:
        seen *= np.float32(0.5)
        texts[0] *= 0.5


@compiled
def _weigh(terms, given, kinds, listed, rare_of, seen, texts, logs, weight, sums):  # type: ignore[no-untyped-def]
    """Weigh each term by its place and by how rare it is in background and stream; return how many there are."""
    whole, of_title, total = _NONE, _NONE, 0
    of_texts = np.float32(math.log(texts + _OLD + 1))
    for at in range(terms.shape[0]):
        term = terms[at]
        if term == 0:
            break
        place: Any = np.int64(place_of(term, listed))
        if listed[place] == 0:
            place = PLACES + 1 if kinds[at] & PAIR else PLACES
        rare = rare_of[place, 0]
        expected = _OF_BACKGROUND * rare_of[place, 1]
        lately = of_texts - np.log(seen[term & np.uint64(_COUNTS - 1)] + expected)
        worth = _HALF * rare + _MORE * max(_NONE, lately)
        worth *= _NAMED if kinds[at] & CAPITAL else _ONE
        times = min(np.int64(given[at]), logs.shape[0] - 1)
        weight[at, 0] = (_ONE + logs[times]) * worth
        weight[at, 1] = worth if kinds[at] & OF_TITLE else _NONE
        weight[at, 2] = min(max(rare - _COMMON, _NONE), _TWO) * _HALF if kinds[at] & NAME else _NONE
        whole += weight[at, 0] * weight[at, 0]
        of_title += weight[at, 1] * weight[at, 1]
        total += 1
    sums[0], sums[1] = 1 / math.sqrt(whole + 1e-9), 1 / math.sqrt(of_title + 1e-9)
    return total


@compiled
def _rank(weight, total, order):  # type: ignore[no-untyped-def]
    """Fill the places of the terms, the heaviest first: buckets of equal width, then each in order."""
    heaviest, ends = np.float32(1e-9), np.zeros(BUCKETS + 1, np.int64)
    for at in range(total):
        heaviest = max(heaviest, weight[at, 0])
    scale = np.float32(BUCKETS - 1) / heaviest
    for at in range(total):
        ends[BUCKETS - np.int64(weight[at, 0] * scale)] += 1
    for at in range(BUCKETS):
        ends[at + 1] += ends[at]
    for at in range(total):
        bucket = BUCKETS - 1 - np.int64(weight[at, 0] * scale)
        order[ends[bucket]] = at
        ends[bucket] += 1
    for at in range(1, total):
        place, moved = at, order[at]
        while place > 0 and weight[order[place - 1], 0] < weight[moved, 0]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = moved


@compiled
def _score(alike, hours):  # type: ignore[no-untyped-def]
    return alike - hours / 24.0 * _A_DAY


@compiled
def _gather(terms, order, held, names, here, reach, nodes, heads, hits, touched, ages, tags):  # type: ignore[no-untyped-def]
    """List the earlier texts that have one of the text's heaviest terms among theirs; return how many.

    The lists are followed side by side, a step of each in turn: the processor waits for many places of memory at once.
    """
    count, ring, last, going = 0, nodes.shape[0] - 1, hits.shape[0] - 1, 0
    for place in range(min(held, _LISTED)):
        term = terms[order[place]]
        ages[going] = (here - np.int64(heads[term & np.uint64(heads.shape[0] - 1)])) & _ROUND
        tags[going, 0] = _listed_tag(term, names[order[place], 1])
        tags[going, 1] = 3 if names[order[place], 2] > 0 else 2 if place < _HEAVIEST else 1
        tags[going, 2] = _IN_TITLE if place < _HEAVIEST else 0
        going += ages[going] <= reach
    for step in range(_STEPS):
        still = 0
        for at in range(going):
            place = here - ages[at]
            tag, node = tags[at, 0], place & ring
            seen, following = nodes[node, 1], nodes[node, 0]
            if (seen ^ tag) | _IN_TITLE == _IN_TITLE:
                number = place // _LISTED - 1
                slot = number & last
                touched[count] = number
                count += hits[slot] == 0
                hits[slot] += np.uint8(tags[at, 1] + (seen & tag & tags[at, 2]))
            age = (here - np.int64(following)) & _ROUND
            if step == _LIGHT_STEPS and tags[at, 1] == 1:
                continue
            ages[still], tags[still, 0], tags[still, 1], tags[still, 2] = age, tag, tags[at, 1], tags[at, 2]
            still += age <= reach
        going = still
    return count


@compiled
def _enough(touched, count, hits, shares):  # type: ignore[no-untyped-def]
    """Return how many hits a text needs to be compared, and how many of those with one less may be."""
    if count <= _MOST:
        return _ENOUGH, 0
    shares[:] = 0
    for at in range(count):
        shares[min(63, np.int64(hits[touched[at] & (hits.shape[0] - 1)]))] += 1
    enough, more = 63, shares[63]
    while enough > _ENOUGH and more + shares[enough - 1] <= _MOST:
        enough -= 1
        more += shares[enough]
    return enough, _MOST - more if enough > _ENOUGH else 0


@compiled
def _listed_tag(term, in_title):  # type: ignore[no-untyped-def]
    return (tag_of(term) & ~_IN_TITLE) | (_IN_TITLE if in_title > 0 else np.uint32(0))


@compiled
def _list(terms, order, held, weight, here, nodes, heads):  # type: ignore[no-untyped-def]
    """Enter a text's heaviest terms at the heads of their lists."""
    for place in range(min(held, _LISTED)):
        term = terms[order[place]]
        node, head = (here + place) & (nodes.shape[0] - 1), term & np.uint64(heads.shape[0] - 1)
        nodes[node, 0], nodes[node, 1] = heads[head], _listed_tag(term, weight[order[place], 1])
        heads[head] = np.uint32((here + place) & _ROUND)


@compiled
def _mark(tags, marks):  # type: ignore[no-untyped-def]
    """Enter a text's tags into a small table, so that those of others are looked up in it."""
    marks[:] = 0
    for at in range(tags.shape[0]):
        if tags[at] == 0:
            break
        place = np.int64(tags[at]) & (_MARKS - 1)
        while marks[place] > 0:
            place = (place + 1) & (_MARKS - 1)
        marks[place] = at + 1


@inlined
def _score_of(own, slot, tags, weights, marks, hours):  # type: ignore[no-untyped-def]
    """Return the score of two texts of the window, the terms of the first of which are marked."""
    alike = np.float32(0)
    for b in range(KEPT):
        tag = tags[slot, b]
        place = tag & np.uint32(_MARKS - 1)
        while marks[place] > 0:
            a = np.int64(marks[place]) - 1
            if tags[own, a] == tag:
                alike += weights[own, a] * weights[slot, b]
                break
            place = (place + np.uint32(1)) & np.uint32(_MARKS - 1)
    return _score(alike, hours)


@compiled
def _take(terms, weight, sums, order, held, tags, weights):  # type: ignore[no-untyped-def]
    tags[:] = 0
    for place in range(held):
        at = order[place]
        tags[place] = tag_of(terms[at])
        weights[place] = weight[at, 0] * sums[0]


@compiled
def _search(  # type: ignore[no-untyped-def]
    first, terms, given, kinds, listed, rare_of, seen, texts, logs,
    hours, reach, all_tags, all_weights, all_hours, nodes, heads, hits, found, score,
):  # fmt: skip
    window, touched = all_tags.shape[0], np.empty(_LISTED * _STEPS + 1, np.int64)
    shares = np.zeros(64, np.int64)
    weight, order, sums = np.zeros((TERMS, 3), np.float32), np.zeros(TERMS, np.int64), np.zeros(2)
    marks, ages, tags = (
        np.zeros(_MARKS, np.uint8),
        np.zeros(_LISTED, np.int64),
        np.zeros((_LISTED, 3), np.uint32),
    )
    for row in range(terms.shape[0]):
        number = first + row
        here, own = (number + 1) * _LISTED, number % window
        _count(terms[row], seen, texts)
        total = _weigh(
            terms[row], given[row], kinds[row], listed, rare_of, seen, texts[0], logs, weight, sums
        )
        _rank(weight, total, order)
        held = min(total, KEPT)
        back = min(number, window - 1) * _LISTED
        count = _gather(terms[row], order, held, weight, here, back, nodes, heads, hits, touched, ages, tags)
        _take(terms[row], weight, sums, order, held, all_tags[own], all_weights[own])
        all_hours[own] = hours[row]
        if count:
            _mark(all_tags[own], marks)
        enough, spare = _enough(touched, count, hits, shares)
        for at in range(count):
            slot, hit = touched[at] % window, touched[at] & (hits.shape[0] - 1)
            shared, hits[hit] = hits[hit], 0
            apart = abs(hours[row] - all_hours[slot])
            spare -= shared == enough - 1
            if (shared >= enough or (shared == enough - 1 and spare >= 0)) and apart <= reach:
                worth = _score_of(own, slot, all_tags, all_weights, marks, apart)
                if worth > _LEAST and worth > score[row, FOUND - 1]:
                    _keep(row, found, score, touched[at], worth)
        _list(terms[row], order, held, weight, here, nodes, heads)


@compiled
def _keep(row, found, score, number, worth):  # type: ignore[no-untyped-def]
    """Put a text among the nearest of a row, in order."""
    at = FOUND - 1
    while at > 0 and score[row, at - 1] < worth:
        found[row, at], score[row, at] = found[row, at - 1], score[row, at - 1]
        at -= 1
    found[row, at], score[row, at] = number, worth
