"""What a text is about, as weighted terms: its syllables and pairs of syllables, the title counted twice.

How rare a term is comes from two counts: how often it stood in 148,383 articles of 2016 to 2019 (`data/background.npz`,
counts only), and how often in the stream of the last days. A storm's name is rare in the one and frequent in the other.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loa.stories import scanning
from loa.stories.compiled import compiled

TERMS: Final = 160
OF_TITLE, NAME, PAIR = 1, 2, 4
"""What is known of a term: stands in the title, is a capitalised single word there, is a pair."""
LEAD_WORDS: Final = 70
"""Words of the text that tell what it is about: the length of a summary, the lead of an article."""
ARTICLES: Final = 148_383
UNSEEN_WORD, UNSEEN_PAIR = 15, 150
"""Counts given to what the background does not list: it lists only what stood there more often."""
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_DATA: Final = Path(__file__).parent / "data" / "background.npz"


@compiled
def pair_of(first, second):  # type: ignore[no-untyped-def]
    """Return the hash of two words in a row."""
    return scanning.mix(first * _MIX + second)


@compiled
def _put(term, weight, kind, terms, weights, kinds, filled):  # type: ignore[no-untyped-def]
    for at in range(filled):
        if terms[at] == term:
            weights[at] += weight
            kinds[at] |= kind
            return filled
    if filled < terms.shape[0]:
        terms[filled], weights[filled], kinds[filled] = term, weight, kind
        filled += 1
    return filled


@compiled
def fill_terms(exact, notes, inside, total, terms, weights, kinds):  # type: ignore[no-untyped-def]
    """Fill the distinct terms of a title and the lead of its text; the first `inside` words are the title's."""
    filled = 0
    for at in range(min(total, inside + LEAD_WORDS)):
        in_title = at < inside
        weight = 2.0 if in_title else 1.0
        kind = OF_TITLE if in_title else 0
        if in_title and notes[at] & scanning.CAPITAL and not notes[at] & scanning.NUMBER:
            filled = _put(exact[at], weight, kind | NAME, terms, weights, kinds, filled)
        else:
            filled = _put(exact[at], weight, kind, terms, weights, kinds, filled)
        if at not in (0, inside) and not notes[at] & scanning.BREAK:
            filled = _put(
                pair_of(exact[at - 1], exact[at]), weight, kind | PAIR, terms, weights, kinds, filled
            )
    return filled


def read_background(path: Path = _DATA) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Return the hashes of the listed terms in order, and how often each stood in the articles."""
    with np.load(path) as kept:
        known: dict[str, Any] = {name: kept[name] for name in kept.files}
    return known["terms"].astype(np.uint64), known["counts"].astype(np.float32)


@compiled
def background_rarity(terms, kinds, listed, counts, out):  # type: ignore[no-untyped-def]
    """Fill how rare each term is in the background: the logarithm of articles over its count."""
    for row in range(terms.shape[0]):
        for at in range(terms.shape[1]):
            if terms[row, at] == 0:
                break
            found = np.searchsorted(listed, terms[row, at])
            count = UNSEEN_PAIR if kinds[row, at] & PAIR else UNSEEN_WORD
            if found < listed.shape[0] and listed[found] == terms[row, at]:
                count = counts[found]
            out[row, at] = max(0.0, math.log(ARTICLES / (count + 1.0)))
