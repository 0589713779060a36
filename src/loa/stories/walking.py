"""Follows the lists of the texts that have one of a text's heaviest terms, the newest first, and picks those to compare.

Where a text stands in the lists is its number times LISTED; places are kept by their last 32 bits.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from loa.stories.compiled import ask_for, compiled

LISTED: Final = 20
"""Heaviest terms under which a text is found; two texts that share none of them are not about one event."""
_HEAVIEST: Final = 12
_ENOUGH: Final = 3
"""One term of both titles or one rare name in common, or two of the listed with one of the heaviest, and two texts are
compared."""
_IN_TITLE: Final = np.uint32(2)
"""A bit of a listed term's tag: whether it stands in the title."""
STEPS: Final = 40
"""Texts under one term that are looked at, the newest first."""
_ROUND: Final = 0xFFFFFFFF
_MOST: Final = 40
"""Texts that are compared with one: those that share most of its heaviest terms, the newest first."""
_LIGHT_STEPS: Final = 24


@compiled
def gather(terms, listed, weights, here, reach, nodes, heads, hits, touched, ages, tags):  # type: ignore[no-untyped-def]
    """List the earlier texts that have one of the text's heaviest terms among theirs; return how many.

    The lists are followed side by side, a step of each in turn: the processor waits for many places of memory at once.
    """
    count, ring, last, going = 0, nodes.shape[0] - 1, hits.shape[0] - 1, 0
    for place in range(LISTED):
        if listed[place] == 0:
            break
        ages[going] = (here - np.int64(heads[terms[place] & np.uint64(heads.shape[0] - 1)])) & _ROUND
        tags[going, 0] = _listed_tag(listed[place], weights[place, 1])
        tags[going, 1] = 3 if weights[place, 2] > 0 else 2 if place < _HEAVIEST else 1
        tags[going, 2] = _IN_TITLE if place < _HEAVIEST else 0
        going += ages[going] <= reach
    for step in range(STEPS):
        still = 0
        for at in range(going):
            place = here - ages[at]
            tag, node = tags[at, 0], place & ring
            seen, following = nodes[node, 1], nodes[node, 0]
            if (seen ^ tag) | _IN_TITLE == _IN_TITLE:
                number = place // LISTED - 1
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
def enough_of(touched, count, hits, shares):  # type: ignore[no-untyped-def]
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
def _listed_tag(tag, in_title):  # type: ignore[no-untyped-def]
    return (tag & ~_IN_TITLE) | (_IN_TITLE if in_title > 0 else np.uint32(0))


@compiled
def enter(terms, tags, weights, here, nodes, heads):  # type: ignore[no-untyped-def]
    """Enter a text's heaviest terms at the heads of their lists."""
    for place in range(LISTED):
        if tags[place] == 0:
            break
        node, head = (here + place) & (nodes.shape[0] - 1), terms[place] & np.uint64(heads.shape[0] - 1)
        nodes[node, 0], nodes[node, 1] = heads[head], _listed_tag(tags[place], weights[place, 1])
        heads[head] = np.uint32((here + place) & _ROUND)


@compiled
def pick(touched, count, hits, enough, spare):  # type: ignore[no-untyped-def]
    """Keep of the touched texts those with hits enough, and `spare` of those with one less; return how many."""
    picked, last = 0, hits.shape[0] - 1
    for at in range(count):
        number = touched[at]
        shared, hits[number & last] = hits[number & last], 0
        spare -= shared == enough - 1
        touched[picked] = number
        picked += (shared >= enough) | ((shared == enough - 1) & (spare >= 0))
    return picked


@compiled
def ask_for_lists(terms, row, nodes, heads):  # type: ignore[no-untyped-def]
    """Ask for the heads of the lists of the text after the next, and for the first entries of those of the next."""
    last, ring = np.uint64(heads.shape[0] - 1), nodes.shape[0] - 1
    for place in range(LISTED):
        if row + 2 < terms.shape[0]:
            ask_for(heads, np.int64(terms[row + 2, place] & last), 0)
        if row + 1 < terms.shape[0]:
            ask_for(nodes, np.int64(heads[terms[row + 1, place] & last]) & ring, 0)
