"""What a text is about, as weighted terms: its syllables and pairs of syllables, the title counted twice.

How rare a term is comes from two counts: how often it stood in 148,383 articles of 2016 to 2019 (`data/background.npz`,
counts only), and how often in the stream of the last days. A storm's name is rare in the one and frequent in the other.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loa.stories import scanning
from loa.stories.compiled import compiled, inlined

TERMS: Final = 160
SLOTS: Final = 512
"""Places of the table in which a text's terms are found again while it is read."""
OF_TITLE, NAME, PAIR, CAPITAL = 1, 2, 4, 8
"""What is known of a term: stands in the title, is a capitalised single word there, is a pair, is a capitalised word."""
LEAD_WORDS: Final = 70
"""Words of the text that tell what it is about: the length of a summary, the lead of an article."""
ARTICLES: Final = 148_383
UNSEEN_WORD, UNSEEN_PAIR = 15, 150
"""Counts given to what the background does not list: it lists only what stood there more often."""
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
PLACES: Final = 1 << 17
_DATA: Final = Path(__file__).parent / "data" / "background.npz"


@inlined
def pair_of(first, second):  # type: ignore[no-untyped-def]
    """Return the hash of two words in a row."""
    return scanning.mix(first * _MIX + second)


@compiled
def fill_terms(exact, notes, inside, total, terms, weights, kinds, slots):  # type: ignore[no-untyped-def]
    """Fill the distinct terms of a title and the lead of its text; the first `inside` words are the title's."""
    slots[:] = 0
    filled = 0
    for turn in range(2 * min(total, inside + LEAD_WORDS)):
        at, is_pair = turn >> 1, turn & 1
        in_title, term, kind = at < inside, exact[at], 0
        if is_pair:
            if at == 0 or at == inside or notes[at] & scanning.BREAK:  # noqa: PLR1714  a tuple would be slow here
                continue
            term, kind = pair_of(exact[at - 1], term), PAIR
        elif notes[at] & scanning.CAPITAL and not notes[at] & scanning.NUMBER:
            kind = NAME | CAPITAL if in_title else CAPITAL
        place: Any = np.int64(term & np.uint64(SLOTS - 1))
        while slots[place] > 0 and terms[slots[place] - 1] != term:
            place = (place + 1) & (SLOTS - 1)
        held: Any = np.int64(slots[place]) - 1
        if held < 0:
            if filled == terms.shape[0]:
                continue
            held, filled = filled, filled + 1
            slots[place] = filled
            terms[held], weights[held], kinds[held] = term, np.float32(0), 0
        weights[held] += np.float32(2) if in_title else np.float32(1)
        kinds[held] |= np.uint8(kind | OF_TITLE if in_title else kind)
    return filled


def read_background(path: Path = _DATA) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Return the hashes of the listed terms in order, and how often each stood in the articles."""
    with np.load(path) as kept:
        known: dict[str, Any] = {name: kept[name] for name in kept.files}
    return known["terms"].astype(np.uint64), known["counts"].astype(np.float32)


@cache
def background() -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Return the table of the background, read once and never written to."""
    return background_table(*read_background())


def background_table(
    terms: NDArray[np.uint64], counts: NDArray[np.float32]
) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Return a table in which `place_of` finds terms, and two columns: how rare each is (the logarithm of articles over
    its count), and its share of the articles. The last two rows are for words and pairs that are not listed.
    """
    tags, rare = np.zeros(PLACES, np.uint32), np.zeros((PLACES + 2, 2), np.float32)
    _enter(terms, _rarity(counts), tags, rare)
    rare[PLACES:] = _rarity(np.array([UNSEEN_WORD, UNSEEN_PAIR], np.float32))
    return tags, rare


def _rarity(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    share = np.minimum(1.0, (counts + 1.0) / ARTICLES)
    return np.stack([-np.log(share), share], axis=1).astype(np.float32)


@compiled
def _enter(terms, rarity, tags, rare):  # type: ignore[no-untyped-def]
    for row in range(terms.shape[0]):
        at = place_of(terms[row], tags)
        tags[at] = tag_of(terms[row])
        rare[at, 0], rare[at, 1] = rarity[row, 0], rarity[row, 1]


@inlined
def tag_of(term):  # type: ignore[no-untyped-def]
    """Return the 32 bits by which a term is told from others, never 0."""
    return np.uint32(term >> np.uint64(32)) | np.uint32(1)


@inlined
def place_of(term, tags):  # type: ignore[no-untyped-def]
    """Return where a term stands in the table, or the free place for it."""
    last, tag = np.uint64(PLACES - 1), tag_of(term)
    at = term & last
    while tags[at] != 0 and tags[at] != tag:
        at = (at + np.uint64(1)) & last
    return at
