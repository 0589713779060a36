"""Weighs the terms of texts and finds earlier texts about the same, in a window of the last days.

The score of a pair is a sum of four numbers, fitted on the labelled stories of one day of March 2026: how like the terms
are, how like the titles, and whether both titles name the same rare name.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loa.stories.compiled import compiled
from loa.stories.parts import Parts
from loa.stories.terms import NAME, OF_TITLE, background_rarity, read_background

BASE: Final = -8.85
"""Score of two texts that share nothing."""
_ALL, _TITLE, _RARE_NAME = 8.46, 5.78, 3.5
_A_DAY: Final = 1.0
"""What each day between two texts takes from their score, after the first half day."""
KEPT: Final = 56
"""Heaviest terms of a text that are compared."""
FOUND: Final = 24
_LISTED: Final = 24
"""Heaviest terms under which a text is found; two texts that share none of them are not about one event."""
_HEAVIEST: Final = 12
"""One of these in common, or one rare name, or two of the listed, and two texts are compared."""
_STEPS: Final = 64
"""Texts under one term that are looked at, the newest first."""
_COUNTS: Final = 1 << 20
_OLD: Final = 300.0
"""Texts' worth of trust in the background when counting how rare a term is in the stream."""
_FADE: Final = 20_000.0
_LEAST: Final = -6.5


@dataclass(slots=True)
class Near:
    """For each text the numbers of the nearest earlier ones (-1: none) and their scores."""

    found: NDArray[np.int64]
    score: NDArray[np.float32]


class VectorIndex:
    """Terms of the newest texts, numbered from 0 in order of arrival."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.count = 0
        self.terms = np.zeros((window, KEPT), np.uint64)
        self.weights = np.zeros((window, KEPT, 3), np.float32)
        self.hours = np.zeros(window, np.float64)
        self.seen = np.zeros(_COUNTS, np.float32)
        self.texts = np.zeros(1, np.float64)
        self._nodes = np.zeros((window * _LISTED, 2), np.uint32)
        self._heads = np.full(1 << 18, -1, np.int64)
        self._hits = np.zeros(window, np.uint8)
        self._listed, self._counts = read_background()

    def weigh(self, rows: Parts) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
        """Count the texts into the stream, then return their heaviest terms and how they weigh."""
        rarity = np.zeros(rows.terms.shape, np.float32)
        background_rarity(rows.terms, rows.kinds, self._listed, self._counts, rarity)
        _count(rows.terms, self.seen, self.texts)
        total = rows.terms.shape[0]
        terms, weights = np.zeros((total, KEPT), np.uint64), np.zeros((total, KEPT, 3), np.float32)
        _weigh(rows.terms, rows.weights, rows.kinds, rarity, self.seen, self.texts[0], terms, weights)
        if self.texts[0] > _FADE:
            self.seen *= np.float32(0.5)
            self.texts *= 0.5
        return terms, weights

    def add(
        self,
        terms: NDArray[np.uint64],
        weights: NDArray[np.float32],
        hours: NDArray[np.float64],
        reach: float,
    ) -> Near:
        """Find the nearest earlier texts, none further back than `reach` hours, and take the texts in."""
        total = terms.shape[0]
        near = Near(np.full((total, FOUND), -1, np.int64), np.zeros((total, FOUND), np.float32))
        _search(
            self.count, terms, weights, hours, reach, self.terms, self.weights, self.hours,
            self._nodes, self._heads, self._hits, near.found, near.score,
        )  # fmt: skip
        self.count += total
        return near

    def compare(self, first: int, second: int) -> tuple[float, list[int]]:
        """Return the score of two texts of the window, and the terms they share, heaviest first."""
        a, b = first % self.window, second % self.window
        sums, shared = np.zeros(3), []
        for at in np.nonzero(self.terms[a])[0]:
            for same in np.nonzero(self.terms[b] == self.terms[a, at])[0]:
                pair = self.weights[a, at].astype(float), self.weights[b, same].astype(float)
                sums[:2] += pair[0][:2] * pair[1][:2]
                sums[2] = max(sums[2], min(pair[0][2], pair[1][2]))
                shared.append((float(pair[0][0] * pair[1][0]), int(self.terms[a, at])))
        score = _score(sums[0], sums[1], sums[2], abs(self.hours[a] - self.hours[b]))
        return float(score), [term for _, term in sorted(shared, reverse=True)]

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what has to be kept to go on later."""
        live = np.arange(max(0, self.count - self.window), self.count) % self.window
        counted = np.nonzero(self.seen)[0]
        return {
            "vector_terms": self.terms[live], "vector_weights": self.weights[live], "vector_hours": self.hours[live],
            "seen_at": counted, "seen": self.seen[counted], "texts": self.texts,
            "vector_count": np.array([self.count]),
        }  # fmt: skip

    def restore(self, kept: dict[str, NDArray[Any]]) -> None:
        """Go on from what was kept."""
        self.count = int(kept["vector_count"][0]) - len(kept["vector_hours"])
        self.seen[kept["seen_at"]] = kept["seen"]
        self.texts[:] = kept["texts"]
        self.add(kept["vector_terms"], kept["vector_weights"], kept["vector_hours"], 0.0)


@compiled
def _count(terms, seen, texts):  # type: ignore[no-untyped-def]
    for row in range(terms.shape[0]):
        texts[0] += 1
        for term in terms[row]:
            if term == 0:
                break
            seen[term & np.uint64(_COUNTS - 1)] += 1


