"""Compiled parts of the linkage of stories: who is near whom in the window, both ways.

Each item keeps its list of nearer earlier ones; each earlier one the chain of the later ones that name it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from loa.stories.compiled import compiled, inlined
from loa.stories.vectors import FOUND

_SEEN: Final = 0.6
"""Share of the pairs of two stories by which what they have in common is divided at least: an index that finds a text by its
heaviest terms misses some pairs, and what it missed is not held against the rest."""

_SPREAD: Final = 0x9E3779B1


@compiled
def settle(  # type: ignore[no-untyped-def]
    row, first, found, score, maybe, limit, of, alive, all_found, all_score, newest, before, out, means
):  # fmt: skip
    """Take in the items from a row on until one may be a reprint or is near enough to a story; return its row.

    `out` and `means` get that story first, none where there is none.
    """
    stories, sums = np.zeros(FOUND, np.int64), np.zeros((FOUND, 2))
    while row < found.shape[0]:
        _arrive(first + row, found[row], score[row], of, alive, all_found, all_score, newest, before)
        out[0], means[0] = _best(found[row], score[row], limit, of, alive, stories, sums)
        if maybe[row] or means[0] > limit:
            break
        row += 1
    return row


@compiled
def _arrive(number, found, score, of, alive, all_found, all_score, newest, before):  # type: ignore[no-untyped-def]
    """Note what a new item is near to; the one that leaves the window no longer counts for its story."""
    window = newest.shape[0]
    if number >= window:
        alive[of[number - window]] -= 1
    slot = number % window
    alive[number], newest[slot] = 1, -1
    for at in range(FOUND):
        all_found[slot, at], all_score[slot, at] = found[at], score[at]
    for at in range(FOUND):
        if found[at] < 0:
            break
        other = slot - (number - found[at])
        other += window if other < 0 else 0
        before[slot, at] = newest[other]
        newest[other] = number * FOUND + at


@compiled
def _best(found, score, limit, of, alive, stories, sums):  # type: ignore[no-untyped-def]
    """Return the nearest story to an item, and their mean score; none where no single item is nearer than the limit."""
    count, nearest, best = 0, np.int64(-1), 0.0
    if found[0] < 0 or score[0] <= limit:
        return nearest, best
    for at in range(FOUND):
        if found[at] < 0:
            break
        story, place = of[found[at]], 0
        while place < count and stories[place] != story:
            place += 1
        if place == count:
            stories[count], sums[count, 0], sums[count, 1], count = story, 0.0, 0.0, count + 1
        sums[place, 0] += score[at]
        sums[place, 1] += 1.0
    for place in range(count):
        mean = _mean(sums[place, 0], sums[place, 1], alive[stories[place]])
        if mean > best:
            nearest, best = stories[place], mean
    return nearest, best


@inlined
def _mean(total, seen, pairs):  # type: ignore[no-untyped-def]
    """Return the mean score of the pairs of two stories, of which some were seen."""
    return total / max(1.0, seen, _SEEN * pairs)


@compiled
def near_stories(live, own, oldest, limit, of, alive, all_found, all_score, newest, before, out, means):  # type: ignore[no-untyped-def]
    """Fill the other stories nearer than the limit to items of one, and their mean scores; return how many."""
    room = 3 * FOUND * live.shape[0]
    stories, shared = np.empty(room, np.int64), np.empty((room, 2), np.float64)
    size = _edges(live, own, oldest, of, all_found, all_score, newest, before, stories, shared)
    if size > room:
        stories, shared = np.empty(size, np.int64), np.empty((size, 2), np.float64)
        _edges(live, own, oldest, of, all_found, all_score, newest, before, stories, shared)
    count = 0
    for at in range(_add_up(stories, shared, size)):
        story = stories[at]
        mean = _mean(shared[at, 0], shared[at, 1], live.shape[0] * alive[story])
        if mean > limit and alive[story] > 0 and (count < out.shape[0] or story < out[count - 1]):
            count = min(count, out.shape[0] - 1) + 1
            place = count - 1
            while place > 0 and out[place - 1] > story:
                out[place], means[place] = out[place - 1], means[place - 1]
                place -= 1
            out[place], means[place] = story, mean
    return count


@compiled
def _add_up(stories, shared, size):  # type: ignore[no-untyped-def]
    """Add up what is shared with each story and by how many pairs; return how many stories: they stand first, each once."""
    last, count = 63, 0
    while last < 2 * size:
        last = 2 * last + 1
    places = np.zeros(last + 1, np.int32)
    for at in range(size):
        story = stories[at]
        mark = (story * _SPREAD >> 16) & last
        while places[mark] > 0 and stories[places[mark] - 1] != story:
            mark = (mark + 1) & last
        if places[mark] > 0:
            shared[places[mark] - 1, 0] += shared[at, 0]
            shared[places[mark] - 1, 1] += 1.0
        else:
            stories[count], shared[count, 0], shared[count, 1] = story, shared[at, 0], 1.0
            count += 1
            places[mark] = count
    return count


@compiled
def _edges(live, own, oldest, of, all_found, all_score, newest, before, stories, shared):  # type: ignore[no-untyped-def]
    """Fill what the items share with items of other stories in the window, later and earlier; return how many."""
    window, count = newest.shape[0], 0
    for item in live:
        slot = item % window
        for at in range(FOUND):
            other = all_found[slot, at]
            if other < 0:
                break
            if other >= oldest and of[other] != own:
                if count < stories.shape[0]:
                    stories[count], shared[count, 0] = of[other], all_score[slot, at]
                count += 1
        edge = newest[slot]
        while edge >= 0:
            other, at = edge // FOUND, edge % FOUND
            if of[other] != own:
                if count < stories.shape[0]:
                    stories[count], shared[count, 0] = of[other], all_score[other % window, at]
                count += 1
            edge = before[other % window, at]
    return count
