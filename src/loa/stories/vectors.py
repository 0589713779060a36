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

from loa.stories.compiled import LINE, ask_for, compiled
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
from loa.stories.walking import LISTED, TOGETHER, ask_for_lists, begin, enough_of, enter, gather, pick, sign

_A_DAY: Final = 0.08
"""What each day between two texts takes from their score."""
KEPT: Final = 80
"""Heaviest terms of a text that are compared: nearly all of a title and its summary."""
FOUND: Final = 24
_COUNTS: Final = 1 << 20
_OLD: Final = 300.0
"""Texts' worth of trust in the background when counting how rare a term is in the stream."""
_NONE, _HALF, _MORE, _ONE = (np.float32(number) for number in (0, 0.5, 0.75, 1))
_NAMED: Final = np.float32(1.5)
"""How much more a word with a capital tells than another."""
_OF_BACKGROUND: Final = np.float32(_OLD * 0.3)
_COMMON: Final = np.float32(4.5)
"""How rare a name must be to count as one: a word of an article in ninety."""
_FADE: Final = 20_000.0
_LEAST: Final = 0.02
_NOTHING: Final = -1000.0
_MARKS: Final = 4096
_ROWS: Final = 1023
"""More than the texts that one can touch; the last bits of a key."""
_FINE: Final = 1 << 26
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
        self._nodes = np.zeros((power_of_two((window + TOGETHER) * LISTED), 2), np.uint32)
        self._heads = np.zeros(1 << 18, np.uint32)
        self._hits = np.zeros((TOGETHER, power_of_two(window)), np.uint8)
        self._listed, self._rare = background()

    def add(self, rows: Parts, hours: NDArray[np.float64], reach: float) -> Near:
        """Count each text into the stream, find the nearest earlier ones, none further back than `reach` hours, take it in."""
        total = rows.terms.shape[0]
        near = Near(np.full((total, FOUND), -1, np.int64), np.full((total, FOUND), _NOTHING, np.float32))
        terms, signs = np.zeros((total, LISTED), np.uint64), np.zeros((total, LISTED, 2), np.uint32)
        tags, weights = np.zeros((total, KEPT), np.uint32), np.zeros((total, KEPT), np.float32)
        _weigh_all(
            rows.terms, rows.weights, rows.kinds, self._listed, self._rare, self.seen, self.texts, _LOGS,
            terms, signs, tags, weights,
        )  # fmt: skip
        _search(
            self.count, terms, signs, tags, weights, hours, reach, self.tags, self.weights, self.hours,
            self._nodes, self._heads, self._hits, near.found, near.score,
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

    def drop(self, number: int) -> None:
        """Let a text share its terms with no other from now on."""
        if number >= self.count - self.window:
            self.tags[number % self.window], self.weights[number % self.window] = 0, 0

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
def _weigh(terms, given, kinds, listed, rare_of, seen, texts, logs, weight, shown):  # type: ignore[no-untyped-def]
    """Weigh each term by how rare it is in background and stream, and note which stand in the title or are rare names.

    Return how many there are, and what makes the sum of their squares one.
    """
    whole, total = _NONE, 0
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
        weight[at] = (_ONE + logs[times]) * worth
        shown[at] = (kinds[at] & OF_TITLE if worth > 0 else 0) | (kinds[at] & NAME if rare > _COMMON else 0)
        whole += weight[at] * weight[at]
        total += 1
    return total, 1 / math.sqrt(whole + 1e-9)


@compiled
def _rank(weight, total, order):  # type: ignore[no-untyped-def]
    """Fill the places of the heaviest terms in order, KEPT at least: buckets of equal width, then each in order."""
    heaviest, ends = np.float32(1e-9), np.zeros(BUCKETS + 1, np.int64)
    for at in range(total):
        heaviest = max(heaviest, weight[at])
    scale = np.float32(BUCKETS - 1) / heaviest
    for at in range(total):
        ends[BUCKETS - np.int64(weight[at] * scale)] += 1
    last, kept = 0, 0
    while last < BUCKETS and kept < KEPT:
        last += 1
        kept += ends[last]
        ends[last] = kept
    for at in range(total):
        bucket = BUCKETS - 1 - np.int64(weight[at] * scale)
        if bucket < last:
            order[ends[bucket]] = at
            ends[bucket] += 1
    for at in range(1, kept):
        place, moved = at, order[at]
        while place > 0 and weight[order[place - 1]] < weight[moved]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = moved


@compiled
def _score(alike, hours):  # type: ignore[no-untyped-def]
    return alike - hours / 24.0 * _A_DAY


@compiled
def _mark(tags, marks):  # type: ignore[no-untyped-def]
    """Enter a text's tags into a small table, so that those of others are looked up in it."""
    marks[:] = 0
    for at in range(tags.shape[0]):
        if tags[at] == 0:
            break
        place = np.int64(tags[at] >> np.uint32(1)) & (_MARKS - 1)
        while marks[place] > 0:
            place = (place + 1) & (_MARKS - 1)
        marks[place] = at + 1


@compiled
def _alike(touched, picked, number, tags, weights, marks, slots, same, ends):  # type: ignore[no-untyped-def]
    """List for each picked text those of its terms that stand where one of the marked may.

    No turn depends on what is read here, so that the processor waits for many texts at once.
    """
    count, window = 0, tags.shape[0]
    own = number % window
    for at in range(picked):
        slot = own - (number - touched[at])
        slots[at] = slot + (window if slot < 0 else 0)
        for line in range(0, 4 * KEPT, LINE):
            ask_for(tags, slots[at], line)
    for at in range(picked):
        slot = slots[at]
        for b in range(KEPT):
            same[count] = b
            count += marks[(tags[slot, b] >> np.uint32(1)) & np.uint32(_MARKS - 1)] > 0
        ends[at] = count
        for line in range(0, 4 * KEPT, LINE):
            ask_for(weights, slot, line)


@compiled
def _sum_up(own, own_weights, slot, tags, weights, marks, same, first, last):  # type: ignore[no-untyped-def]
    """Add up what the terms of a text share with the marked ones, of those between two places of `same`."""
    alike = np.float32(0)
    for at in range(first, last):
        b = same[at]
        tag = tags[slot, b]
        place = (tag >> np.uint32(1)) & np.uint32(_MARKS - 1)
        while marks[place] > 0:
            a = np.int64(marks[place]) - 1
            if own[a] == tag:
                alike += own_weights[a] * weights[slot, b]
                break
            place = (place + np.uint32(1)) & np.uint32(_MARKS - 1)
    return alike


@compiled
def _take(terms, weight, shown, scale, order, total, listed, signs, tags, weights):  # type: ignore[no-untyped-def]
    for place in range(min(total, KEPT)):
        at = order[place]
        tags[place] = tag_of(terms[at])
        if place < LISTED:
            listed[place] = terms[at]
            sign(place, tags[place], shown[at] & OF_TITLE, shown[at] & NAME, signs[place])
        weights[place] = weight[at] * scale


@compiled
def _ask_for_counts(terms, listed, rare_of, seen):  # type: ignore[no-untyped-def]
    for at in range(terms.shape[0]):
        if terms[at] == 0:
            break
        place = np.int64(terms[at] & np.uint64(PLACES - 1))
        ask_for(listed, place, 0)
        ask_for(rare_of, place, 0)
        ask_for(seen, np.int64(terms[at] & np.uint64(_COUNTS - 1)), 0)


@compiled
def _weigh_all(terms, given, kinds, listed, rare_of, seen, texts, logs, heaviest, signs, tags, weights):  # type: ignore[no-untyped-def]
    """Count the texts into the stream one after the other; fill the heaviest terms of each and their weights."""
    weight, shown, order = np.zeros(TERMS, np.float32), np.zeros(TERMS, np.uint8), np.zeros(TERMS, np.int64)
    for row in range(terms.shape[0]):
        if row + 1 < terms.shape[0]:
            _ask_for_counts(terms[row + 1], listed, rare_of, seen)
        _count(terms[row], seen, texts)
        total, scale = _weigh(
            terms[row], given[row], kinds[row], listed, rare_of, seen, texts[0], logs, weight, shown
        )
        _rank(weight, total, order)
        _take(
            terms[row], weight, shown, scale, order, total, heaviest[row], signs[row], tags[row], weights[row],
        )  # fmt: skip


@compiled
def _nearest(  # type: ignore[no-untyped-def]
    own, own_weights, slots, ends, picked, hours, reach,
    tags, weights, all_hours, marks, same, worth, keys,
):  # fmt: skip
    """Score the picked texts; fill a key for each that is within reach of time and near at all; return how many."""
    kept, first = 0, 0
    for at in range(picked):
        alike = _sum_up(own, own_weights, slots[at], tags, weights, marks, same, first, ends[at])
        apart, first = abs(hours - all_hours[slots[at]]), ends[at]
        score = _score(alike, apart)
        worth[at], keys[kept] = score, (np.int64((score - _LEAST) * _FINE) << 10) | (_ROWS - at)
        kept += (score > _LEAST) & (apart <= reach)
    return kept


@compiled
def _put(touched, worth, keys, kept, found, score):  # type: ignore[no-untyped-def]
    """Fill the nearest texts in order, those that came first before their equals."""
    for at in range(1, kept):
        place, key = at, keys[at]
        while place > 0 and keys[place - 1] < key:
            keys[place] = keys[place - 1]
            place -= 1
        keys[place] = key
    for place in range(min(kept, FOUND)):
        at = _ROWS - (keys[place] & _ROWS)
        found[place], score[place] = touched[at], worth[at]


@compiled
def _search(  # type: ignore[no-untyped-def]
    first, terms, signs, tags, weights, hours, reach, all_tags, all_weights, all_hours, nodes, heads, hits, found, score,
):  # fmt: skip
    """Find the nearest earlier texts of each of some, and take them in.

    A few enter their lists together, from where each of them will follow them, before any is compared.
    """
    window, marks, same = all_tags.shape[0], np.zeros(_MARKS, np.uint8), np.empty(KEPT * _ROWS, np.int64)
    touched, counts = np.empty((TOGETHER, _ROWS), np.int64), np.zeros(TOGETHER, np.int64)
    shares, worth, keys = np.zeros(64, np.int64), np.empty(_ROWS, np.float32), np.empty(_ROWS, np.int64)
    ages, steps = np.zeros(TOGETHER * LISTED, np.int64), np.zeros((TOGETHER * LISTED, 4), np.uint32)
    slots, ends, reaches = np.empty(_ROWS, np.int64), np.empty(_ROWS, np.int64), np.zeros(TOGETHER, np.int64)
    for start in range(0, terms.shape[0], TOGETHER):
        rows, going, here = min(TOGETHER, terms.shape[0] - start), 0, (first + start + 1) * LISTED
        for text in range(rows):
            row, own = start + text, here + text * LISTED
            counts[text], reaches[text] = 0, min(first + row, window - 1) * LISTED
            going = begin(text, going, terms[row], signs[row], own, reaches[text], heads, ages, steps)
            enter(terms[row], signs[row], own, nodes, heads)
        ask_for_lists(terms, start, nodes, heads)
        gather(going, here, reaches, nodes, ages, steps, hits, touched, counts)
        for text in range(rows):
            row, number = start + text, first + start + text
            enough, spare = enough_of(touched[text], counts[text], hits[text], shares)
            picked = pick(touched[text], counts[text], hits[text], enough, spare)
            if picked > 0:
                _mark(tags[row], marks)
                _alike(touched[text], picked, number, all_tags, all_weights, marks, slots, same, ends)
                kept = _nearest(
                    tags[row], weights[row], slots, ends, picked, hours[row], reach,
                    all_tags, all_weights, all_hours, marks, same, worth, keys,
                )  # fmt: skip
                _put(touched[text], worth, keys, kept, found[row], score[row])
            own = number % window
            all_tags[own], all_weights[own], all_hours[own] = tags[row], weights[row], hours[row]