@compiled
def _weigh(terms, given, kinds, rarity, seen, texts, out, weights):  # type: ignore[no-untyped-def]
    """Weigh each term by its place and by how rare it is in background and stream; keep the heaviest."""
    weight = np.zeros((terms.shape[1], 3), np.float32)
    for row in range(terms.shape[0]):
        total, whole, of_title = 0, 0.0, 0.0
        for at in range(terms.shape[1]):
            if terms[row, at] == 0:
                break
            rare = rarity[row, at]
            expected = _OLD * 0.3 * math.exp(-rare)
            lately = math.log((texts + _OLD + 1) / (seen[terms[row, at] & np.uint64(_COUNTS - 1)] + expected))
            worth = 0.5 * rare + 0.75 * max(0.0, lately)
            weight[at, 0] = (1 + math.log(given[row, at])) * worth
            weight[at, 1] = worth if kinds[row, at] & OF_TITLE else 0.0
            weight[at, 2] = min(max(rare - 4.5, 0.0), 2.0) / 2 if kinds[row, at] & NAME else 0.0
            whole, of_title, total = whole + weight[at, 0] ** 2, of_title + weight[at, 1] ** 2, total + 1
        order = np.argsort(-weight[:total, 0])
        for place in range(min(total, out.shape[1])):
            at = order[place]
            out[row, place] = terms[row, at]
            weights[row, place, 0] = weight[at, 0] / math.sqrt(whole + 1e-9)
            weights[row, place, 1] = weight[at, 1] / math.sqrt(of_title + 1e-9)
            weights[row, place, 2] = weight[at, 2]


@compiled
def _score(whole, title, name, hours):  # type: ignore[no-untyped-def]
    late = max(0.0, hours / 24.0 - 0.5) * _A_DAY
    return (
        BASE
        + _ALL * math.sqrt(max(0.0, whole))
        + _TITLE * math.sqrt(max(0.0, title))
        + _RARE_NAME * name
        - late
    )


@compiled
def _gather(terms, names, order, oldest, nodes, heads, hits, touched):  # type: ignore[no-untyped-def]
    """List the earlier texts that have one of the text's heaviest terms among theirs; return how many."""
    count, window = 0, hits.shape[0]
    for place in range(min(len(order), _LISTED)):
        at = order[place]
        tag = np.uint32(terms[at] >> np.uint64(32))
        node, step = heads[terms[at] & np.uint64(heads.shape[0] - 1)], 0
        while node >= oldest * _LISTED and step < _STEPS:
            ring = node % nodes.shape[0]
            slot = (node // _LISTED) % window
            if nodes[ring, 1] == tag:
                if not hits[slot]:
                    touched[count] = node // _LISTED
                    count += 1
                hits[slot] += 2 if place < _HEAVIEST or names[at] > 0 else 1
            node, step = np.int64(nodes[ring, 0]) - 1, step + 1
    return count


@compiled
def _list(number, terms, order, nodes, heads):  # type: ignore[no-untyped-def]
    """Enter a text's heaviest terms at the heads of their lists."""
    for place in range(min(len(order), _LISTED)):
        term = terms[order[place]]
        node = number * _LISTED + place
        ring, head = node % nodes.shape[0], term & np.uint64(heads.shape[0] - 1)
        nodes[ring, 0], nodes[ring, 1] = heads[head] + 1, np.uint32(term >> np.uint64(32))
        heads[head] = node


@compiled
def _score_of(terms, weights, others, their_weights, hours):  # type: ignore[no-untyped-def]
    """Return the score of two texts whose terms stand in the order of their hashes."""
    whole, title, name, a, b = 0.0, 0.0, 0.0, 0, 0
    while a < terms.shape[0] and b < others.shape[0] and terms[a] != 0 and others[b] != 0:
        if terms[a] == others[b]:
            whole += weights[a, 0] * their_weights[b, 0]
            title += weights[a, 1] * their_weights[b, 1]
            name = max(name, min(weights[a, 2], their_weights[b, 2]))
            a, b = a + 1, b + 1
        elif terms[a] < others[b]:
            a += 1
        else:
            b += 1
    return _score(whole, title, name, hours)


@compiled
def _search(  # type: ignore[no-untyped-def]
    first, terms, weights, hours, reach, all_terms, all_weights, all_hours, nodes, heads, hits, found, score
):  # fmt: skip
    window = all_terms.shape[0]
    touched = np.empty(window, np.int64)
    for row in range(terms.shape[0]):
        number, count, held = first + row, 0, np.count_nonzero(terms[row])
        order = np.argsort(-weights[row, :held, 0])
        by_hash = np.argsort(terms[row, :held])
        own, slot = number % window, 0
        if reach > 0:
            count = _gather(
                terms[row],
                weights[row, :, 2],
                order,
                max(0, number - window + 1),
                nodes,
                heads,
                hits,
                touched,
            )
        all_terms[own] = 0
        all_terms[own, :held], all_weights[own, :held] = terms[row][by_hash], weights[row][by_hash]
        all_hours[own] = hours[row]
        for at in range(count):
            slot = touched[at] % window
            enough, hits[slot] = hits[slot] > 1, 0
            apart = abs(hours[row] - all_hours[slot])
            if enough and apart <= reach and slot != own:
                worth = _score_of(all_terms[own], all_weights[own], all_terms[slot], all_weights[slot], apart)
                if worth > _LEAST:
                    _keep(found[row], score[row], touched[at], worth)
        _list(number, terms[row], order, nodes, heads)


@compiled
def _keep(found, score, number, worth):  # type: ignore[no-untyped-def]
    at = found.shape[0]
    while at > 0 and (found[at - 1] < 0 or score[at - 1] < worth):
        at -= 1
    if at == found.shape[0]:
        return
    for place in range(found.shape[0] - 1, at, -1):
        found[place], score[place] = found[place - 1], score[place - 1]
    found[at], score[at] = number, worth
