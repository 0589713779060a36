"""Finds earlier texts that share shingles with a new one, in a window of the newest, at the same cost for the millionth.

Each text is entered under its KEYS smallest hashes. Lists under one hash are followed from the newest back, a few steps
only: what stands in thousands of texts (a template, a footer) finds its newest users and costs no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loa.stories.compiled import LINE, ask_for, compiled, inlined
from loa.stories.parts import KEYS, LEAD, NONE32, TITLE, WHOLE, Parts

FOUND: Final = 16
"""Likest earlier texts that are returned for each."""
_STEPS: Final = 20
_LEAST_SHARED: Final = 2
_LEAST: Final = 0.12
"""Likeness below which nothing is returned."""
_FAINT: Final = 0.06
"""Likeness below which titles and leads are not compared."""
_FEW: Final = np.float32(0.13)
"""Share of the smaller sketch that two texts must have in common to be compared at all."""
_MARKS: Final = 1 << 14
_TINY: Final = np.uint32(1)
"""A bit of a tag: whether the text has no more than two shingles, one of which is enough to be compared."""
_NO_KEY: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
_ROUND: Final = 0xFFFFFFFF
"""Places in the lists are kept by their last 32 bits: what is older than the window is told from its age."""


@dataclass(slots=True)
class Matches:
    """For each text the numbers of the likest earlier ones (-1: none) and how like they are.

    Columns of `like`: both together, share of the new in the old, share of the old in the new, titles, leads, and how
    many shingles of the sketches were the same. `maybe` says of which texts any can be a reprint.
    """

    found: NDArray[np.int64]
    like: NDArray[np.float32]
    maybe: NDArray[np.bool_]


class SketchIndex:
    """Sketches of the newest texts, numbered from 0 in order of arrival."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.count = 0
        self.whole = np.empty((window, WHOLE), np.uint32)
        self.title = np.empty((window, TITLE), np.uint32)
        self.lead = np.empty((window, LEAD), np.uint32)
        self.size = np.empty((window, 3), np.int32)
        self._nodes = np.zeros((power_of_two(window * KEYS), 2), np.uint32)
        self._heads = np.zeros(2 * len(self._nodes), np.uint32)
        self._hits = np.zeros(power_of_two(window), np.uint8)

    def add(self, rows: Parts) -> Matches:
        """Find for each text its likest earlier ones, those of the same call among them, and take it in."""
        total = rows.size.shape[0]
        matches = Matches(
            np.full((total, FOUND), -1, np.int64),
            np.zeros((total, FOUND, 6), np.float32),
            np.zeros(total, np.bool_),
        )
        _match(
            self.count, rows.keys, rows.whole, rows.title, rows.lead, rows.size, self.whole, self.title, self.lead,
            self.size, self._nodes, self._heads, self._hits, matches.found, matches.like, matches.maybe,
        )  # fmt: skip
        self.count += total
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

    def drop(self, number: int) -> None:
        """Let a text of the window be like no other from now on."""
        slot = number % self.window
        self.whole[slot], self.title[slot], self.lead[slot], self.size[slot] = NONE32, NONE32, NONE32, 0

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what has to be kept to go on later."""
        live = np.arange(max(0, self.count - self.window), self.count) % self.window
        return {
            "whole": self.whole[live], "title": self.title[live], "lead": self.lead[live], "size": self.size[live],
            "nodes": self._nodes, "heads": self._heads, "count": np.array([self.count]),
        }  # fmt: skip

    def restore(self, kept: dict[str, NDArray[Any]]) -> None:
        """Go on from what was kept, in a window of the same size."""
        self.count = int(kept["count"][0])
        live = np.arange(self.count - len(kept["size"]), self.count) % self.window
        for name in ("whole", "title", "lead", "size"):
            getattr(self, name)[live] = kept[name]
        self._nodes[:], self._heads[:] = kept["nodes"], kept["heads"]


def power_of_two(least: int) -> int:
    """Return the first power of two that is not less."""
    return 1 << max(0, least - 1).bit_length()


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
def _touch(row_keys, here, reach, nodes, heads, hits, touched, ages, tags):  # type: ignore[no-untyped-def]
    """Count for each earlier text how many keys it shares; return how many texts share any.

    The lists are followed side by side, a step of each in turn: the processor waits for many places of memory at once.
    """
    count, going = 0, 0
    first, ring, last = np.uint64(heads.shape[0] - 1), nodes.shape[0] - 1, hits.shape[0] - 1
    for at in range(KEYS):
        if row_keys[at] == _NO_KEY:
            break
        ages[going] = (here - np.int64(heads[row_keys[at] & first])) & _ROUND
        tags[going] = np.uint32(row_keys[at] >> np.uint64(32)) | _TINY
        going += ages[going] <= reach
    for _ in range(_STEPS):
        still = 0
        for at in range(going):
            place, tag = here - ages[at], tags[at]
            following, seen = nodes[place & ring, 0], nodes[place & ring, 1]
            ask_for(nodes, np.int64(following) & ring, 0)
            if seen | _TINY == tag:
                number = place // KEYS - 1
                slot = number & last
                touched[count] = number
                count += hits[slot] == 0
                hits[slot] += np.uint8(1) + np.uint8(seen & _TINY)
            age = (here - np.int64(following)) & _ROUND
            ages[still], tags[still] = age, tag
            still += age <= reach
        going = still
    return count


@compiled
def _enter(row_keys, tiny, here, nodes, heads):  # type: ignore[no-untyped-def]
    """Enter a text under its keys, at the heads of their lists, with a mark on the tags of a tiny one."""
    first, ring = np.uint64(heads.shape[0] - 1), nodes.shape[0] - 1
    for at in range(KEYS):
        if row_keys[at] == _NO_KEY:
            break
        head, place = row_keys[at] & first, (here + at) & ring
        tag = np.uint32(row_keys[at] >> np.uint64(32))
        nodes[place, 0], nodes[place, 1] = heads[head], tag | _TINY if tiny else tag & ~_TINY
        heads[head] = np.uint32((here + at) & _ROUND)


@compiled
def may_be_one(like):  # type: ignore[no-untyped-def]
    """Say whether two texts so like can be reprints; the others need no judging."""
    most = max(like[1], like[2])
    return max(like[0], most) >= 0.3 or max(like[3], like[4]) >= 0.6


@compiled
def _mark(sketch, marks, value):  # type: ignore[no-untyped-def]
    for at in range(sketch.shape[0]):
        marks[sketch[at] & np.uint32(_MARKS - 1)] = value


@inlined
def _may_be_like(last, slot, sketches, size, other_size, marks):  # type: ignore[no-untyped-def]
    """Say whether a sketch has enough in common with the marked one, the last hash of which is given, to be compared."""
    shared = 0
    for at in range(WHOLE):
        shared += marks[sketches[slot, at] & np.uint32(_MARKS - 1)]
    whole = np.float32(4294967295.0)
    reach_a = np.float32(last) if size > WHOLE else whole
    reach_b = np.float32(sketches[slot, WHOLE - 1]) if other_size > WHOLE else whole
    a = min(size, WHOLE) / reach_a
    b = min(other_size, WHOLE) / reach_b
    return shared >= _FEW * min(reach_a, reach_b) * min(a, b)


@compiled
def _pick(touched, count, least, number, window, hits, slots):  # type: ignore[no-untyped-def]
    """Keep of the touched texts those with hits enough; fill where they stand; return how many."""
    picked, last, own = 0, hits.shape[0] - 1, number % window
    for at in range(count):
        other = touched[at]
        shared, hits[other & last] = hits[other & last], 0
        slot = own - (number - other)
        touched[picked], slots[picked] = other, slot + (window if slot < 0 else 0)
        picked += shared >= least
    return picked


@compiled
def _ask_for_lists(row_keys, row, nodes, heads):  # type: ignore[no-untyped-def]
    """Ask for the heads of the lists of the text after the next, and for the first entries of those of the next."""
    last, ring = np.uint64(heads.shape[0] - 1), nodes.shape[0] - 1
    for at in range(KEYS):
        if row + 2 < row_keys.shape[0]:
            ask_for(heads, np.int64(row_keys[row + 2, at] & last), 0)
        if row + 1 < row_keys.shape[0]:
            ask_for(nodes, np.int64(heads[row_keys[row + 1, at] & last]) & ring, 0)


@compiled
def _ask_for_sketches(slots, picked, whole, size):  # type: ignore[no-untyped-def]
    for at in range(picked):
        ask_for(size, slots[at], 0)
        for line in range(0, 4 * WHOLE, LINE):
            ask_for(whole, slots[at], line)


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
    nodes, heads, hits, found, like, maybe,
):  # fmt: skip
    touched, candidate = np.empty(KEYS * _STEPS + 1, np.int64), np.zeros(6, np.float32)
    ages, tags, slots = np.zeros(KEYS, np.int64), np.zeros(KEYS, np.uint32), np.empty_like(touched)
    window, marks = whole.shape[0], np.zeros(_MARKS, np.uint8)
    for row in range(row_size.shape[0]):
        number = first + row
        here = (number + 1) * KEYS
        reach = min(number, window - 1) * KEYS
        _ask_for_lists(row_keys, row, nodes, heads)
        count = _touch(row_keys[row], here, reach, nodes, heads, hits, touched, ages, tags)
        picked = _pick(touched, count, min(_LEAST_SHARED, row_size[row, 0]), number, window, hits, slots)
        _ask_for_sketches(slots, picked, whole, size)
        _mark(row_whole[row], marks, np.uint8(1))
        marks[_MARKS - 1] = 0
        for at in range(picked):
            slot = slots[at]
            if _may_be_like(row_whole[row, WHOLE - 1], slot, whole, row_size[row, 0], size[slot, 0], marks):
                _compare(
                    row_whole[row], row_title[row], row_lead[row], row_size[row],
                    whole[slot], title[slot], lead[slot], size[slot], candidate,
                )  # fmt: skip
                _keep_likest(found[row], like[row], touched[at], candidate)
                maybe[row] |= may_be_one(candidate)
        _mark(row_whole[row], marks, np.uint8(0))
        own = number % window
        whole[own], title[own], lead[own], size[own] = (
            row_whole[row],
            row_title[row],
            row_lead[row],
            row_size[row],
        )
        _enter(row_keys[row], row_size[row, 0] <= 2, here, nodes, heads)
