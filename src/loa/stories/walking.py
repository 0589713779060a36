"""Follows the lists of the texts that have one of a text's heaviest terms, the newest first, and picks those to compare.

Where a text stands in the lists is its number times LISTED; places are kept by their last 32 bits.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from loa.stories.compiled import ask_for, compiled

TOGETHER: Final = 4
"""Texts whose lists are followed at once."""
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
_MOST: Final = 24
"""Texts that are compared with one: those that share most of its heaviest terms, the newest first."""
_LIGHT_STEPS: Final = 24


@compiled
def sign(place, tag, in_title, rare_name, out):  # type: ignore[no-untyped-def]
    """Fill what one of the heaviest terms is known by in the lists, and what having it in common is worth."""
    out[0] = (tag & ~_IN_TITLE) | (_IN_TITLE if in_title > 0 else np.uint32(0))
    out[1] = 3 if rare_name > 0 else 2 if place < _HEAVIEST else 1


@compiled
def begin(text, going, terms, signs, here, reach, heads, ages, steps):  # type: ignore[no-untyped-def]
    """Put the lists of a text's heaviest terms behind those that are followed; return how many they are now."""
    for place in range(LISTED):
        if signs[place, 0] == 0:
            break
        ages[going] = (here - np.int64(heads[terms[place] & np.uint64(heads.shape[0] - 1)])) & _ROUND
        steps[going, 0], steps[going, 1] = signs[place, 0], signs[place, 1]
        steps[going, 2], steps[going, 3] = _IN_TITLE if place < _HEAVIEST else 0, text
        going += ages[going] <= reach
    return going


@compiled
def gather(going, here, reaches, nodes, ages, steps, hits, touched, counts):  # type: ignore[no-untyped-def]
    """List for each of a few texts the earlier ones that have one of its heaviest terms among theirs.

    All lists are followed side by side, a step of each in turn: the processor waits for many places of memory at once.
    `here` is where the first of the texts stands.
    """
    ring, last = nodes.shape[0] - 1, hits.shape[1] - 1
    for step in range(STEPS):
        still = 0
        for at in range(going):
            tag, worth, title, text = steps[at, 0], steps[at, 1], steps[at, 2], np.int64(steps[at, 3])
            own = here + text * LISTED
            place = own - ages[at]
            seen, following = nodes[place & ring, 1], nodes[place & ring, 0]
            ask_for(nodes, np.int64(following) & ring, 0)
            if (seen ^ tag) | _IN_TITLE == _IN_TITLE:
                number = place // LISTED - 1
                touched[text, counts[text]] = number
                counts[text] += hits[text, number & last] == 0
                hits[text, number & last] += np.uint8(worth + (seen & tag & title))
            if step == _LIGHT_STEPS and worth == 1:
                continue
            ages[still] = (own - np.int64(following)) & _ROUND
            steps[still, 0], steps[still, 1], steps[still, 2], steps[still, 3] = tag, worth, title, text
            still += ages[still] <= reaches[text]
        going = still


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
def enter(terms, signs, here, nodes, heads):  # type: ignore[no-untyped-def]
    """Enter a text's heaviest terms at the heads of their lists."""
    for place in range(LISTED):
        if signs[place, 0] == 0:
            break
        node, head = (here + place) & (nodes.shape[0] - 1), terms[place] & np.uint64(heads.shape[0] - 1)
        nodes[node, 0], nodes[node, 1] = heads[head], signs[place, 0]
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
    """Ask for the heads of the lists of the texts after the next few, and for the first entries of those of the next few."""
    last, ring, total = np.uint64(heads.shape[0] - 1), nodes.shape[0] - 1, terms.shape[0]
    for later in range(row + TOGETHER, min(row + 2 * TOGETHER, total)):
        for place in range(LISTED):
            ask_for(nodes, np.int64(heads[terms[later, place] & last]) & ring, 0)
    for later in range(row + 2 * TOGETHER, min(row + 3 * TOGETHER, total)):
        for place in range(LISTED):
            ask_for(heads, np.int64(terms[later, place] & last), 0)
