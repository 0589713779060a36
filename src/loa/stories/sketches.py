"""Finds earlier texts that share shingles with a new one, in a window of the newest, at the same cost for the millionth.

Each text is entered under its KEYS smallest hashes. Lists under one hash are followed from the newest back, a few steps
only: what stands in thousands of texts (a template, a footer) finds its newest users and costs no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loa.stories.compiled import compiled
from loa.stories.parts import KEYS, LEAD, NONE32, TITLE, WHOLE, Parts

FOUND: Final = 16
"""Likest earlier texts that are returned for each."""
_STEPS: Final = 32
_TOUCHED: Final = 1024
_LEAST_SHARED: Final = 2
_LEAST: Final = 0.12
"""Likeness below which nothing is returned."""
_FAINT: Final = 0.06
"""Likeness below which titles and leads are not compared."""
_EMPTY: Final = np.uint64(0)


@dataclass(slots=True)
class Matches:
    """For each text the numbers of the likest earlier ones (-1: none) and how like they are.

    Columns of `like`: both together, share of the new in the old, share of the old in the new, titles, leads, and how
    many shingles of the sketches were the same.
    """

    found: NDArray[np.int64]
    like: NDArray[np.float32]


class SketchIndex:
    """Sketches of the newest texts, numbered from 0 in order of arrival."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.count = 0
        self.whole = np.empty((window, WHOLE), np.uint32)
        self.title = np.empty((window, TITLE), np.uint32)
        self.lead = np.empty((window, LEAD), np.uint32)
        self.size = np.empty((window, 3), np.int32)
        self._keys = np.empty(window * KEYS, np.uint64)
        self._next = np.empty(window * KEYS, np.int64)
        self._hits = np.zeros(window, np.int32)
        self._make_table(1 << 12)

    def _make_table(self, size: int) -> None:
        self._table = np.zeros(size, np.uint64)
        self._heads = np.full(size, -1, np.int64)
        oldest = max(0, self.count - self.window) * KEYS
        self._used = int(_enter(oldest, self.count * KEYS, self._keys, self._next, self._table, self._heads))

    def add(self, rows: Parts) -> Matches:
        """Find for each text its likest earlier ones, those of the same call among them, and take it in."""
        total = rows.size.shape[0]
        matches = Matches(np.full((total, FOUND), -1, np.int64), np.zeros((total, FOUND, 6), np.float32))
        step = max(1, self.window // 4)
        for start in range(0, total, step):
            end = min(total, start + step)
            if self._used + (end - start) * KEYS > len(self._table) // 2:
                live = (min(self.count, self.window) + end - start) * KEYS
                self._make_table(1 << max(12, (live * 4 - 1).bit_length()))
            self._used += _match(
                self.count, rows.keys[start:end], rows.whole[start:end], rows.title[start:end], rows.lead[start:end],
                rows.size[start:end], self.whole, self.title, self.lead, self.size, self._keys, self._next,
                self._table, self._heads, self._hits, matches.found[start:end], matches.like[start:end],
            )  # fmt: skip
            self.count += end - start
        return matches

    def compare(self, first: int, second: int) -> NDArray[np.float32]:
        """Return how like two texts of the window are; the second is the older."""
        like = np.zeros(6, np.float32)
        a, b = first % self.window, second % self.window
        _compare(
            self.whole[a], self.title[a], self.lead[a], self.size[a],
            self.whole[b], self.title[b], self.lead[b], self.size[b], like,
        )  # fmt: skip
        return like

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what has to be kept to go on later."""
        live = np.arange(max(0, self.count - self.window), self.count) % self.window
        return {
            "keys": self._keys.reshape(self.window, KEYS)[live], "whole": self.whole[live], "title": self.title[live],
            "lead": self.lead[live], "size": self.size[live], "count": np.array([self.count]),
        }  # fmt: skip

    def restore(self, kept: dict[str, NDArray[Any]]) -> None:
        """Go on from what was kept, in a window of the same size."""
        self.count = int(kept["count"][0])
        live = np.arange(self.count - len(kept["size"]), self.count) % self.window
        self._keys.reshape(self.window, KEYS)[live] = kept["keys"]
        for name in ("whole", "title", "lead", "size"):
            getattr(self, name)[live] = kept[name]
        self._make_table(1 << max(12, (len(live) * KEYS * 4).bit_length()))


@compiled
def _place_of(key, table):  # type: ignore[no-untyped-def]
    """Return where the key stands in the table, or the free place for it."""
    last = np.uint64(table.shape[0] - 1)
    at = (key ^ (key >> np.uint64(29))) & last
    while table[at] not in (_EMPTY, key):
        at = (at + np.uint64(1)) & last
    return at


@compiled
def _enter_one(node, key, keys, following, table, heads):  # type: ignore[no-untyped-def]
    ring = node % keys.shape[0]
    keys[ring] = key
    if key in (_EMPTY, np.uint64(0xFFFFFFFFFFFFFFFF)):
        return 0
    at = _place_of(key, table)
    is_new = table[at] == _EMPTY
    table[at], following[ring], heads[at] = key, heads[at], node
    return 1 if is_new else 0


@compiled
def _enter(first, last, keys, following, table, heads):  # type: ignore[no-untyped-def]
    used = 0
    for node in range(first, last):
        used += _enter_one(node, keys[node % keys.shape[0]], keys, following, table, heads)
    return used


@compiled
def overlap(first, second, first_size, second_size, out):  # type: ignore[no-untyped-def]
    """Fill how like two sketches are: together, share of the first, share of the second; return the hashes shared."""
    limit = NONE32
    if first_size > first.shape[0]:
        limit = min(limit, first[-1])
    if second_size > second.shape[0]:
        limit = min(limit, second[-1])
    a, b, shared = 0, 0, 0
    while a < first.shape[0] and b < second.shape[0] and first[a] <= limit and second[b] <= limit:
        if first[a] == NONE32 or second[b] == NONE32:
            break
        if first[a] == second[b]:
            a, b, shared = a + 1, b + 1, shared + 1
        elif first[a] < second[b]:
            a += 1
        else:
            b += 1
    while a < first.shape[0] and first[a] <= limit and first[a] != NONE32:
        a += 1
    while b < second.shape[0] and second[b] <= limit and second[b] != NONE32:
        b += 1
    out[:3] = 0
    if shared:
        out[0], out[1], out[2] = shared / (a + b - shared), shared / a, shared / b
    return shared


@compiled
def _compare(whole, title, lead, size, whole_b, title_b, lead_b, size_b, like):  # type: ignore[no-untyped-def]
    part = like[3:]
    shared = overlap(whole, whole_b, size[0], size_b[0], like)
    like[3:] = 0
    if like[0] > _FAINT or max(like[1], like[2]) > 2 * _FAINT:
        overlap(lead, lead_b, size[2], size_b[2], part)
        of_lead = part[0]
        overlap(title, title_b, size[1], size_b[1], part)
        like[4] = of_lead
    like[5] = shared


@compiled
def _touch(row_keys, oldest, keys, following, table, heads, hits, touched):  # type: ignore[no-untyped-def]
    """Count for each earlier text how many keys it shares; return how many texts share any."""
    count = 0
    for key in row_keys:
        if key in (_EMPTY, np.uint64(0xFFFFFFFFFFFFFFFF)):
            break
        at = _place_of(key, table)
        if table[at] == _EMPTY:
            continue
        node, step = heads[at], 0
        while node >= oldest * KEYS and step < _STEPS and count < touched.shape[0]:
            slot = (node // KEYS) % hits.shape[0]
            if hits[slot] == 0:
                touched[count] = node // KEYS
                count += 1
            hits[slot] += 1
            node, step = following[node % keys.shape[0]], step + 1
    return count


@compiled
def _keep_likest(found, like, number, candidate):  # type: ignore[no-untyped-def]
    """Put a candidate among the likest, in order."""
    worth = max(candidate[0], candidate[1] * np.float32(0.7), candidate[2] * np.float32(0.7))
    worth = max(worth, np.float32(0.6) * candidate[3], np.float32(0.6) * candidate[4])
    if worth < _LEAST:
        return
    at = found.shape[0]
    while at > 0 and (found[at - 1] < 0 or _worth(like[at - 1]) < worth):
        at -= 1
    if at == found.shape[0]:
        return
    for place in range(found.shape[0] - 1, at, -1):
        found[place] = found[place - 1]
        like[place] = like[place - 1]
    found[at] = number
    like[at] = candidate


@compiled
def _worth(like):  # type: ignore[no-untyped-def]
    worth = max(like[0], like[1] * np.float32(0.7), like[2] * np.float32(0.7))
    return max(worth, np.float32(0.6) * like[3], np.float32(0.6) * like[4])


@compiled
def _match(  # type: ignore[no-untyped-def]
    first, row_keys, row_whole, row_title, row_lead, row_size, whole, title, lead, size,
    keys, following, table, heads, hits, found, like,
):  # fmt: skip
    touched, candidate = np.empty(_TOUCHED, np.int64), np.zeros(6, np.float32)
    window, used = whole.shape[0], 0
    for row in range(row_size.shape[0]):
        number = first + row
        oldest = max(0, number - window + 1)
        count = _touch(row_keys[row], oldest, keys, following, table, heads, hits, touched)
        least = min(_LEAST_SHARED, row_size[row, 0])
        for at in range(count):
            slot = touched[at] % window
            shared, hits[slot] = hits[slot], 0
            if shared >= least or size[slot, 0] <= 2:
                _compare(
                    row_whole[row], row_title[row], row_lead[row], row_size[row],
                    whole[slot], title[slot], lead[slot], size[slot], candidate,
                )  # fmt: skip
                _keep_likest(found[row], like[row], touched[at], candidate)
        slot = number % window
        whole[slot], title[slot], lead[slot], size[slot] = (
            row_whole[row],
            row_title[row],
            row_lead[row],
            row_size[row],
        )
        for at in range(KEYS):
            used += _enter_one(number * KEYS + at, row_keys[row, at], keys, following, table, heads)
    return used
