"""Picks the smallest of many hashes, in order: their values are spread evenly, so one pass of buckets sorts them."""

from __future__ import annotations

from typing import Final

import numpy as np

from loa.stories.compiled import compiled

_ALL: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
BUCKETS: Final = 256


@compiled
def smallest(hashes, first, last, pool, out, wanted):  # type: ignore[no-untyped-def]
    """Fill the distinct smallest hashes between two places, in order; return how many, at most `wanted`."""
    limit = _limit(last - first, wanted)
    while True:
        kept = _under(hashes, first, last, limit, pool, 0)
        filled = _ordered(pool, kept, limit, out, wanted)
        if filled == wanted or limit == _ALL:
            return filled
        limit = _ALL if limit > _ALL >> np.uint64(2) else limit << np.uint64(2)


@compiled
def smallest_of_both(hashes, middle, last, pool, out, later):  # type: ignore[no-untyped-def]
    """Fill the smallest of all hashes, and into `later` those from the middle on, which are looked for among the first."""
    wanted, wanted_later = out.shape[0], later.shape[0]
    limit, less = _limit(last, wanted), _limit(last - middle, wanted_later)
    inside = _under(hashes, 0, middle, limit, pool, 0)
    kept = _under(hashes, middle, last, limit, pool, inside)
    filled, filled_later = _ordered(pool, kept, limit, out, wanted), 0
    if less <= limit:
        filled_later = _ordered(pool, _under(pool, inside, kept, less, pool, 0), less, later, wanted_later)
    if filled < wanted and limit != _ALL:
        filled = smallest(hashes, 0, last, pool, out, wanted)
    if filled_later < wanted_later and (less != _ALL or limit != _ALL):
        filled_later = smallest(hashes, middle, last, pool, later, wanted_later)
    return filled, filled_later


@compiled
def _limit(count, wanted):  # type: ignore[no-untyped-def]
    """Return a hash under which there are nearly always as many as are wanted, and not many more."""
    share = np.int64(wanted + 4 * np.sqrt(wanted) + 4)
    return _ALL if count <= 2 * share else _ALL // np.uint64(count) * np.uint64(share)


@compiled
def _under(hashes, first, last, limit, pool, kept):  # type: ignore[no-untyped-def]
    for place in range(first, last):
        pool[kept] = hashes[place]
        kept += hashes[place] <= limit
    return kept


@compiled
def _ordered(pool, count, limit, out, wanted):  # type: ignore[no-untyped-def]
    """Sort by buckets of equal width, then put each bucket in order while its hashes are given out."""
    shift = np.uint64(0)
    while limit >> shift >= np.uint64(BUCKETS):
        shift += np.uint64(1)
    ends = np.zeros(BUCKETS + 1, np.int64)
    for at in range(count):
        ends[np.int64(pool[at] >> shift) + 1] += 1
    total = 0
    for at in range(BUCKETS + 1):
        total += ends[at]
        ends[at] = total
    half = pool.shape[0] // 2
    for at in range(count):
        bucket = np.int64(pool[at] >> shift)
        pool[half + ends[bucket]] = pool[at]
        ends[bucket] += 1
    filled = 0
    for at in range(count):
        place, value = half + at, pool[half + at]
        while place > half and pool[place - 1] > value:
            pool[place] = pool[place - 1]
            place -= 1
        pool[place] = value
    for at in range(count):
        if filled == wanted:
            break
        if at == 0 or pool[half + at] != pool[half + at - 1]:
            out[filled] = pool[half + at]
            filled += 1
    return filled
